"""Invoices, in and out. `model.py` decides, `wire.py` knows how they look."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

from mock_qonto import errors, switches
from mock_qonto.kernel.messages import Command
from mock_qonto.resources.client_invoices import wire
from mock_qonto.resources.client_invoices.messages import (
    CancelClientInvoice,
    CreateClientInvoice,
    DeleteClientInvoice,
    FinalizeClientInvoice,
    MarkClientInvoicePaid,
    SendClientInvoice,
    UnmarkClientInvoicePaid,
    UpdateClientInvoice,
)
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from mock_qonto.web.call import Call, Reply
from mock_qonto.web.pages import Chosen, Paging, choose, reply_page, sort_order
from mock_qonto.web.rendering import View
from mock_qonto.web.replying import reply_empty, reply_one

PAGING = Paging(per_page_max=500)
VIEW = View("ClientInvoice", "client_invoice", "client_invoices", wire.shown)


def list_client_invoices(call: Call) -> Reply:
    query, table = call.query, call.world.table(ClientInvoice)
    _, descending = sort_order(query, "created_at", default="created_at:desc")
    statuses = query.many("filter[status]")
    if not statuses and call.world.switch("reference_client_words"):
        statuses = query.many("status")
    ids = choose(
        table,
        index="status",
        # Quirk: an unknown status is no error, it matches nothing.
        values=statuses,
        created_from=query.instant("filter[created_at_from]"),
        created_to=query.instant("filter[created_at_to]"),
        keep=_unindexed_filters(call),
    )
    return reply_page(call, VIEW, table, Chosen(ids=ids, descending=descending), PAGING)


def create_client_invoice(call: Call) -> Reply:
    body = call.body
    status = body.get("status")
    if status is None:
        status = call.world.switch("default_invoice_status")
        if status == Status.DRAFT:
            # What the guide says; Qonto's own pages say final at once.
            call.quirk("draft_by_default")
    command = CreateClientInvoice(
        id=call.world.ids.mint(),
        client_id=body["client_id"],
        iban=body["payment_methods"]["iban"],
        currency=body["currency"],
        terms=wire.read_terms(body, reference_words=call.world.switch("reference_client_words")),
        final=status == Status.UNPAID,
        # The guide's edition does not know the field: what nobody reads has no effect.
        quote_id=body.get("quote_id") if call.edition != switches.GUIDE else None,
    )
    call.execute(command)
    return reply_one(call, VIEW, _existing(call, command.id), created=True)


def show_client_invoice(call: Call) -> Reply:
    return reply_one(call, VIEW, _existing(call, call.path["id"]))


def update_client_invoice(call: Call) -> Reply:
    body, invoice = call.body, _existing(call, call.path["id"])
    words = call.world.switch("reference_client_words")
    return _carried_out(
        call,
        UpdateClientInvoice(
            id=invoice.id,
            client_id=body.get("client_id"),
            iban=body["payment_methods"]["iban"] if "payment_methods" in body else None,
            terms=wire.read_changes(invoice.terms, body, reference_words=words),
        ),
    )


def delete_client_invoice(call: Call) -> Reply:
    call.execute(DeleteClientInvoice(id=call.path["id"]))
    return reply_empty()


def finalize_client_invoice(call: Call) -> Reply:
    return _carried_out(call, FinalizeClientInvoice(id=call.path["id"]))


def mark_client_invoice_paid(call: Call) -> Reply:
    day = (call.body or {}).get("paid_at")
    paid_at = call.now if day is None else datetime.combine(date.fromisoformat(day), time(), UTC)
    return _carried_out(call, MarkClientInvoicePaid(id=call.path["id"], paid_at=paid_at))


def unmark_client_invoice_paid(call: Call) -> Reply:
    return _carried_out(call, UnmarkClientInvoicePaid(id=call.path["id"]))


def cancel_client_invoice(call: Call) -> Reply:
    return _carried_out(call, CancelClientInvoice(id=call.path["id"]))


def send_client_invoice(call: Call) -> Reply:
    body = call.body
    words = call.world.switch("reference_client_words")
    send_to = body.get("send_to") or (body.get("recipient_emails") if words else None) or ()
    call.execute(
        SendClientInvoice(
            id=call.path["id"],
            email_id=call.world.ids.mint(),
            send_to=tuple(send_to),
            email_title=body.get("email_title") or "",
            email_body=body.get("email_body") or "",
            copy_to_self=body.get("copy_to_self", True),
        )
    )
    return reply_empty()


def _carried_out(call: Call, command: Command) -> Reply:
    call.execute(command)
    return reply_one(call, VIEW, _existing(call, command.id))


def _existing(call: Call, id: str) -> ClientInvoice:
    invoice = call.world.find(ClientInvoice, id)
    if invoice is None:
        raise errors.not_found("client invoice", id)
    return invoice


def _unindexed_filters(call: Call) -> Callable[[ClientInvoice], bool] | None:
    """The filters no index answers; None when none of them is asked for, so that nothing is scanned."""
    query = call.query
    updated_from, updated_to = (
        query.instant("filter[updated_at_from]"),
        query.instant("filter[updated_at_to]"),
    )
    due, due_from, due_to = (
        query.day("filter[due_date]"),
        query.day("filter[due_date_from]"),
        query.day("filter[due_date_to]"),
    )
    if updated_from is updated_to is due is due_from is due_to is None:
        return None

    def keep(invoice: ClientInvoice) -> bool:
        day = invoice.terms.due_date
        return (
            (updated_from is None or invoice.updated_at >= updated_from)
            and (updated_to is None or invoice.updated_at <= updated_to)
            and (due is None or day == due)
            and (due_from is None or day >= due_from)
            and (due_to is None or day <= due_to)
        )

    return keep
