"""The command `qonto-contracts`: what the contracts say, and whether they are well written."""

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from types import ModuleType

import contracts
from contracts.contract import Contract
from contracts.differing.command import add_diff
from contracts.drift.command import add_drift
from contracts.errata.command import add_errata
from contracts.probe.command import add_probe
from contracts.replay.command import add_replay
from contracts.rules.listing import add_rules
from contracts.suite.command import add_check, add_dialect

DESCRIPTION = """\
The promises this project is built on, as OpenAPI documents:

  qonto     what the bank promises, in two dated editions:
              guide     the integration guide of 2026-02-19 (the default everywhere)
              2026-11   what Qonto documents today
  gateway   the internal routes under /api/qonto
  control   the mock's control plane
"""
EXAMPLES = """\
examples:
  qonto-contracts list                          every operation of every document
  qonto-contracts list --edition 2026-11        the bank as Qonto documents it today
  qonto-contracts list --document gateway       our own routes only
  qonto-contracts lint                          check every document in every edition
  qonto-contracts check --help                  hold a gateway or a bank against the rules
  qonto-contracts diff guide 2026-11            what breaks between two editions, and what is new
  qonto-contracts drift --help                  hold a recording of Qonto against an edition
  qonto-contracts replay --help                 say a recording again to a mock
  qonto-contracts rules --family R3             what is held against them, and how we know it
  qonto-contracts diff guide 2026-11            what differs between two editions

exit status: 0 all is well, 1 something was found, 2 the command was not understood or cannot run here
"""
LINT = """\
Valid OpenAPI 3.1, no reference to nothing, examples that fit their schemas, links that lead somewhere,
operationIds made of our verbs. Needs the extra `contracts`."""
MISSING_EXTRA = (
    "qonto-contracts lint needs openapi-spec-validator, which is not installed.\n"
    'It comes with an extra: pip install "qonto-offline[contracts]"'
)


def main(argv: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(argv)
    if asked.command == "list":
        return _list(asked.document, asked.edition)
    if asked.command == "lint":
        return _lint(asked.document, asked.edition)
    status: int = asked.run(asked)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qonto-contracts",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=version("qonto-offline"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary, more in (
        (
            "list",
            "list the operations: id, method, path, what for",
            "One line per operation; under the bank's, marked `-`, those in doubt that the edition lacks.",
        ),
        (
            "lint",
            "check the documents themselves",
            LINT,
        ),
    ):
        command = commands.add_parser(name, help=summary, description=more)
        command.add_argument("--document", choices=contracts.DOCUMENTS, help="only this one (default: all)")
        command.add_argument(
            "--edition", choices=contracts.EDITIONS, help="the bank in this edition only (default: both)"
        )
    add_check(commands)
    add_dialect(commands)
    add_rules(commands)
    add_probe(commands)
    add_drift(commands)
    add_diff(commands)
    add_errata(commands)
    add_replay(commands)
    return parser


def _list(document: str | None, edition: str | None) -> int:
    for number, contract in enumerate(_contracts(document, edition)):
        if number:
            print()
        print(_title(contract))
        for operation in contract.operations.values():
            print(f"  {operation.id:<32} {operation.method:<6} {operation.path:<44} {operation.summary}")
        if contract.edition is not None:
            for operation_id in contracts.absent(contract.edition):
                capability = contracts.capabilities.load()[operation_id]
                print(
                    f"- {operation_id:<32} {capability.method:<6} {capability.path:<44} not in this edition"
                )
    return 0


def _lint(document: str | None, edition: str | None) -> int:
    try:
        lint = _lint_module()
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith("openapi_spec_validator"):
            raise
        print(MISSING_EXTRA, file=sys.stderr)
        return 2
    wrong = 0
    for contract in _contracts(document, edition):
        found = lint.findings(contract)
        wrong += len(found)
        print(f"{_title(contract)}: {len(contract.operations)} operations, {_count(len(found))}")
        for finding in found:
            print(f"  {finding}")
    return 1 if wrong else 0


def _lint_module() -> ModuleType:
    # Only this command needs the validator; the others must run on a base install.
    return importlib.import_module("contracts.lint")


def _contracts(document: str | None, edition: str | None) -> Iterator[Contract]:
    for name in contracts.DOCUMENTS if document is None else (document,):
        if name == "qonto":
            for each in contracts.EDITIONS if edition is None else (edition,):
                yield contracts.load(name, each)
        else:
            yield contracts.load(name)


def _title(contract: Contract) -> str:
    return contract.name if contract.edition is None else f"{contract.name}, edition {contract.edition}"


def _count(findings: int) -> str:
    return "nothing wrong" if findings == 0 else f"{findings} finding{'s' if findings > 1 else ''}"


if __name__ == "__main__":
    sys.exit(main())
