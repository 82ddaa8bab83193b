"""
The table of operations in `gateway/README.md`, made from `routes.py` and the contract's `x-` keys.

`python -m tests.gateway.operations_table` (or `make table`) writes it anew.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import contracts
from gateway.routes import OPERATIONS

README: Final = Path(__file__).parents[2] / "gateway" / "README.md"
BEGIN: Final = "<!-- operations: written by `make table` -->"
END: Final = "<!-- end of operations -->"
REPEATABLE: Final = {
    "yes": "yes",
    "with-key": "with an `Idempotency-Key`",
    "refused": "refused, done once",
    "no": "no, done again",
}


def table() -> str:
    return "\n".join([BEGIN, *_rows(), END])


def in_readme() -> str:
    text = README.read_text("utf-8")
    return BEGIN + text.partition(BEGIN)[2].partition(END)[0] + END


def write() -> None:
    text = README.read_text("utf-8")
    README.write_text(text.replace(in_readme(), table()), "utf-8")


def _rows() -> Iterator[str]:
    known = contracts.load("gateway").operations
    yield f"{len(OPERATIONS)} operations."
    yield ""
    yield "| operation | who | asks of Qonto | writes | said twice |"
    yield "| --- | --- | --- | --- | --- |"
    for row in OPERATIONS:
        told = known[row.id].definition
        cells = (
            f"`{row.id}`<br>`{row.method} {row.path}`",
            row.access.value,
            _listed(told.get("x-upstream", ())),
            _listed(told.get("x-writes", ())),
            REPEATABLE.get(told.get("x-repeatable", ""), "?"),
        )
        yield f"| {' | '.join(cells)} |"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"


if __name__ == "__main__":
    write()
