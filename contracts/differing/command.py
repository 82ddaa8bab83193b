"""`qonto-contracts diff`: what breaks between two editions for whoever uses one, and what is new."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

import contracts
from contracts.differing.comparing import FEW, Comparison, Difference, compare

NOTHING_BREAKS, SOMETHING_BREAKS = 0, 1
DESCRIPTION = """\
Tells a consumer what changes between two editions of the bank: first what breaks, then what is new.

What breaks: operations and fields that are gone, fields of another type or no longer promised, other statuses
of success, new values where there was a closed list, and whatever a request must say now or may say no more.
A field that several operations share is told of once, with the operations."""
EXAMPLES = """\
examples:
  qonto-contracts diff guide 2026-11          what a client of the guide's time has to change
  qonto-contracts diff 2026-11 guide          the other way: what a client of today misses there
  qonto-contracts diff guide 2026-11 --json   for a machine

exit status: 0 nothing breaks, 1 something does, 2 the command was not understood"""


def add_diff(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "diff",
        help="what breaks between two editions, and what is new",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("old", choices=contracts.EDITIONS, help="the edition a client was written for")
    command.add_argument("new", choices=contracts.EDITIONS, help="the edition it will meet")
    command.add_argument("--json", action="store_true", help="the differences as JSON")
    command.set_defaults(run=diff)


def diff(asked: argparse.Namespace) -> int:
    comparison = compare(contracts.load("qonto", asked.old), contracts.load("qonto", asked.new))
    print(_json(comparison) if asked.json else "\n".join(_text(comparison)), file=sys.stdout)
    return SOMETHING_BREAKS if comparison.breaks else NOTHING_BREAKS


def _json(comparison: Comparison) -> str:
    told = asdict(comparison)
    return json.dumps(told, ensure_ascii=False, indent=2)


def _text(comparison: Comparison) -> Iterator[str]:
    breaks, added = len(comparison.breaks), len(comparison.added)
    yield f"From edition {comparison.old} to {comparison.new}: {breaks} breaking, {added} new."
    yield from _part("WHAT BREAKS", comparison.breaks)
    yield from _part("WHAT IS NEW", comparison.added)


def _part(title: str, differences: Sequence[Difference]) -> Iterator[str]:
    yield f"\n{title}"
    if not differences:
        yield "  nothing"
    for topic, group in groupby(differences, key=lambda one: one.topic):
        rows = list(group)
        width = max(len(one.where) for one in rows)
        yield f"\n  {topic}"
        for one in rows:
            yield f"    {one.where:<{width}}  {one.what}{_operations(one)}".rstrip()


def _operations(one: Difference) -> str:
    names = one.operations
    if not names:
        return ""
    shown = ", ".join(names) if len(names) <= FEW else f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
    return f"   [{shown}]"
