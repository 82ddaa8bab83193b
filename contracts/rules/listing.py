"""The rule book for people: `qonto-contracts rules`."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from contracts.rules.book import UnknownRule, chosen
from contracts.rules.rule import EVERY_EDITION, Rule, Side

FAMILIES = {
    "R1": "Nothing becomes final by itself",
    "R2": "What is final is final",
    "R3": "Only a person finalizes",
    "R4": "No PDF of a draft",
    "R5": "A link lives for thirty minutes",
    "I": "Invoices",
    "N": "Numbers",
    "Q": "Quotes",
    "C": "Credit notes",
    "K": "Clients",
    "A": "Files",
    "T": "Transactions",
    "L": "Lists",
    "E": "Refusals",
    "M": "Money",
    "H": "Statuses and headers",
    "G": "The manners of a gateway",
}
_ALL = tuple(FAMILIES)
_WIDTH = 96


def add_rules(commands: "argparse._SubParsersAction[Any]") -> None:
    """The command `rules`, with `run` set to what carries it out."""
    command = commands.add_parser(
        "rules",
        help="list the rules that banks and gateways are held to",
        description="Every rule with its id, what it says, how we know, and where from.",
    )
    command.add_argument(
        "--family",
        action="append",
        metavar="R2",
        help="a family, or one rule; may be said more than once (default: all)",
    )
    command.add_argument("--side", choices=[side.value for side in Side], help="the bank's or the gateway's")
    command.add_argument("--json", action="store_true", help="for a program")
    command.set_defaults(
        run=lambda asked: list_rules(asked.family or _ALL, side=asked.side, as_json=asked.json)
    )


def list_rules(names: Iterable[str] = _ALL, *, side: str | None = None, as_json: bool = False) -> int:
    """Print the rules of these families or ids. 2 where there is none of that name."""
    try:
        rules = tuple(rule for rule in chosen(names) if side in {None, rule.side.value})
    except UnknownRule as unknown:
        sys.stderr.write(f"{unknown}\n")
        return 2
    text = json.dumps([row(rule) for rule in rules], indent=2) if as_json else table(rules)
    sys.stdout.write(f"{text}\n")
    return 0


def row(rule: Rule) -> Mapping[str, Any]:
    """A rule as JSON."""
    return {
        "id": rule.id,
        "family": rule.family,
        "side": rule.side.value,
        "says": rule.says,
        "provenance": rule.provenance.value,
        "source": rule.source,
        "editions": list(rule.editions),
        "protocol": rule.protocol,
        "refuses": {operation: list(statuses) for operation, statuses in rule.refuses.items()},
    }


def table(rules: Sequence[Rule]) -> str:
    """A rule a line, and below it where it comes from."""
    lines: list[str] = []
    family = ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            lines += ["", f"{family}  {FAMILIES[family]}"]
        lines += _told(rule)
    return "\n".join([*lines, "", count(rules)]).lstrip("\n")


def count(rules: Sequence[Rule]) -> str:
    banks = sum(rule.side is Side.BANK for rule in rules)
    return f"{len(rules)} rules: {banks} for the bank, {len(rules) - banks} for the gateway."


def only_in(rule: Rule) -> str:
    """The edition a rule is about, where it is about one."""
    return "" if rule.editions == EVERY_EDITION else ", ".join(rule.editions)


def _told(rule: Rule) -> list[str]:
    first, *rest = wrap(rule.says, _WIDTH)
    marks = [rule.provenance.value, only_in(rule), "our protocol" if rule.protocol else ""]
    told = f"{'; '.join(filter(None, marks))}: {rule.source}"
    head = f"  {rule.id:<6}{rule.side.value:<9}{first}"
    return [
        head,
        *(f"{'':17}{line}" for line in rest),
        *(f"{'':17}{line}" for line in wrap(f"({told})", _WIDTH)),
    ]
