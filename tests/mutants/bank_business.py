"""Mutants of the bank: quotes, credit notes, payments, e-mails, money."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.rules.rule import Side
from mock_qonto import money
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.world import World
from mock_qonto.money import Price
from mock_qonto.resources.client_invoices.messages import ClientInvoiceCreditedWholly, ClientInvoiceSent
from mock_qonto.resources.client_invoices.model import Status
from mock_qonto.resources.credit_notes.model import CreditNoteCreated
from mock_qonto.resources.quote_numbers.model import QuoteNumber, UseQuoteNumber
from mock_qonto.resources.quotes.messages import QuoteCreated, QuoteSent
from mock_qonto.resources.quotes.model import Quote
from mock_qonto.resources.transactions.messages import TransactionSettled
from tests.mutants.bank_finality import allowed
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Patch, Replace, around, instead, reaction, switch

BOTH = (GUIDE, NEWEST)
QUOTES = "mock_qonto.resources.quotes.model"
NOTES = "mock_qonto.resources.credit_notes.model"
INVOICES = "mock_qonto.resources.client_invoices.model"
TERMS = "mock_qonto.resources.billing.terms"

Decide = Callable[[World, Command, datetime], tuple[Event, ...]]


def silent(_: Any) -> Callable[[World, Event], tuple[Command, ...]]:
    """A reaction that asks nothing of anybody."""
    return lambda _world, _event: ()


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


def _without_register() -> tuple[Patch, ...]:
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


# ---------------------------------------------------------------- money
def half_down(**line: Any) -> Price:
    """Halves of a cent are dropped."""
    exact = money.price_line(**line)
    pieces, scale = money.scaled(line["quantity"])
    rate, rate_scale = money.scaled(line["vat_rate"])
    if line["discount"] is not None:
        return exact
    gross = pieces * line["unit_price_cents"]
    subtotal, total = gross // scale, gross * (rate_scale + rate) // (scale * rate_scale)
    return Price(subtotal_cents=subtotal, vat_cents=total - subtotal, total_cents=total, discount_cents=0)


def vat_of_the_rounded(**line: Any) -> Price:
    """The VAT is counted on the subtotal after it was rounded."""
    exact = money.price_line(**line)
    rate, rate_scale = money.scaled(line["vat_rate"])
    vat = money.round_half_up(exact.subtotal_cents * rate, rate_scale)
    return replace(exact, vat_cents=vat, total_cents=exact.subtotal_cents + vat)


def without_discount(**line: Any) -> Price:
    return money.price_line(**{**line, "discount": None})


# ---------------------------------------------------------------- credit notes
def numbered_like_invoices(numbered: Callable[..., Any]) -> Callable[..., Any]:
    def sabotaged(world: World, terms: Any) -> tuple[str, str | None]:
        number, series = numbered(world, terms)
        return number.replace("A-", "F-", 1), series

    return sabotaged


def crediting_more(create: Callable[..., Any]) -> Callable[..., Any]:
    """The invoice is asked as if nothing had been credited of it yet."""

    def sabotaged(world: World, command: Any, now: datetime) -> Any:
        return create(_Forgetful(world), command, now)

    return sabotaged


class _Forgetful:
    """A world in which no invoice remembers what was credited of it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._world, name)

    def find(self, kind: Any, id: str) -> Any:
        found = self._world.find(kind, id)
        return replace(found, credited_cents=0) if hasattr(found, "credited_cents") else found


def twice(react: Callable[..., Any]) -> Callable[..., Any]:
    return lambda world, event: (*react(world, event), *react(world, event))


MUTANTS = (
    # Quotes
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
        patches=(
            Replace(
                "mock_qonto.app",
                "DECIDERS",
                lambda all_: tuple(
                    replace(one, evolve=approved_when_sent(one.evolve)) if one.kind is Quote else one
                    for one in all_
                ),
            ),
        ),
    ),
    # Credit notes
    Mutant(
        name="credits more than the invoice",
        does="Of an invoice as much can be credited again as was credited before.",
        side=Side.BANK,
        breaks=("C.1", "C.4"),
        patches=(around(NOTES, "_create", crediting_more),),
        editions=(NEWEST,),
    ),
    Mutant(
        name="keeps a wholly credited invoice alive",
        does="An invoice whose credit notes come to its total is not canceled by that.",
        side=Side.BANK,
        breaks=("C.2", "C.3"),
        patches=(reaction(CreditNoteCreated, silent),),
        editions=(NEWEST,),
    ),
    Mutant(
        name="numbers credit notes like invoices",
        does="A credit note bears a number of the invoices' sequence.",
        side=Side.BANK,
        breaks=("N.2", "C"),
        patches=(around(NOTES, "_numbered", numbered_like_invoices),),
        editions=BOTH,
    ),
    Mutant(
        name="credits a draft",
        does="A credit note can be made of an invoice that is a draft.",
        side=Side.BANK,
        breaks=("C.4",),
        patches=(
            instead(NOTES, "CREDITABLE", tuple(Status)),
            allowed(Status.DRAFT, ClientInvoiceCreditedWholly, Status.CANCELED),
        ),
        editions=(NEWEST,),
    ),
    # Payments and e-mails
    Mutant(
        name="takes a payment of tomorrow",
        does="An invoice can be marked as paid on a day that has not come.",
        side=Side.BANK,
        breaks=("I.16",),
        patches=(
            around(
                INVOICES,
                "_mark_paid",
                lambda mark: (
                    lambda world, command, now: mark(
                        world, replace(command, paid_at=min(command.paid_at, now)), now
                    )
                ),
            ),
        ),
    ),
    Mutant(
        name="sends nothing",
        does="An invoice that is sent is not in anybody's mail.",
        side=Side.BANK,
        breaks=("I",),
        patches=(reaction(ClientInvoiceSent, silent),),
    ),
    Mutant(
        name="moves the money twice",
        does="A transfer that settles moves the balance by twice its amount.",
        side=Side.BANK,
        breaks=("T",),
        patches=(reaction(TransactionSettled, twice),),
    ),
    # Money
    Mutant(
        name="drops half a cent",
        does="Amounts are rounded down, not to the nearest cent.",
        side=Side.BANK,
        breaks=("M.1",),
        patches=(instead(TERMS, "price_line", half_down),),
        editions=BOTH,
    ),
    Mutant(
        name="counts the VAT on the rounded subtotal",
        does="A line's total is its rounded subtotal and the VAT of that.",
        side=Side.BANK,
        breaks=("M.1",),
        by=("the_vat_is_counted_before_anything_is_rounded",),
        patches=(instead(TERMS, "price_line", vat_of_the_rounded),),
    ),
    Mutant(
        name="forgets a line's discount",
        does="A discount on a line takes nothing off.",
        side=Side.BANK,
        breaks=("M.1",),
        patches=(instead(TERMS, "price_line", without_discount),),
    ),
)
