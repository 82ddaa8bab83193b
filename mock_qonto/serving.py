"""What `mock-qonto serve` does: from what was asked to a bank that answers, and to its end."""

import argparse
import contextlib
import gc
import logging
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mock_qonto import __version__, settings, state, switches
from mock_qonto.app import build_bank, build_bank_app, build_control_app
from mock_qonto.control.desk import Fixture
from mock_qonto.control.spine import LOOPBACK
from mock_qonto.fixtures.worlds import FIXTURES
from mock_qonto.kernel.bank import Bank
from mock_qonto.registry import PLAIN
from mock_qonto.settings import Misconfigured, ServerSettings
from mock_qonto.web.faults import FaultBook
from mock_qonto.web.server import Listener, PortTaken, bind, run, url_of

LONG_READ_S = 2.0
COLLECT_AFTER = (2_000, 1_000, 10)
"""New objects, collections of the young, collections of the middle-aged: see `_spare_the_collector`."""
KEPT = "not used, the state file holds a world already; a reset begins with it again"
REFUSED = 2
INTERRUPTED = 130


def serve(asked: argparse.Namespace) -> int:
    """Serve until told to end; the status to end with."""
    try:
        _serve(_settings(asked))
    except (Misconfigured, state.StateRefused) as why:
        print(f"mock-qonto: {why}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a new bank holds. *told*: what of it could not be taken over, once it was."""

    fixture: str
    fixtures: Mapping[str, Fixture] = field(default_factory=lambda: FIXTURES)
    edition: str = settings.EDITION
    told: Callable[[], Sequence[str]] = tuple


# ---------------------------------------------------------------- what is asked
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
    logging.basicConfig(level=asked.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    with contextlib.ExitStack() as held:
        bank_socket = held.enter_context(_listen("", asked.host, asked.port))
        control_socket = held.enter_context(_listen("control-", str(asked.control_host), asked.control_port))
        begun = _beginning(asked)
        bank = build_bank(
            slug=asked.organization,
            api_key=asked.api_key,
            edition=asked.edition or begun.edition,
            rate_limit=asked.rate_limit or settings.RATE_LIMIT,
            fixture=begun.fixture,
            clock=state.clock_state(asked.clock),
            fixtures=begun.fixtures,
        )
        settled, newborn = None, bank.default_world
        if asked.state is not None:
            disk = held.enter_context(contextlib.closing(_open_disk(asked, asked.state, bank)))
            settled = disk.settled
        bank.listen_at(url_of(bank_socket))
        faults = FaultBook()
        hosts = LOOPBACK if settings.is_loopback(str(asked.control_host)) else ("*",)
        customers = build_bank_app(bank, faults=faults, settled=settled)
        tests = build_control_app(bank, faults=faults, hosts=hosts, settled=settled, fixtures=begun.fixtures)
        for line in begun.told() if bank.default_world is newborn else (KEPT,):
            if asked.recording is not None:
                print(f"{asked.recording}: {line}", file=sys.stderr, flush=True)
        started = _started(asked, bank, url_of(bank_socket), url_of(control_socket))
        _spare_the_collector()
        run(
            (Listener(bound=bank_socket, app=customers), Listener(bound=control_socket, app=tests)),
            ready=lambda: print(started, flush=True),
        )


def _beginning(asked: ServerSettings) -> Beginning:
    """What a new bank begins with: a named fixture, or what a recording shows."""
    if asked.recording is None:
        return Beginning(fixture=asked.fixture or settings.FIXTURE)
    # Most starts have no recording, and would pay for what reads one.
    from contracts.recordings.reading import NotARecording, read_calls  # noqa: PLC0415  - see above
    from mock_qonto.fixtures.recorded import NAME, Recorded  # noqa: PLC0415  - see above

    if asked.fixture is not None:
        raise Misconfigured("--from and --fixture both say what a new bank holds: leave one of them out")
    try:
        recording = read_calls(asked.recording)
    except NotARecording as why:
        raise Misconfigured(f"--from: {why}") from None
    recorded = Recorded(recording)
    return Beginning(
        fixture=NAME,
        fixtures={**FIXTURES, NAME: recorded},
        edition=recording.edition or settings.EDITION,
        told=lambda: recorded.told,
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


def _open_disk(asked: ServerSettings, path: Path, bank: Bank) -> "state.Disk":
    began = last = time.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - began > LONG_READ_S and now - last > 1:
            last = now
            print(f"reading {path}: {done:,} of {total:,} entries", file=sys.stderr, flush=True)

    disk = state.open_disk(path, bank, plain=PLAIN, progress=progress)
    try:
        state.adopt(bank, asked, switches.defaults)
    except Misconfigured:
        disk.close()
        raise
    return disk


def _started(asked: ServerSettings, bank: Bank, bank_url: str, control_url: str) -> str:
    world = bank.default_world
    clock = "real" if world.clock.mode == "real" else f"held at {world.clock.now:%Y-%m-%dT%H:%M:%SZ}"
    kept = "in memory" if asked.state is None else f"{asked.state} ({state.summary(bank.worlds)})"
    return (
        f"mock-qonto {__version__}: bank {bank_url}, control plane {control_url}, organization {world.slug}, "
        f"edition {world.settings.edition}, clock {clock}, state {kept}"
    )
