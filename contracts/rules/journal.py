"""
What happened, as whoever watched it can tell it: calls at the bank, and calls at a gateway in front of it.

A journal is written down from outside. It holds requests and answers, nothing of how either side works, so
that one journal can be told by the mock's control plane, by a fuzzer in process, or by a suite that talks to
somebody else's bank.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from contracts.rules.exchange import (
    CREDIT_NOTE,
    DRAFT,
    FINAL_KINDS,
    INVOICE,
    KINDS,
    QUOTE,
    Call,
    Exchange,
    Number,
    Shown,
    first_error,
    query_of,
    shown_in,
    subject_of,
)
from contracts.rules.following import Act, Page, Step, acts_of, page_of, steps_of
from contracts.rules.giving import Given, given_in
from contracts.rules.signed import Link, handed_out

__all__ = [
    "CREDIT_NOTE",
    "DRAFT",
    "FINAL_KINDS",
    "INVOICE",
    "KINDS",
    "QUOTE",
    "Act",
    "Call",
    "Exchange",
    "Given",
    "Journal",
    "Number",
    "Page",
    "Shown",
    "Step",
    "first_error",
    "query_of",
    "shown_in",
    "subject_of",
]


@dataclass(kw_only=True)
class Journal:
    """
    *known*: documents as they were when the journal began. *numbers*: those given before it began, or
    beside it.
    *links*: signed links handed out before it began, by target, with the hour.
    *complete*: nobody else was at the bank, so that a number that is missing is missing.
    *calls* is None where there is no gateway.
    """

    edition: str
    exchanges: Sequence[Exchange] = ()
    calls: Sequence[Call] | None = None
    known: Mapping[str, Shown] = field(default_factory=dict)
    numbers: frozenset[Number] = frozenset()
    links: Mapping[str, datetime] = field(default_factory=dict)
    complete: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every exchange in order, each with what was known before it."""
        return tuple(steps_of(self.exchanges, self.known))

    @cached_property
    def documents(self) -> tuple[tuple[Step, Shown], ...]:
        """Every document that any answer showed, in order."""
        return tuple((step, shown) for step in self.steps for shown in step.shown)

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """Every number that was given, in order."""
        return tuple(given_in(self.steps))

    @cached_property
    def handed_out(self) -> Mapping[int, Sequence[Link]]:
        """Every signed link that was handed out, by the place of the exchange."""
        return handed_out(self.steps)

    @cached_property
    def deleted(self) -> frozenset[str]:
        """Whatever was, or may have been, deleted at any time: by whom, does not matter."""
        return frozenset(
            step.subject
            for step in self.steps
            if step.exchange.method == "DELETE" and step.subject and (step.ok or step.exchange.unsure)
        )

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page of a list that was answered."""
        return tuple(page for step in self.steps if (page := page_of(step)) is not None)

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        """Every call at the gateway, with what was known of its document."""
        return tuple(acts_of(self.calls or (), self.known))

    @cached_property
    def by_operation(self) -> Mapping[str | None, Sequence[Step]]:
        found: dict[str | None, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.exchange.operation, []).append(step)
        return found

    @cached_property
    def calls_by_operation(self) -> Mapping[str | None, Sequence[tuple[int, Call]]]:
        found: dict[str | None, list[tuple[int, Call]]] = {}
        for index, call in enumerate(self.calls or ()):
            found.setdefault(call.operation, []).append((index, call))
        return found

    def of(self, *operations: str) -> Iterator[Step]:
        """The exchanges of these operations of the bank."""
        for operation in operations:
            yield from self.by_operation.get(operation, ())

    def in_order(self, *operations: str) -> list[Step]:
        """The same, of several operations, as they came."""
        return sorted(self.of(*operations), key=lambda step: step.index)

    def calls_of(self, *operations: str) -> Iterator[tuple[int, Call]]:
        """The calls of these operations of the gateway, each with its place in the journal."""
        for operation in operations:
            yield from self.calls_by_operation.get(operation, ())
