"""
Invoices, from draft to paid or canceled.

Rule 1: a number is consumed when an invoice becomes final, in sequence F-YYYY-NNN per year of issue, and
nothing gives it back.
Rule 2: only a draft can be changed or removed.
Rule 3: an invoice keeps its own copy of the client; what happens to the client later is not its business.
Rule 4: an invoice whose credit notes come to its total is canceled by that, paid or not.

Numbers given by hand: a draft only claims its number against other numbers given by hand. The automatic
sequence steps over what a final invoice bears and over nothing else, so that it has no gap, ever; a draft
whose claim it overtook meanwhile is refused (409) when it wants to become final.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from mock_qonto import errors
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.machine import After, Machine
from mock_qonto.kernel.messages import Command, Event
from mock_qonto.kernel.records import Record
from mock_qonto.kernel.world import World
from mock_qonto.resources.billing.terms import Bill, Recipient, bill, check_client
from mock_qonto.resources.client_invoices.messages import (
    COMMANDS,
    EVENTS,
    CancelClientInvoice,
    ClientInvoiceCanceled,
    ClientInvoiceCreated,
    ClientInvoiceCredited,
    ClientInvoiceCreditedWholly,
    ClientInvoiceDeleted,
    ClientInvoiceFinalized,
    ClientInvoiceMarkedPaid,
    ClientInvoicePdfMade,
    ClientInvoiceSent,
    ClientInvoiceUnmarkedPaid,
    ClientInvoiceUpdated,
    CreateClientInvoice,
    CreditClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
    MakeClientInvoicePdf,
    MarkClientInvoicePaid,
    SendClientInvoice,
    UnmarkClientInvoicePaid,
    UpdateClientInvoice,
)
from mock_qonto.resources.client_invoices.terms import Account, Terms, check_account, check_terms
from mock_qonto.resources.sequences.model import next_ordinal
from mock_qonto.resources.settings.model import NumberingMode, numbering_mode
from mock_qonto.values import value


class Status(StrEnum):
    DRAFT = "draft"
    UNPAID = "unpaid"
    PAID = "paid"
    CANCELED = "canceled"


@value
class ClientInvoice(Record):
    status: Status
    currency: str
    client: Recipient
    account: Account
    terms: Terms
    bill: Bill
    number: str | None = None
    series: str | None = None
    """The automatic sequence its number comes from; None: no number yet, or one given by hand."""
    finalized_at: datetime | None = None
    paid_at: datetime | None = None
    attachment_id: str | None = None
    pdf_made_at: datetime | None = None
    quote_id: str | None = None
    """The quote it was made from, where one was named."""
    credit_notes_ids: tuple[str, ...] = ()
    credited_cents: int = 0


# Sending, the making of the PDF and a credit note of a part leave the status alone: facts about an invoice,
# not edges of its life.
MACHINE = Machine(
    kind="client_invoice",
    contract="ClientInvoice",
    edges={
        Status.DRAFT: {ClientInvoiceUpdated: Status.DRAFT, ClientInvoiceFinalized: Status.UNPAID},
        Status.UNPAID: {
            ClientInvoiceMarkedPaid: Status.PAID,
            ClientInvoiceCanceled: Status.CANCELED,
            ClientInvoiceCreditedWholly: Status.CANCELED,
        },
        # Quirk: paid again is allowed, and only the day moves.
        Status.PAID: {
            ClientInvoiceMarkedPaid: Status.PAID,
            ClientInvoiceUnmarkedPaid: Status.UNPAID,
            # Documented without a word on whether it was paid; that it is the same then is our reading.
            ClientInvoiceCreditedWholly: Status.CANCELED,
        },
        Status.CANCELED: {},
    },
    after={
        Status.UNPAID: After(delay="invoice_pdf_delay_s", command=lambda id: MakeClientInvoicePdf(id=id)),
    },
)


# ---------------------------------------------------------------- deciding
def decide(  # noqa: C901, PLR0911  - one answer per command
    world: World, command: Command, now: datetime
) -> tuple[Event, ...]:
    """Answer a command with what happens, or refuse it."""
    match command:
        case CreateClientInvoice():
            return _create(world, command, now)
        case UpdateClientInvoice():
            return _update(world, command, now)
        case DeleteClientInvoice():
            draft = _draft(world, command.id)
            return (ClientInvoiceDeleted(id=command.id, at=now, quote_id=draft.quote_id),)
        case FinalizeClientInvoice():
            return (_finalized(world, _draft(world, command.id), now),)
        case MakeClientInvoicePdf():
            return _make_pdf(world, command, now)
        case MarkClientInvoicePaid():
            return _mark_paid(world, command, now)
        case UnmarkClientInvoicePaid():
            _in_status(world, command.id, ClientInvoiceUnmarkedPaid, "unmarked as paid")
            return (ClientInvoiceUnmarkedPaid(id=command.id, at=now),)
        case CancelClientInvoice():
            _in_status(world, command.id, ClientInvoiceCanceled, "canceled")
            return (ClientInvoiceCanceled(id=command.id, at=now),)
        case CreditClientInvoice():
            return _credit(_existing(world, command.id), command, now)
        case SendClientInvoice():
            return _send(world, command, now)
    raise AssertionError(f"not an invoice's command: {command}")


def _create(world: World, command: CreateClientInvoice, now: datetime) -> tuple[Event, ...]:
    if world.find(ClientInvoice, command.id) is not None:
        return ()  # asked twice, happens once
    client = check_client(world, command.client_id, command.currency)
    account = check_account(world, command.iban)
    check_terms(command.terms, command.currency)
    if command.final and not command.terms.items:
        raise errors.items_missing()
    _claim(world, command.id, command.terms.number)
    created = ClientInvoiceCreated(
        id=command.id,
        at=now,
        client=client,
        account=account,
        currency=command.currency,
        terms=command.terms,
        quote_id=command.quote_id,
    )
    if not command.final:
        return (created,)
    return (created, _finalized(world, evolve(None, created), now))


def _update(world: World, command: UpdateClientInvoice, now: datetime) -> tuple[Event, ...]:
    invoice = _draft(world, command.id)
    client, account = invoice.client, invoice.account
    if command.client_id is not None:
        client = check_client(world, command.client_id, invoice.currency)
    if command.iban is not None:
        account = check_account(world, command.iban)
    check_terms(command.terms, invoice.currency)
    if command.terms.number != invoice.terms.number:
        _claim(world, command.id, command.terms.number)
    return (ClientInvoiceUpdated(id=command.id, at=now, client=client, account=account, terms=command.terms),)


def _finalized(world: World, invoice: ClientInvoice | None, now: datetime) -> ClientInvoiceFinalized:
    assert invoice is not None
    if not invoice.terms.items:
        raise errors.items_missing()
    by_hand = invoice.terms.number
    if by_hand is not None:
        if _borne(world, by_hand):
            raise errors.number_taken(by_hand)
        return ClientInvoiceFinalized(id=invoice.id, at=now, number=by_hand, series=None)
    series = f"F-{invoice.terms.issue_date.year:04d}"
    ordinal = next_ordinal(world, series, len(world.table(ClientInvoice).having("series", series)))
    while _borne(world, number := f"{series}-{ordinal:03d}"):
        ordinal += 1
    return ClientInvoiceFinalized(id=invoice.id, at=now, number=number, series=series)


def _make_pdf(world: World, command: MakeClientInvoicePdf, now: datetime) -> tuple[Event, ...]:
    invoice = world.find(ClientInvoice, command.id)
    if invoice is None or invoice.number is None or invoice.attachment_id is not None:
        return ()  # nothing left to do: an appointment may come twice
    attachment_id = pdf_id(world, invoice.id)
    return (ClientInvoicePdfMade(id=invoice.id, at=now, attachment_id=attachment_id, number=invoice.number),)


def _mark_paid(world: World, command: MarkClientInvoicePaid, now: datetime) -> tuple[Event, ...]:
    _in_status(world, command.id, ClientInvoiceMarkedPaid, "marked as paid")
    if command.paid_at > now:
        raise errors.paid_in_the_future()
    return (ClientInvoiceMarkedPaid(id=command.id, at=now, paid_at=command.paid_at),)


def _credit(invoice: ClientInvoice, command: CreditClientInvoice, now: datetime) -> tuple[Event, ...]:
    """What a credit note does to its invoice. That there may be one, it has seen to itself."""
    credited = ClientInvoiceCredited(
        id=invoice.id, at=now, credit_note_id=command.credit_note_id, total_cents=command.total_cents
    )
    if invoice.credited_cents + command.total_cents < invoice.bill.total.total_cents:
        return (credited,)
    return (credited, ClientInvoiceCreditedWholly(id=invoice.id, at=now))


def _send(world: World, command: SendClientInvoice, now: datetime) -> tuple[Event, ...]:
    invoice = _existing(world, command.id)
    if invoice.status is Status.DRAFT:
        raise errors.not_possible_when(invoice.status, "sent")
    return (
        ClientInvoiceSent(
            id=command.id,
            at=now,
            email_id=command.email_id,
            attachment_id=pdf_id(world, invoice.id),
            send_to=command.send_to,
            email_title=command.email_title,
            email_body=command.email_body,
            copy_to_self=command.copy_to_self,
        ),
    )


# ---------------------------------------------------------------- applying
def evolve(before: ClientInvoice | None, event: Event) -> ClientInvoice | None:
    if isinstance(event, ClientInvoiceCreated):
        assert before is None
        return ClientInvoice(
            id=event.id,
            created_at=event.at,
            updated_at=event.at,
            status=Status.DRAFT,
            currency=event.currency,
            client=event.client,
            account=event.account,
            terms=event.terms,
            bill=bill(event.terms.items, event.terms.discount),
            number=event.terms.number,
            quote_id=event.quote_id,
        )
    assert before is not None
    match event:
        case ClientInvoiceDeleted():
            return None
        case ClientInvoiceSent():
            return replace(before, updated_at=event.at)
        case ClientInvoiceCredited():
            return replace(
                before,
                credit_notes_ids=(*before.credit_notes_ids, event.credit_note_id),
                credited_cents=before.credited_cents + event.total_cents,
                updated_at=event.at,
            )
        case ClientInvoicePdfMade():
            return replace(
                before, attachment_id=event.attachment_id, pdf_made_at=event.at, updated_at=event.at
            )
    return _followed(before, event)


def _followed(before: ClientInvoice, event: Event) -> ClientInvoice:
    moved = replace(before, status=MACHINE.follow(before.status, type(event)), updated_at=event.at)
    match event:
        case ClientInvoiceUpdated():
            return replace(
                moved,
                client=event.client,
                account=event.account,
                terms=event.terms,
                bill=bill(event.terms.items, event.terms.discount),
                number=event.terms.number,
            )
        case ClientInvoiceFinalized():
            return replace(moved, number=event.number, series=event.series, finalized_at=event.at)
        case ClientInvoiceMarkedPaid():
            return replace(moved, paid_at=event.paid_at)
        case ClientInvoiceUnmarkedPaid():
            return replace(moved, paid_at=None)
    return moved


# ---------------------------------------------------------------- helpers
def pdf_id(world: World, invoice_id: str) -> str:
    """The id of the invoice's PDF: known before there is one."""
    return world.ids.derive("client_invoice_pdf", invoice_id)


