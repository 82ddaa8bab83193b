"""Mutants of the bank: numbers of invoices, credit notes and quotes, and what else is wrong with quotes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.rules.rule import Side
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.world import World
from mock_qonto.resources.client_invoices.messages import ClientInvoiceFinalized
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from mock_qonto.resources.quote_numbers.model import QuoteNumber, UseQuoteNumber
from mock_qonto.resources.quotes.messages import QuoteCreated, QuoteSent
from mock_qonto.resources.quotes.model import Quote
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, decider, instead, reaction, switch

MODEL = "mock_qonto.resources.client_invoices.model"
QUOTES = "mock_qonto.resources.quotes.model"
NOTES = "mock_qonto.resources.credit_notes.model"
BOTH = (GUIDE, NEWEST)


# ---------------------------------------------------------------- invoices and credit notes
def _sequence(choose: Callable[[World, str], int]) -> Callable[..., Any]:
    """The number of an invoice that becomes final, when *choose* counts."""

    def finalized(world: World, invoice: Any, now: datetime) -> Any:
        by_hand = invoice.terms.number
        series = f"F-{invoice.terms.issue_date.year:04d}"
        number = by_hand or f"{series}-{choose(world, series):03d}"
        return ClientInvoiceFinalized(
            id=invoice.id, at=now, number=number, series=None if by_hand else series
        )

    return finalized


def _given(world: World, series: str, *statuses: Status) -> int:
    table = world.table(ClientInvoice)
    return sum(
        invoice.status in (statuses or tuple(Status)) for invoice in table.at(table.having("series", series))
    )


def skipping(world: World, series: str) -> int:
    given = _given(world, series)
    return given + 2 if given % 2 else given + 1


def forgetting_canceled(world: World, series: str) -> int:
    return _given(world, series, Status.UNPAID, Status.PAID) + 1


def repeating(world: World, series: str) -> int:
    return max(1, _given(world, series))


def _numbering(choose: Callable[[World, str], int]) -> Replace:
    return instead(MODEL, "_finalized", _sequence(choose))


def numbered_like_invoices(numbered: Callable[..., Any]) -> Callable[..., Any]:
    def sabotaged(world: World, terms: Any) -> tuple[str, str | None]:
        number, series = numbered(world, terms)
        return number.replace("A-", "F-", 1), series

    return sabotaged


# ---------------------------------------------------------------- quotes
def counting_the_living(world: World, series: str) -> str:
    """The next number of a quote, as if those that are gone had never been."""
    alive = sum(quote.number.startswith(series) for quote in world.all(Quote))
    return f"{series}-{alive + 1:03d}"


def approved_when_sent(evolve: Callable[[Quote | None, Event], Any]) -> Callable[..., Any]:
    def sabotaged(quote: Quote | None, event: Event) -> Any:
        after = evolve(quote, event)
        if isinstance(event, QuoteSent):
            return replace(after, status="approved", approved_at=event.at)
        return after

    return sabotaged


def _without_register() -> tuple[Replace, ...]:
    """Numbers of quotes are given by counting, and the register takes a number twice."""
    return (
        instead(QUOTES, "next_in", counting_the_living),
        instead(QUOTES, "was_used", lambda *_: False),
        reaction(QuoteCreated, _register_once),
    )


def _register_once(register: Callable[..., Any]) -> Callable[..., Any]:
    def sabotaged(world: World, event: Any) -> tuple[Command, ...]:
        asked: tuple[UseQuoteNumber, ...] = tuple(register(world, event))
        return tuple(one for one in asked if not _registered(world, one.id))

    return sabotaged


def _registered(world: World, number: str) -> bool:
    return world.find(QuoteNumber, number) is not None


MUTANTS = (
    Mutant(
        name="skips a number",
        does="Every second number is left out of the sequence.",
        side=Side.BANK,
        breaks=("R2.3",),
        by=("two_final_invoices_have_two_numbers",),
        patches=(_numbering(skipping),),
    ),
    Mutant(
        name="reuses a cancelled number",
        does="Canceled invoices are not counted: their numbers are given again.",
        side=Side.BANK,
        breaks=("R2.2", "R2.4"),
        by=("a_canceled_number_is_never_given_again",),
        patches=(_numbering(forgetting_canceled),),
        editions=BOTH,
    ),
    Mutant(
        name="gives one number to two",
        does="The second invoice of a year gets the number of the first.",
        side=Side.BANK,
        breaks=("R2.2",),
        by=("two_final_invoices_have_two_numbers",),
        patches=(_numbering(repeating),),
    ),
    Mutant(
        name="numbers credit notes like invoices",
        does="A credit note bears a number of the invoices' sequence.",
        side=Side.BANK,
        breaks=("N.2", "C"),
        patches=(Replace(NOTES, "_numbered", numbered_like_invoices),),
        editions=BOTH,
    ),
    Mutant(
        name="gives a deleted quote's number again",
        does="The numbers of quotes are counted on those that are still there.",
        side=Side.BANK,
        breaks=("Q.2",),
        patches=_without_register(),
        editions=BOTH,
    ),
    Mutant(
        name="deletes a quote that was sent",
        does="A quote that its client has received can be deleted.",
        side=Side.BANK,
        breaks=("Q.8",),
        patches=(switch("sent_quote_stays", value=False),),
    ),
    Mutant(
        name="changes a quote before its PDF is there",
        does="A quote can be changed in the moment in which its PDF is being made.",
        side=Side.BANK,
        breaks=("Q.5",),
        patches=(switch("quote_change_needs_pdf", value=False),),
    ),
    Mutant(
        name="approves a quote by sending it",
        does="A quote that is sent is approved, and nobody has looked at it.",
        side=Side.BANK,
        breaks=("Q.4",),
        patches=(decider(Quote, lambda one: replace(one, evolve=approved_when_sent(one.evolve))),),
    ),
)
