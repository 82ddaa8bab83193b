"""The toy as a server: `python -m tests.toy_gateway --port 9080 --bank http://127.0.0.1:8081`."""

import argparse
import sys

import uvicorn

from contracts.suite.safety import check_not_qonto
from tests.toy_gateway import SINS, Sins, build_toy


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.toy_gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bank", required=True, metavar="URL")
    parser.add_argument("--credentials", default="verone-4819:offline-toy-key", metavar="SLUG:KEY")
    parser.add_argument(
        "--sin", action="append", default=[], choices=[*SINS, "all"], help="may be said several times"
    )
    asked = parser.parse_args()
    check_not_qonto(asked.bank)
    committed = SINS if "all" in asked.sin else asked.sin
    app = build_toy(asked.bank, asked.credentials, Sins(**dict.fromkeys(committed, True)))
    uvicorn.run(app, host=asked.host, port=asked.port, access_log=False, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