def _existing(world: World, id: str) -> ClientInvoice:
    invoice = world.find(ClientInvoice, id)
    if invoice is None:
        raise errors.not_found("client invoice", id)
    return invoice


def _draft(world: World, id: str) -> ClientInvoice:
    invoice = _existing(world, id)
    if invoice.status is not Status.DRAFT:
        raise errors.not_a_draft(invoice.status)
    return invoice


def _in_status(world: World, id: str, event: type[Event], verb: str) -> None:
    invoice = _existing(world, id)
    if not MACHINE.allows(invoice.status, event):
        raise errors.not_possible_when(invoice.status, verb)


def _claim(world: World, id: str, number: str | None) -> None:
    """Whether an invoice may be written with *number*, given by hand or left to the sequence."""
    if number is None:
        if numbering_mode(world) is NumberingMode.MANUAL:
            raise errors.number_missing()
        return
    if any(other != id for other in world.table(ClientInvoice).having("number", number)):
        raise errors.number_taken(number)


def _borne(world: World, number: str) -> bool:
    """Whether a final invoice bears *number*."""
    table = world.table(ClientInvoice)
    return any(
        (invoice := table.find(id)) is not None and invoice.status is not Status.DRAFT
        for id in table.having("number", number)
    )


DECIDER = Decider(
    kind=ClientInvoice,
    commands=COMMANDS,
    events=EVENTS,
    decide=decide,
    evolve=evolve,
    machine=MACHINE,
    status_of=lambda invoice: invoice.status,
    indexes={
        "status": lambda invoice: invoice.status,
        "number": lambda invoice: invoice.number,
        "series": lambda invoice: invoice.series,
    },
)
