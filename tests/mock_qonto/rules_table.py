"""
The rules the bank keeps in `mock_qonto/README.md`, made from the rule book.

`python -m tests.mock_qonto.rules_table` (or `make table`) writes them anew.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from contracts.rules.book import RULES
from contracts.rules.listing import FAMILIES, only_in
from contracts.rules.rule import Side

README: Final = Path(__file__).parents[2] / "mock_qonto" / "README.md"
BEGIN: Final = "<!-- rules: written by `make table` -->"
END: Final = "<!-- end of rules -->"


def table() -> str:
    return "\n".join([BEGIN, *_rows(), END])


def in_readme() -> str:
    text = README.read_text("utf-8")
    return BEGIN + text.partition(BEGIN)[2].partition(END)[0] + END


def write() -> None:
    text = README.read_text("utf-8")
    README.write_text(text.replace(in_readme(), table()), "utf-8")


def _rows() -> Iterator[str]:
    rules = [rule for rule in RULES if rule.side is Side.BANK]
    yield f"{len(rules)} rules, each with a check that reads it off the journal (`qonto-contracts rules`)."
    yield ""
    yield "| rule | what the bank keeps | how we know |"
    yield "| --- | --- | --- |"
    family = ""
    for rule in rules:
        if rule.family != family:
            family = rule.family
            yield f"| **{family}** | **{FAMILIES[family]}** | |"
        edition = only_in(rule)
        says = f"{rule.says} (`{edition}`)" if edition else rule.says
        yield f"| {rule.id} | {says} | {rule.provenance.value} |"


if __name__ == "__main__":
    write()
