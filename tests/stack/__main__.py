"""`make run` and `make reset`: the stack in the foreground, and how to forget what it kept."""

import argparse
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path

from tests.stack.interlock import refuse_live
from tests.stack.processes import ServerEnded, Stack

VAR = Path("var")

WELCOME = """
The stack is up. Its state is kept under var/ (make reset forgets it); Ctrl-C stops everything.

  gateway   {gateway}/              pages; /openapi.json describes the routes
  bank      {bank}/v2/...
  control   {control}/              the bank's clock, faults, journal

Three lines to try:

  curl -s {gateway}/api/qonto/health
  curl -s {gateway}/api/qonto/invoices -H 'Content-Type: application/json' -d '{{"salesOrderId":"{order}"}}'
  curl -s {gateway}/api/qonto/invoices
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="start bank, control plane and gateway in the foreground")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8081, help="the bank (MOCK_PORT)")
    run.add_argument("--control-port", type=int, default=8082, help="the control plane (CONTROL_PORT)")
    run.add_argument("--gateway-port", type=int, default=8080, help="the gateway (GATEWAY_PORT)")
    run.add_argument("--edition", default="guide", choices=["guide", "2026-11"])
    verbs.add_parser("reset", help="forget the state of both sides")
    asked = parser.parse_args()
    return _reset() if asked.verb == "reset" else _run(asked)


def _run(asked: argparse.Namespace) -> int:
    refuse_live()
    ports = {
        "MOCK_PORT": asked.port,
        "CONTROL_PORT": asked.control_port,
        "GATEWAY_PORT": asked.gateway_port,
    }
    for variable, port in ports.items():
        if not _is_free(asked.host, port):
            print(f"Port {port} is taken: end what listens there, or choose another: make run {variable}=...")
            return 2
    stack = Stack(
        VAR.resolve(),
        host=asked.host,
        ports=(asked.port, asked.control_port, asked.gateway_port),
        edition=asked.edition,
        inherit=True,
        quiet=False,
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with stack:
            print(_welcome(stack), flush=True)
            while not stop.wait(0.5):
                stack.watch()
            print("stopping", flush=True)
    except ServerEnded as why:
        print(why, file=sys.stderr)
        return 1
    return 0


def _welcome(stack: Stack) -> str:
    return WELCOME.format(
        gateway=stack.gateway_url, bank=stack.bank_url, control=stack.control_url, order=_first_order(stack)
    )


def _first_order(stack: Stack) -> str:
    return str(stack.orders()[0]["id"])


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _reset() -> int:
    for name in ("bank.db", "gateway.db"):
        for path in VAR.glob(f"{name}*"):
            path.unlink()
    shutil.rmtree(VAR, ignore_errors=True)
    print("The bank and the gateway have forgotten everything.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
