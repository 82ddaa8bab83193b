"""The manners of a gateway, kept and broken."""

from typing import Any

from tests.rules.case import Case
from tests.rules.tales import (
    call,
    canceled,
    client,
    done,
    draft,
    failed,
    front,
    gone,
    line,
    listed,
    made,
    note,
    quote,
    said,
    shown,
    theirs,
    unpaid,
)

ORDER = {"asked": {"salesOrderId": "o-1"}}
META = {
    "current_page": 1,
    "next_page": None,
    "prev_page": None,
    "total_pages": 1,
    "total_count": 1,
    "per_page": 25,
}
FIELDS = {"details": {"fields": [{"field": "items", "message": "au moins une"}]}}
BROKEN_ONCE = said("create_client_invoice", status=0, fault="apply-then-drop", asked={"status": "draft"})
RENAMED = said("update_client", "c-1", answered={"client": client()})
SENT = gone("send_quote", "q-1", asked={"send_to": ["a@b.example"]})
QUOTED = call("create_quote", made(quote()), of="q-1", status=201, answered=theirs(quote()))
MAILED = call("finalize_quote", SENT, of="q-1", yes="t0ken", answered=theirs(quote()))


def invoiced(id: str = "i-1") -> Any:
    return call("create_invoice", made(draft(id)), of=id, status=201, answered=theirs(draft(id)), **ORDER)


def converted(id: str) -> Any:
    return call("convert_quote", made(draft(id)), of="q-9", status=201, answered=theirs(draft(id)))


MANNERS = (
    Case("G.1", front(invoiced()), front(call("show_invoice", answered={"invoice": {}}))),
    Case(
        "G.2",
        front(failed("show_invoice", 404, "INVOICE_NOT_FOUND")),
        front(call("show_invoice", status=404, answered={"error": "not found"})),
    ),
    Case(
        "G.3",
        front(failed("create_invoice", 409, "ORDER_ALREADY_INVOICED")),
        front(failed("create_invoice", 409, "DOCUMENT_CHANGED")),
    ),
    Case("G.4", front(invoiced()), front(failed("create_invoice", 500, "INTERNAL"))),
    Case(
        "G.5",
        front(failed("show_invoice", 503, "UPSTREAM_BUSY", headers={"retry-after": "5"})),
        front(failed("show_invoice", 503, "UPSTREAM_BUSY", headers={"server": "x"})),
    ),
    Case(
        "G.6",
        front(failed("show_invoice", 405, "METHOD_NOT_ALLOWED", headers={"allow": "GET, PATCH"})),
        front(failed("show_invoice", 405, "METHOD_NOT_ALLOWED", headers={"server": "x"})),
    ),
    Case(
        "G.7",
        front(call("show_debug", text='{"iban": "FR76 ... 5678"}', of=None)),
        front(call("show_debug", text='{"iban": "FR7616798000010000012345678"}', of=None)),
    ),
    Case(
        "G.8",
        front(call("show_invoice", shown(draft()), answered=theirs(draft())), known=[draft()]),
        front(failed("show_invoice", 404, "INVOICE_NOT_FOUND"), known=[draft()]),
    ),
    Case(
        "G.9",
        front(call("list_invoices", answered={"success": True, "invoices": [], "meta": META}, of=None)),
        front(
            call(
                "list_invoices",
                answered={"success": True, "invoices": [], "meta": {**META, "total_pages": 3}},
                of=None,
            )
        ),
    ),
    Case(
        "G.10",
        front(call("sync_invoices", listed("client_invoices", unpaid()), of=None)),
        front(call("show_invoice", done("mark_client_invoice_paid", unpaid(status="paid")))),
    ),
    Case(
        "G.11",
        front(
            failed("create_invoice", 504, "OUTCOME_UNKNOWN", BROKEN_ONCE, listed("client_invoices"), of=None)
        ),
        front(call("create_invoice", BROKEN_ONCE, BROKEN_ONCE, status=201, of=None)),
    ),
    Case(
        "G.12",
        front(failed("cancel_invoice", 409, "NOT_FINALIZED", shown(draft()))),
        front(failed("cancel_invoice", 409, "NOT_FINALIZED", done("cancel_client_invoice", canceled()))),
    ),
    Case(
        "G.13",
        front(call("show_invoice", shown(unpaid()), answered=theirs(unpaid()))),
        front(call("show_invoice", shown(unpaid()), answered=theirs(unpaid(), total_amount_cents=4990))),
    ),
    Case(
        "G.19",
        front(call("show_invoice", shown(unpaid()), answered=theirs(unpaid()))),
        front(call("show_invoice", shown(canceled()), answered=theirs(unpaid()))),
    ),
    Case(
        "M.6",
        front(invoiced()),
        front(call("show_invoice", answered=theirs(draft(items=[line("2")])))),
    ),
    Case(
        "M.7",
        front(invoiced()),
        front(call("show_invoice", answered=theirs(draft(items=[line(), line()])))),
    ),
)

