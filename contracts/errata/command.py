"""`qonto-contracts errata`: a page in French for the owner of the guide."""

import argparse
import sys
from pathlib import Path

from contracts.errata.page import NotEvidence, page

DONE, CANNOT = 0, 2
DESCRIPTION = """\
Writes the errata of the integration guide as one HTML page in French: what Qonto documents today that the
guide says otherwise, with how it is known. Every difference is read off the two editions of the contract;
evidence of probes is added where there is some."""
EXAMPLES = """\
examples:
  qonto-contracts errata > errata.html
  qonto-contracts probe --yes --evidence qonto.json
  qonto-contracts errata --evidence qonto.json > errata.html"""


def add_errata(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "errata",
        help="what the guide says and Qonto documents otherwise today, as a page in French",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "--evidence", type=Path, nargs="+", default=[], metavar="FILE", help="what a probe has written"
    )
    command.set_defaults(run=_errata)


def _errata(asked: argparse.Namespace) -> int:
    try:
        print(page(asked.evidence), end="")
    except (NotEvidence, OSError) as why:
        print(f"qonto-contracts errata: {why}", file=sys.stderr)
        return CANNOT
    return DONE
