"""Mutants of the bank: credit notes, payments, e-mails, money."""

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
from mock_qonto.resources.transactions.messages import TransactionSettled
from tests.mutants.bank_finality import allowed
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead, reaction

BOTH = (GUIDE, NEWEST)
NOTES = "mock_qonto.resources.credit_notes.model"
INVOICES = "mock_qonto.resources.client_invoices.model"
TERMS = "mock_qonto.resources.billing.terms"


def silent(_: Any) -> Callable[[World, Event], tuple[Command, ...]]:
    """A reaction that asks nothing of anybody."""
    return lambda _world, _event: ()


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
    # Credit notes
    Mutant(
        name="credits more than the invoice",
        does="Of an invoice as much can be credited again as was credited before.",
        side=Side.BANK,
        breaks=("C.1", "C.4"),
        patches=(Replace(NOTES, "_create", crediting_more),),
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
            Replace(
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
