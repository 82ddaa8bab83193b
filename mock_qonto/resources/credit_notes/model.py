"""
Credit notes, final from the moment they are made.

Rule 1: a number is consumed at once, in sequence A-YYYY-NNN per year of issue, and nothing gives it back:
no credit note is ever changed or removed.
Rule 2: the credit notes of an invoice never come to more than its total.
Rule 3: a credit note keeps the invoice's own copy of the client.

What it does to its invoice is the invoice's business (`reactions.py`).
"""

from dataclasses import replace
from datetime import date, datetime

from mock_qonto import errors
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.machine import After
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.money import Discount, wire
from mock_qonto.resources.billing.terms import Bill, Item, Recipient, bill, check_items
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from mock_qonto.resources.sequences.model import next_ordinal
from mock_qonto.resources.settings.model import NumberingMode, numbering_mode
from mock_qonto.values import value

CREDITABLE = (Status.UNPAID, Status.PAID)


@value
class Terms:
    """All of a credit note that its author writes."""

    issue_date: date
    items: tuple[Item, ...]
    number: str | None = None
    """Given by hand."""
    reason: str | None = None
    terms_and_conditions: str | None = None
    contact_email: str | None = None
    discount: Discount | None = None


@value
class CreditNote(Record):
    invoice_id: str
    invoice_issue_date: date
    currency: str
    client: Recipient
    terms: Terms
    bill: Bill
    number: str
    series: str | None
    """The automatic sequence its number comes from; None: given by hand."""
    attachment_id: str | None = None
    pdf_made_at: datetime | None = None


# ---------------------------------------------------------------- commands
@value
class CreateCreditNote(Command):
    invoice_id: str
    currency: str
    terms: Terms


@value
class MakeCreditNotePdf(Command):
    """Asked by time alone, a moment after a credit note was made."""


# ---------------------------------------------------------------- events
@value
class CreditNoteCreated(Event):
    invoice_id: str
    invoice_issue_date: date
    currency: str
    client: Recipient
    terms: Terms
    number: str
    series: str | None
    total_cents: int


@value
class CreditNotePdfMade(Event):
    attachment_id: str


# ---------------------------------------------------------------- deciding
def decide(world: World, command: Command, now: datetime) -> tuple[Event, ...]:
    """Answer a command with what happens, or refuse it."""
    match command:
        case CreateCreditNote():
            return _create(world, command, now)
        case MakeCreditNotePdf():
            return _make_pdf(world, command, now)
    raise AssertionError(f"not a credit note's command: {command}")


def _create(world: World, command: CreateCreditNote, now: datetime) -> tuple[Event, ...]:
    if world.find(CreditNote, command.id) is not None:
        return ()  # asked twice, happens once
    terms = command.terms
    invoice = _creditable(world, command.invoice_id)
    if command.currency != invoice.currency:
        raise errors.credit_currency_differs(command.currency, invoice.currency)
    check_items(terms.items, terms.discount, command.currency)
    total_cents = bill(terms.items, terms.discount).total.total_cents
    left_cents = invoice.bill.total.total_cents - invoice.credited_cents
    if total_cents > left_cents:
        raise errors.credit_too_large(wire(total_cents), wire(left_cents))
    number, series = _numbered(world, terms)
    created = CreditNoteCreated(
        id=command.id,
        at=now,
        invoice_id=invoice.id,
        invoice_issue_date=invoice.terms.issue_date,
        currency=invoice.currency,
        client=invoice.client,
        terms=terms,
        number=number,
        series=series,
        total_cents=total_cents,
    )
    return (created,)


def _make_pdf(world: World, command: MakeCreditNotePdf, now: datetime) -> tuple[Event, ...]:
    note = world.find(CreditNote, command.id)
    if note is None or note.attachment_id is not None:
        return ()  # nothing left to do
    attachment_id = world.ids.derive("credit_note_pdf", note.id)
    return (CreditNotePdfMade(id=note.id, at=now, attachment_id=attachment_id),)


# ---------------------------------------------------------------- applying
def evolve(before: CreditNote | None, event: Event) -> CreditNote:
    match event:
        case CreditNoteCreated():
            assert before is None
            return CreditNote(
                id=event.id,
                created_at=event.at,
                updated_at=event.at,
                invoice_id=event.invoice_id,
                invoice_issue_date=event.invoice_issue_date,
                currency=event.currency,
                client=event.client,
                terms=event.terms,
                bill=bill(event.terms.items, event.terms.discount),
                number=event.number,
                series=event.series,
            )
        case CreditNotePdfMade():
            assert before is not None
            return replace(
                before, attachment_id=event.attachment_id, pdf_made_at=event.at, updated_at=event.at
            )
    raise AssertionError(f"not a credit note's event: {event}")


# ---------------------------------------------------------------- helpers
def _creditable(world: World, invoice_id: str) -> ClientInvoice:
    invoice = world.find(ClientInvoice, invoice_id)
    if invoice is None:
        raise errors.credited_invoice_unknown(invoice_id)
    if invoice.status not in CREDITABLE:
        raise errors.not_creditable_when(invoice.status)
    return invoice


def _numbered(world: World, terms: Terms) -> tuple[str, str | None]:
    """
    The number of the next credit note, and the sequence it comes from.

    The sequence steps over a number that was given by hand, and over nothing else.
    """
    table = world.table(CreditNote)
    if terms.number is not None:
        if table.having("number", terms.number):
            raise errors.credit_note_number_taken(terms.number)
        return terms.number, None
    if numbering_mode(world) is NumberingMode.MANUAL:
        raise errors.number_missing()
    series = f"A-{terms.issue_date.year:04d}"
    ordinal = next_ordinal(world, series, len(table.having("series", series)))
    while table.having("number", number := f"{series}-{ordinal:03d}"):
        ordinal += 1
    return number, series


DECIDER = Decider(
    kind=CreditNote,
    commands=(CreateCreditNote, MakeCreditNotePdf),
    events=(CreditNoteCreated, CreditNotePdfMade),
    decide=decide,
    evolve=evolve,
    after={
        CreditNoteCreated: After(
            delay="credit_note_pdf_delay_s", command=lambda id: MakeCreditNotePdf(id=id)
        ),
    },
    indexes={
        "invoice_id": lambda note: note.invoice_id,
        "number": lambda note: note.number,
        "series": lambda note: note.series,
    },
)
