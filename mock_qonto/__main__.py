"""
A Qonto bank on your own machine: the API of v2 on one port, a control plane for tests on another.

  mock-qonto serve                                  the bank at :8081, its control plane at :8082
  mock-qonto serve --state var/bank.db              the same, and a restart forgets nothing
  mock-qonto serve --clock manual=2026-03-02T09:00:00Z   time stands still until a test moves it
"""

import argparse
import contextlib
import gc
import logging
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mock_qonto import settings, switches
from mock_qonto.app import build_bank, build_bank_app, build_control_app
from mock_qonto.control.spine import LOOPBACK
from mock_qonto.fixtures.worlds import DEFAULT_FIXTURE, FIXTURES
from mock_qonto.kernel.bank import Bank
from mock_qonto.registry import PLAIN
from mock_qonto.settings import Misconfigured, ServerSettings
from mock_qonto.state import Disk, StateRefused, adopt, clock_state, open_disk, summary
from mock_qonto.web.faults import FaultBook
from mock_qonto.web.identity import VERSION
from mock_qonto.web.server import Listener, PortTaken, bind, run, url_of

LONG_READ_S = 2.0
COLLECT_AFTER = (2_000, 1_000, 10)
"""New objects, collections of the young, collections of the middle-aged: see `_spare_the_collector`."""
REFUSED = 2
INTERRUPTED = 130

BANK = f"http://{settings.HOST}:{settings.PORT}"
CONTROL = f"http://{settings.HOST}:{settings.CONTROL_PORT}"
VARIABLES = f"""\
environment (also read from {settings.ENV_FILE}; options come first):
  QONTO_ORGANIZATION_ID   slug of the organization, the part before the colon of the
                          Authorization header (default {settings.ORGANIZATION})
  MOCK_API_KEY            the only key that opens it (default: any key that is not empty)
  QONTO_EDITION           like --edition
  MOCK_RATE_LIMIT         like --rate-limit

try it:
  curl -s {BANK}/v2/organization -H 'Authorization: {settings.ORGANIZATION}:any-key'
  curl -s {CONTROL}/clock
  curl -s {CONTROL}/clock/advance -H 'Content-Type: application/json' -d '{{"seconds": 1800}}'

Nothing leaves this machine and nothing reaches Qonto. Ctrl-C ends it.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        _serve(_settings(asked))
    except (Misconfigured, StateRefused) as why:
        print(f"mock-qonto: {why}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


# ---------------------------------------------------------------- what is asked
def _parser() -> argparse.ArgumentParser:
    prose = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="mock-qonto", description=__doc__, formatter_class=prose)
    parser.add_argument("--version", action="version", version=f"mock-qonto {VERSION}")
    verbs = parser.add_subparsers(required=True, metavar="serve")
    serve = verbs.add_parser(
        "serve",
        help="start the bank and its control plane (serve --help says everything)",
        description=__doc__,
        epilog=VARIABLES,
        formatter_class=prose,
    )
    _add_addresses(serve.add_argument_group("where"))
    _add_behaviour(serve.add_argument_group("how it behaves"))
    return parser


def _add_addresses(group: Any) -> None:
    group.add_argument("--host", default=settings.HOST, help="the bank's address (default %(default)s)")
    group.add_argument(
        "--port",
        type=_port,
        default=settings.PORT,
        help="the bank's port (default %(default)s); 0 takes a free one and says which",
    )
    group.add_argument(
        "--control-host",
        help="the control plane's address (default: the bank's if that is a loopback address)",
    )
    group.add_argument(
        "--control-port",
        type=_port,
        default=settings.CONTROL_PORT,
        help="the control plane's port (default %(default)s); 0 takes a free one",
    )
    group.add_argument(
        "--allow-remote",
        action="store_true",
        help="allow addresses other machines can reach: anybody there may then do anything to this bank",
    )


def _add_behaviour(group: Any) -> None:
    group.add_argument(
        "--edition",
        choices=settings.EDITIONS,
        help=f"which Qonto: that of the guide of 2026-02-19, or what Qonto documents since 2026-11 "
        f"(default {settings.EDITION})",
    )
    group.add_argument(
        "--clock",
        metavar="real|manual[=INSTANT]",
        help="real follows the machine's; manual stands still, now or at INSTANT (2026-03-02T09:00:00Z), "
        "until the control plane moves it (default real)",
    )
    group.add_argument(
        "--rate-limit",
        choices=settings.RATE_LIMITS,
        help=f"edition: 429 as the edition documents; off: never (default {settings.RATE_LIMIT})",
    )
    group.add_argument(
        "--fixture",
        choices=tuple(FIXTURES),
        help=f"what a new bank already holds (default {DEFAULT_FIXTURE}; a kept one holds what it held)",
    )
    group.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep everything in FILE: what was acknowledged survives a restart, a kill and a power cut "
        "(default: in memory, gone at the end). With a FILE that exists, options not given stay as kept",
    )
    group.add_argument(
        "--log-level", choices=settings.LOG_LEVELS, default="warning", help="(default %(default)s)"
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 0 to 65535")
    return int(text)


def _settings(asked: argparse.Namespace) -> ServerSettings:
    said = {name: value for name, value in vars(asked).items() if value is not None and name != "clock"}
    wished = replace(settings.read_settings(settings.environment()), **said)
    if asked.clock is not None:
        wished = replace(wished, clock=settings.read_clock(asked.clock))
    if wished.control_host is None:
        # A bank that others may reach is one thing, handing them its clock and its faults is another.
        wished = replace(
            wished, control_host=wished.host if settings.is_loopback(wished.host) else settings.HOST
        )
    settings.check_loopback("--host", wished.host, allow_remote=wished.allow_remote)
    settings.check_loopback("--control-host", str(wished.control_host), allow_remote=wished.allow_remote)
    return wished


# ---------------------------------------------------------------- what is done
def _serve(asked: ServerSettings) -> None:
    # What is made from here until the first call stays for good: looking for what has died is lost time.
    gc.disable()
    logging.basicConfig(level=asked.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    with contextlib.ExitStack() as held:
        bank_socket = held.enter_context(_listen("", asked.host, asked.port))
        control_socket = held.enter_context(_listen("control-", str(asked.control_host), asked.control_port))
        bank = build_bank(
            slug=asked.organization,
            api_key=asked.api_key,
            edition=asked.edition or settings.EDITION,
            rate_limit=asked.rate_limit or settings.RATE_LIMIT,
            fixture=asked.fixture or DEFAULT_FIXTURE,
            clock=clock_state(asked.clock),
        )
        settled = None
        if asked.state is not None:
            disk = held.enter_context(contextlib.closing(_open_disk(asked, asked.state, bank)))
            settled = disk.settled
        bank.listen_at(url_of(bank_socket))
        faults = FaultBook()
        hosts = LOOPBACK if settings.is_loopback(str(asked.control_host)) else ("*",)
        customers = build_bank_app(bank, faults=faults, settled=settled)
        tests = build_control_app(bank, faults=faults, hosts=hosts, settled=settled)
        started = _started(asked, bank, url_of(bank_socket), url_of(control_socket))
        # What is there now stays: the collector need not look at it again.
        gc.freeze()
        run(
            (Listener(bound=bank_socket, app=customers), Listener(bound=control_socket, app=tests)),
            ready=lambda: print(started, flush=True),
        )


def _spare_the_collector() -> None:
    """
    Records are immutable and hold no cycles: they die, if ever, when nobody refers to them any more.

    Left to itself the collector walks all of them again and again in search of cycles, a fifth of the cost
    of a call that makes an invoice, in pauses of tenths of a second. Young objects are still looked at: that
    is where the cycles are that a call may leave behind.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    gc.enable()


