"""Mutants of the gateway: quotes, credit notes, orders, money, payments, lists."""

from collections.abc import Awaitable, Callable
from decimal import ROUND_DOWN, Context, Decimal
from typing import Any

from contracts.rules.rule import Side
from gateway.qonto.client import Qonto
from gateway.resources.documents import store
from gateway.resources.documents.model import DocumentType
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead, unchecked

BOTH = (GUIDE, NEWEST)
QUOTE_WORKFLOW, CONVERSION = (
    "gateway.resources.quote_workflow.service",
    "gateway.resources.quote_conversion.service",
)
NOTE_WORKFLOW = "gateway.resources.credit_note_workflow.service"
NOTE_OPENING = "gateway.resources.credit_note_finalization.opening"
PAYMENTS = "gateway.resources.payments.service"
LINES = "gateway.resources.billed.lines"
A_HUNDREDTH = Decimal("0.01")

Async = Callable[..., Awaitable[Any]]


async def nothing_yet(*_: Any, **__: Any) -> None:
    return None


async def any_invoice(tx: Any, order_id: str) -> Any:
    """Of the order, cancelled or not."""
    found = await store.list_of_order(tx, order_id, DocumentType.INVOICE)
    return found[0] if found else None


def vat_in_percent(said: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """20 % is said as 0.2 %: a rate is taken for a percentage."""

    def sabotaged(**line: Any) -> dict[str, Any]:
        return said(**{**line, "vat_rate": f"{(Decimal(line['vat_rate']) * A_HUNDREDTH).normalize():f}"})

    return sabotaged


def all_of_it(_: Any) -> Callable[..., int]:
    """A payment is always worth what was said, or what is due."""
    return lambda known, asked: known.due_cents if asked.amount_cents is None else asked.amount_cents


def first_page(list_page: Async) -> Async:
    async def sabotaged(qonto: Qonto, *, number: int, **asked: Any) -> Any:
        return await list_page(qonto, number=1, **asked)

    return sabotaged


def of_every_status(filters: Callable[..., Any]) -> Callable[..., Any]:
    return lambda clerk, _status: filters(clerk, None)


MUTANTS = (
    # Orders
    Mutant(
        name="invoices an order twice",
        does="An order that has an invoice is invoiced again at the bank.",
        side=Side.GATEWAY,
        breaks=("G.20",),
        by=("an_order_has_one_invoice",),
        patches=(instead("gateway.resources.documents.store", "find_active_invoice", nothing_yet),),
    ),
    Mutant(
        name="keeps an order shut after a cancellation",
        does="An order whose invoice was cancelled cannot be invoiced again.",
        side=Side.GATEWAY,
        breaks=("G.20", "R2"),
        by=("a_cancelled_order_is_invoiced_under_a_new_number",),
        patches=(instead("gateway.resources.documents.store", "find_active_invoice", any_invoice),),
    ),
    Mutant(
        name="says the VAT in percent",
        does="20 % of VAT becomes 0.2 %, which is what burnt F-2026-001.",
        side=Side.GATEWAY,
        breaks=("R3.9", "G.13"),
        by=("twenty_per_cent_are_twenty_per_cent",),
        patches=(Replace(LINES, "_said", vat_in_percent),),
        editions=BOTH,
    ),
    Mutant(
        name="drops half a cent",
        does="Amounts that the gateway counts itself are rounded down.",
        side=Side.GATEWAY,
        breaks=("M.6", "M.7"),
        by=("a_drafted_credit_note_is_counted_to_the_cent",),
        patches=(instead("gateway.money", "_EXACT", Context(prec=60, rounding=ROUND_DOWN)),),
    ),
    # Quotes
    Mutant(
        name="converts a quote that nobody has finalised",
        does="A draft quote becomes an invoice.",
        side=Side.GATEWAY,
        breaks=("G.22",),
        by=("a_quote_nobody_finalised_is_not_converted",),
        patches=(unchecked(CONVERSION, "_check_convertible"),),
    ),
    Mutant(
        name="lets a declined quote be accepted",
        does="What the customer has decided is decided again.",
        side=Side.GATEWAY,
        breaks=("G.22",),
        by=("a_decided_quote_is_not_decided_again",),
        patches=(unchecked(QUOTE_WORKFLOW, "check_decidable"),),
    ),
    Mutant(
        name="changes a quote that has left",
        does="A quote that was finalised, and is in the customer's mail, is changed.",
        side=Side.GATEWAY,
        breaks=("G.23",),
        by=("a_quote_that_left_is_not_changed",),
        patches=(unchecked(QUOTE_WORKFLOW, "check_changeable"),),
    ),
    # Credit notes
    Mutant(
        name="drafts a credit note of any size",
        does="A draft of a credit note may come to more than its invoice.",
        side=Side.GATEWAY,
        breaks=("G.27",),
        by=("more_than_its_invoice_is_not_drafted",),
        patches=(unchecked(NOTE_WORKFLOW, "check_within"),),
        editions=BOTH,
    ),
    Mutant(
        name="credits a draft",
        does="A credit note is made of an invoice that is not final.",
        side=Side.GATEWAY,
        breaks=("G.27",),
        by=("a_draft_is_not_credited",),
        patches=(unchecked(NOTE_WORKFLOW, "check_creditable"),),
    ),
    Mutant(
        name="changes an issued credit note",
        does="A credit note that was issued is changed here as if it were a draft.",
        side=Side.GATEWAY,
        breaks=("R2.11", "R2.12"),
        by=("an_issued_credit_note_is_neither_changed_nor_deleted",),
        patches=(unchecked(NOTE_WORKFLOW, "check_draft"),),
        editions=(NEWEST,),
    ),
    # Payments
    Mutant(
        name="takes more than is due",
        does="A payment may be of more than what is left to pay.",
        side=Side.GATEWAY,
        breaks=("G.25", "G.15"),
        by=("more_than_is_due_is_not_taken",),
        patches=(Replace(PAYMENTS, "_amount", all_of_it),),
    ),
    Mutant(
        name="pays twice with one transfer",
        does="A transfer that has paid an invoice pays another one.",
        side=Side.GATEWAY,
        breaks=("G.25", "G.15"),
        by=("a_transfer_pays_one_invoice",),
        patches=(instead(PAYMENTS, "_check_free", nothing_yet),),
    ),
    Mutant(
        name="pays with money that went out",
        does="Any transaction pays any invoice: outgoing, pending, too large.",
        side=Side.GATEWAY,
        breaks=("G.25", "G.15"),
        by=("a_transfer_in_doubt_pays_nothing",),
        patches=(unchecked(PAYMENTS, "_check_fits"),),
    ),
    Mutant(
        name="marks a draft as paid",
        does="An invoice that is not final can be paid, as far as the gateway is concerned.",
        side=Side.GATEWAY,
        breaks=("G.25",),
        by=("what_is_paid_or_cancelled_is_not_paid_again",),
        patches=(unchecked(PAYMENTS, "check_payable"),),
    ),
    # Lists
    Mutant(
        name="shows the first page whatever is asked",
        does="Every page of the invoices holds the rows of the first.",
        side=Side.GATEWAY,
        breaks=("G.9",),
        by=("the_second_page_is_another",),
        patches=(Replace("gateway.resources.invoices.upstream", "list_page", first_page),),
    ),
    Mutant(
        name="ignores the filter of statuses",
        does="A list of invoices of one status holds all of them.",
        side=Side.GATEWAY,
        breaks=("G.9",),
        by=("a_status_finds_its_invoices",),
        patches=(Replace("gateway.resources.invoice_views.service", "_filters", of_every_status),),
    ),
)
