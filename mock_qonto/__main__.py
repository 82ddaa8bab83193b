"""
A Qonto bank on your own machine: the API of v2 on one port, a control plane for tests on another.

  mock-qonto serve                                  the bank at :8081, its control plane at :8082
  mock-qonto serve --state var/bank.db              the same, and a restart forgets nothing
  mock-qonto serve --clock manual=2026-03-02T09:00:00Z   time stands still until a test moves it
  mock-qonto serve --from qonto.har                 a bank that holds what a recording of the gateway's saw
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mock_qonto import __version__, settings

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
    asked = _parser().parse_args(arguments)
    # What is imported and made from here until the first call stays for good: looking for what has died is
    # lost time.
    gc.disable()
    try:
        from mock_qonto.serving import serve  # noqa: PLC0415  - who asked for help has it by now

        return serve(asked)
    finally:
        gc.enable()


def _parser() -> argparse.ArgumentParser:
    prose = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="mock-qonto", description=__doc__, formatter_class=prose)
    parser.add_argument("--version", action="version", version=f"mock-qonto {__version__}")
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
        choices=settings.FIXTURES,
        help=f"what a new bank already holds (default {settings.FIXTURE}; a kept one holds what it held)",
    )
    group.add_argument(
        "--from",
        dest="recording",
        type=Path,
        metavar="FILE",
        help="begin with what a recording (HAR) shows: clients, documents in every status with their numbers "
        "and ids, accounts and what moved on them. What cannot be taken over is told in a line each "
        "(a kept bank holds what it held)",
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


if __name__ == "__main__":
    sys.exit(main())