def _listen(which: str, host: str, port: int) -> socket.socket:
    try:
        return bind(host, port)
    except PortTaken:
        raise Misconfigured(
            f"port {port} is taken: end what listens there, or choose another with --{which}port"
        ) from None
    except OSError as why:
        raise Misconfigured(
            f"cannot listen on {host} port {port} ({why}): choose another address with --{which}host"
        ) from None


def _open_disk(asked: ServerSettings, path: Path, bank: Bank) -> Disk:
    began = last = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - began > LONG_READ_S and now - last > 1:
            last = now
            print(f"reading {path}: {done:,} of {total:,} entries", file=sys.stderr, flush=True)

    disk = open_disk(path, bank, plain=PLAIN, progress=progress)
    try:
        adopt(bank, asked, switches.defaults)
    except Misconfigured:
        disk.close()
        raise
    return disk


def _started(asked: ServerSettings, bank: Bank, bank_url: str, control_url: str) -> str:
    world = bank.default_world
    clock = "real" if world.clock.mode == "real" else f"held at {world.clock.now:%Y-%m-%dT%H:%M:%SZ}"
    state = "in memory" if asked.state is None else f"{asked.state} ({summary(bank.worlds)})"
    return (
        f"mock-qonto {VERSION}: bank {bank_url}, control plane {control_url}, organization {world.slug}, "
        f"edition {world.settings.edition}, clock {clock}, state {state}"
    )


if __name__ == "__main__":
    sys.exit(main())
