"""
Quotes, from waiting to approved or canceled.

Rule 1: a quote has its number D-YYYY-NNN, in sequence per year of issue, from the moment it is made; removed
or renumbered, it gives nothing back.
Rule 2: only a quote that waits can be changed; only one that nobody was sent and nothing was made from can be
removed.
Rule 3: its PDF is made a moment after it was made or changed, and until then it has none. Who got the PDF
before keeps what was in it.
Rule 4: no customer approves or cancels a quote; a person at Qonto does.
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
from mock_qonto.resources.quote_numbers.model import next_in, was_used
from mock_qonto.resources.quotes.messages import (
    COMMANDS,
    EVENTS,
    ApproveQuote,
    CancelQuote,
    CreateQuote,
    DeleteQuote,
    LinkInvoice,
    MakeQuotePdf,
    QuoteApproved,
    QuoteCanceled,
    QuoteCreated,
    QuoteDeleted,
    QuoteInvoiced,
    QuoteInvoiceRemoved,
    QuotePdfMade,
    QuoteSent,
    QuoteUpdated,
    SendQuote,
    UnlinkInvoice,
    UpdateQuote,
)
from mock_qonto.resources.quotes.terms import Terms, check_terms
from mock_qonto.resources.settings.model import NumberingMode, numbering_mode
from mock_qonto.values import value


class Status(StrEnum):
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    CANCELED = "canceled"


@value
class Quote(Record):
    status: Status
    currency: str
    client: Recipient
    terms: Terms
    bill: Bill
    number: str
    revision: int = 0
    """How often it was changed: each revision has a PDF of its own."""
    attachment_id: str | None = None
    pdf_made_at: datetime | None = None
    sent_at: datetime | None = None
    approved_at: datetime | None = None
    canceled_at: datetime | None = None
    invoice_ids: tuple[str, ...] = ()


# Sending, the PDF and the invoices leave the status alone: facts about a quote, not edges of its life.
MACHINE = Machine(
    kind="quote",
    contract="Quote",
    edges={
        Status.PENDING_APPROVAL: {
            QuoteUpdated: Status.PENDING_APPROVAL,
            QuoteApproved: Status.APPROVED,
            QuoteCanceled: Status.CANCELED,
        },
        Status.APPROVED: {QuoteCanceled: Status.CANCELED},
        Status.CANCELED: {},
    },
)
_PDF = After(delay="quote_pdf_delay_s", command=lambda id: MakeQuotePdf(id=id))


# ---------------------------------------------------------------- deciding
def decide(  # noqa: C901, PLR0911  - one answer per command
    world: World, command: Command, now: datetime
) -> tuple[Event, ...]:
    """Answer a command with what happens, or refuse it."""
    match command:
        case CreateQuote():
            return _create(world, command, now)
        case UpdateQuote():
            return _update(world, command, now)
        case DeleteQuote():
            return _delete(world, command, now)
        case MakeQuotePdf():
            return _make_pdf(world, command, now)
        case SendQuote():
            return _send(world, command, now)
        case ApproveQuote():
            _in_status(world, command.id, QuoteApproved, "approved")
            return (QuoteApproved(id=command.id, at=now),)
        case CancelQuote():
            _in_status(world, command.id, QuoteCanceled, "canceled")
            return (QuoteCanceled(id=command.id, at=now),)
        case LinkInvoice():
            if world.find(Quote, command.id) is None:
                raise errors.quote_unknown(command.id)
            return (QuoteInvoiced(id=command.id, at=now, invoice_id=command.invoice_id),)
        case UnlinkInvoice():
            _existing(world, command.id)  # a quote that was invoiced is never removed
            return (QuoteInvoiceRemoved(id=command.id, at=now, invoice_id=command.invoice_id),)
    raise AssertionError(f"not a quote's command: {command}")


def _create(world: World, command: CreateQuote, now: datetime) -> tuple[Event, ...]:
    if world.find(Quote, command.id) is not None:
        return ()  # asked twice, happens once
    client = check_client(world, command.client_id, command.currency)
    check_terms(command.terms, command.currency)
    number, series = _number(world, command)
    return (
        QuoteCreated(
            id=command.id,
            at=now,
            client=client,
            currency=command.currency,
            terms=command.terms,
            number=number,
            series=series,
        ),
    )


def _number(world: World, command: CreateQuote) -> tuple[str, str | None]:
    """What the new quote is to be called, and the sequence that name comes from."""
    if command.number is not None:
        return _free(world, command.number), None
    if numbering_mode(world) is NumberingMode.MANUAL:
        raise errors.number_missing()
    series = f"D-{command.terms.issue_date.year:04d}"
    return next_in(world, series), series


def _update(world: World, command: UpdateQuote, now: datetime) -> tuple[Event, ...]:
    quote = _existing(world, command.id)
    if not MACHINE.allows(quote.status, QuoteUpdated):
        raise errors.quote_not_waiting(quote.status)
    # Quirk: a quote cannot be changed before its PDF is there (observed).
    if quote.attachment_id is None and world.switch("quote_change_needs_pdf"):
        raise errors.quote_without_pdf()
    client = quote.client
    if command.client_id is not None:
        client = check_client(world, command.client_id, quote.currency)
    check_terms(command.terms, quote.currency)
    number = None
    if command.number is not None and command.number != quote.number:
        number = _free(world, command.number)
    return (QuoteUpdated(id=quote.id, at=now, client=client, terms=command.terms, number=number),)


def _delete(world: World, command: DeleteQuote, now: datetime) -> tuple[Event, ...]:
    quote = _existing(world, command.id)
    if quote.status is not Status.PENDING_APPROVAL:
        raise errors.quote_not_removable(f"is {quote.status}")
    # Quirk: observed on the live sandbox; no document says so.
    if quote.sent_at is not None and world.switch("sent_quote_stays"):
        raise errors.quote_not_removable("has been sent")
    if quote.invoice_ids:
        raise errors.quote_not_removable("has been invoiced")
    return (QuoteDeleted(id=quote.id, at=now),)


def _make_pdf(world: World, command: MakeQuotePdf, now: datetime) -> tuple[Event, ...]:
    quote = world.find(Quote, command.id)
    if quote is None or quote.attachment_id is not None:
        return ()  # nothing left to do: an appointment may come twice
    return (QuotePdfMade(id=quote.id, at=now, attachment_id=_pdf_id(world, quote)),)


def _send(world: World, command: SendQuote, now: datetime) -> tuple[Event, ...]:
    quote = _existing(world, command.id)
    if quote.status is Status.CANCELED:
        raise errors.quote_not_possible_when(quote.status, "sent")
    if not command.send_to:
        raise errors.recipients_missing()
    return (
        QuoteSent(
            id=quote.id,
            at=now,
            email_id=command.email_id,
            attachment_id=_pdf_id(world, quote),
            send_to=command.send_to,
            email_title=command.email_title,
            email_body=command.email_body,
            copy_to_self=command.copy_to_self,
        ),
    )


# ---------------------------------------------------------------- applying
def evolve(  # noqa: PLR0911  - one answer per event
    before: Quote | None, event: Event
) -> Quote | None:
    if isinstance(event, QuoteCreated):
        assert before is None
        return _born(event)
    assert before is not None
    changed = replace(before, updated_at=event.at)
    match event:
        case QuoteDeleted():
            return None
        case QuotePdfMade():
            return replace(changed, attachment_id=event.attachment_id, pdf_made_at=event.at)
        case QuoteSent():
            return replace(changed, sent_at=event.at)
        case QuoteInvoiced():
            return replace(changed, invoice_ids=(*before.invoice_ids, event.invoice_id))
        case QuoteInvoiceRemoved():
            left = tuple(id for id in before.invoice_ids if id != event.invoice_id)
            return replace(changed, invoice_ids=left)
    return _followed(replace(changed, status=MACHINE.follow(before.status, type(event))), event)


def _born(event: QuoteCreated) -> Quote:
    return Quote(
        id=event.id,
        created_at=event.at,
        updated_at=event.at,
        status=Status.PENDING_APPROVAL,
        currency=event.currency,
        client=event.client,
        terms=event.terms,
        bill=bill(event.terms.items, event.terms.discount),
        number=event.number,
    )


def _followed(moved: Quote, event: Event) -> Quote:
    match event:
        case QuoteUpdated():
            return replace(
                moved,
                client=event.client,
                terms=event.terms,
                bill=bill(event.terms.items, event.terms.discount),
                number=event.number or moved.number,
                revision=moved.revision + 1,
                attachment_id=None,
                pdf_made_at=None,
            )
        case QuoteApproved():
            return replace(moved, approved_at=event.at)
        case QuoteCanceled():
            return replace(moved, canceled_at=event.at)
    raise AssertionError(f"not a quote's event: {event}")


# ---------------------------------------------------------------- helpers
def _pdf_id(world: World, quote: Quote) -> str:
    """The id of the PDF of the quote as it is: known before there is one."""
    return world.ids.derive("quote_pdf", f"{quote.id}/{quote.revision}")


def _existing(world: World, id: str) -> Quote:
    quote = world.find(Quote, id)
    if quote is None:
        raise errors.not_found("quote", id)
    return quote


def _in_status(world: World, id: str, event: type[Event], verb: str) -> None:
    quote = _existing(world, id)
    if not MACHINE.allows(quote.status, event):
        raise errors.quote_not_possible_when(quote.status, verb)


def _free(world: World, number: str) -> str:
    """*number*, given by hand, which no quote may ever have borne."""
    if was_used(world, number):
        raise errors.quote_number_taken(number)
    return number


DECIDER = Decider(
    kind=Quote,
    commands=COMMANDS,
    events=EVENTS,
    decide=decide,
    evolve=evolve,
    machine=MACHINE,
    status_of=lambda quote: quote.status,
    after={QuoteCreated: _PDF, QuoteUpdated: _PDF},
    indexes={"status": lambda quote: quote.status},
)
