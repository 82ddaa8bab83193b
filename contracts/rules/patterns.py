"""
The few forms most rules have: what is refused, what an answer shows, what a document shows.

What a rule finds in one place is None where it has nothing to say, "" where it is kept, and otherwise what is
wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from contracts.rules.exchange import Exchange, Shown
from contracts.rules.following import Act, Page, Step
from contracts.rules.journal import Journal
from contracts.rules.rule import EVERY_EDITION, Check, Occasion, Provenance, Rule, Side

Found = str | None
When = Callable[[Journal, Step], Found]
"""Why the request cannot be carried out, as far as the journal tells; None: it may be."""

KEPT = ""
SHAPE_FIRST = frozenset({400, 413, 415})
"""How a request is written is judged before what it asks for."""


def refusal(
    *,
    id: str,
    says: str,
    by: Mapping[str, int],
    when: When,
    source: str,
    also: Iterable[int] = (),
    provenance: Provenance = Provenance.OURS,
    editions: tuple[str, ...] = EVERY_EDITION,
) -> Rule:
    """
    The operations in *by* are refused with that status *when* there is a reason.

    *also* are statuses with which another reason may win.
    """
    others = SHAPE_FIRST.union(also)

    def check(journal: Journal) -> Iterator[Occasion]:
        for operation, status in by.items():
            for step in journal.of(operation):
                answered = step.exchange.status
                if not step.exchange.judged or (why := when(journal, step)) is None:
                    continue
                kept = answered == status or answered in others
                yield Occasion(step.index, None if kept else f"{operation} {why}: answered {answered}")

    return Rule(
        id=id,
        says=says,
        side=Side.BANK,
        provenance=provenance,
        source=source,
        check=check,
        refuses={operation: (status,) for operation, status in by.items()},
        editions=editions,
    )


def of_answers(tell: Callable[[Step], Found], *operations: str) -> Check:
    """Every success of these operations whose answer can be trusted."""

    def check(journal: Journal) -> Iterator[Occasion]:
        for step in journal.of(*operations):
            if step.ok and step.exchange.plain:
                found = tell(step)
                if found is not None:
                    yield Occasion(step.index, found or None)

    return check


def of_documents(tell: Callable[[Shown], Found], *kinds: str) -> Check:
    """Every document of these kinds, whenever it is shown."""

    def check(journal: Journal) -> Iterator[Occasion]:
        for step, shown in journal.documents:
            if shown.kind in kinds:
                found = tell(shown)
                if found is not None:
                    yield Occasion(step.index, found or None)

    return check


def of_exchanges(tell: Callable[[Exchange], Found]) -> Check:
    """Every exchange that no fault has touched."""

    def check(journal: Journal) -> Iterator[Occasion]:
        for index, exchange in enumerate(journal.exchanges):
            if exchange.plain:
                found = tell(exchange)
                if found is not None:
                    yield Occasion(index, found or None)

    return check


def of_pages(tell: Callable[[Page], Found]) -> Check:
    """Every page of a list."""

    def check(journal: Journal) -> Iterator[Occasion]:
        for page in journal.pages:
            found = tell(page)
            if found is not None:
                yield Occasion(page.step.index, found or None)

    return check


def of_acts(tell: Callable[[Act], Found], *operations: str) -> Check:
    """Every call at the gateway of these operations; of all of them when none is named."""
    chosen = frozenset(operations)

    def check(journal: Journal) -> Iterator[Occasion]:
        for act in journal.acts:
            if not chosen or act.call.operation in chosen:
                found = tell(act)
                if found is not None:
                    yield Occasion(act.index, found or None)

    return check


# ---------------------------------------------------------------- reading JSON
def held(value: Any, *path: str) -> Any:
    """What lies at *path*; None where the way there ends."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def asked_of(step: Step) -> Mapping[str, Any]:
    asked = step.exchange.asked
    return asked if isinstance(asked, dict) else {}


def hour(text: Any) -> datetime | None:
    """An instant of the wire."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