REFUSALS = (
    Case(
        "G.14",
        front(failed("create_invoice", 404, "ORDER_NOT_FOUND")),
        front(failed("create_invoice", 404, "INVALID_STATUS")),
    ),
    Case(
        "G.15",
        front(failed("update_invoice", 422, "INVALID", **FIELDS)),
        front(failed("update_invoice", 422, "INVALID")),
    ),
    Case(
        "G.16",
        front(failed("finalize_credit_note", 501, "CREDIT_NOTE_CREATION_UNSUPPORTED", of="n-1")),
        front(failed("send_credit_note", 501, "NOT_IMPLEMENTED_AT_QONTO", RENAMED, of="n-1")),
    ),
    Case(
        "G.17",
        front(failed("upload_attachment", 415, "UNSUPPORTED_MEDIA_TYPE", of=None)),
        front(
            failed(
                "upload_attachment",
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                said("upload_transaction_attachment", "t-1", answered={}),
                of=None,
            )
        ),
    ),
    Case(
        "G.18",
        front(
            call(
                "cleanup_duplicate_attachments",
                said("delete_transaction_attachment", "t-1", answered={}),
                asked={"dryRun": False, "plan": "9f86"},
                of=None,
            )
        ),
        front(
            call(
                "cleanup_duplicate_attachments",
                said("delete_transaction_attachment", "t-1", answered={}),
                asked={"dryRun": True},
                of=None,
            )
        ),
    ),
)

WORK = (
    Case(
        "G.20",
        front(invoiced(), call("delete_invoice", gone("delete_client_invoice", "i-1")), invoiced("i-2")),
        front(invoiced(), invoiced("i-2")),
    ),
    Case("G.21", front(converted("i-1")), front(converted("i-1"), converted("i-2"))),
    Case(
        "G.22",
        front(QUOTED, failed("accept_quote", 409, "NOT_FINALIZED", of="q-1")),
        front(QUOTED, call("accept_quote", of="q-1")),
    ),
    Case(
        "G.23",
        front(QUOTED, MAILED, failed("update_quote", 409, "ALREADY_FINALIZED", of="q-1")),
        front(QUOTED, MAILED, call("update_quote", of="q-1")),
    ),
    Case(
        "G.24",
        front(failed("send_invoice", 409, "NOT_FINALIZED", shown(draft()))),
        front(call("send_invoice", shown(draft()), gone("send_client_invoice", "i-1"))),
    ),
    Case(
        "G.25",
        front(failed("mark_invoice_paid", 409, "NOT_FINALIZED", shown(draft()))),
        front(call("mark_invoice_paid", shown(draft()))),
    ),
    Case(
        "G.26",
        front(failed("mark_invoice_paid", 422, "INVALID", asked={"payment_date": "2026-02-20"}, **FIELDS)),
        front(call("mark_invoice_paid", asked={"payment_date": "2026-02-20"})),
    ),
    Case(
        "G.27",
        front(call("show_credit_note", of="n-1", answered=theirs(note())), known=[unpaid()]),
        front(
            call(
                "show_credit_note",
                of="n-1",
                answered=theirs(note(total_amount_cents=9999, items=None, discount=1)),
            ),
            known=[unpaid()],
        ),
    ),
    Case(
        "G.28",
        front(failed("create_quote_from_invoice", 409, "ALREADY_FINALIZED"), known=[unpaid()]),
        front(
            call("create_quote_from_invoice", gone("send_client_invoice", "i-1"), status=201),
            known=[unpaid()],
        ),
    ),
)

CASES = (*MANNERS, *REFUSALS, *WORK)
