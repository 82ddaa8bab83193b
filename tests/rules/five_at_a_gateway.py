"""The five rules, kept and broken by a gateway."""

from typing import Any

from tests.rules.case import Case
from tests.rules.tales import (
    EXPIRES,
    HOST,
    call,
    draft,
    failed,
    final,
    followed,
    front,
    gone,
    line,
    made,
    moment,
    path_of,
    quote,
    said,
    shown,
    theirs,
    unpaid,
)

YES = "t0ken"
PDF = {"headers": {"content-type": "application/pdf", "x-pdf-source": "attachment"}}
WISH = {"salesOrderId": "o-1", "lines": [{"Auto_Finalize": "yes"}]}
NUMBER = {"number": "F-2026-001"}
SEND = {"asked": {"send_to": ["a@b.example"]}}


def summary(*items: Any, **fields: Any) -> dict[str, Any]:
    return {
        "customer": {"name": "Atelier Morel"},
        "items": list(items or (line(),)),
        "vat": [],
        "total_amount_cents": 5988,
        "order_total_amount_cents": 5988,
        "irreversible": ["Un numéro définitif sera attribué."],
        **fields,
    }


def asks(
    told: dict[str, Any] | None = None, warnings: tuple[str, ...] = (), *, token: str = YES, **more: Any
) -> Any:
    confirmation = {
        "token": token,
        "expiresAt": moment(300),
        "summary": told or summary(),
        "warnings": [{"code": code, "message": "Attention."} for code in warnings],
    }
    beside = {"confirmation": confirmation}
    return failed("finalize_invoice", 428, "CONFIRMATION_REQUIRED", beside=beside, **more)


def confirmed(*exchanges: Any, status: int = 200, s: float = 60, **more: Any) -> Any:
    return call("finalize_invoice", *exchanges, status=status, yes=YES, s=s, **more)


CREATED = call("create_invoice", made(draft()), status=201, answered=theirs(draft()))
FINAL = confirmed(final(unpaid()), answered=theirs(unpaid()))
QUOTED = call("create_quote", made(quote()), of="q-1", status=201, answered=theirs(quote()))
LOST = said("finalize_client_invoice", "i-1", status=0, fault="apply-then-drop")

BY_ITSELF = (
    Case(
        "R1.2",
        front(CREATED),
        front(call("create_invoice", made(draft(), {"status": ...}), status=201)),
    ),
    Case(
        "R1.3",
        front(failed("create_invoice", 422, "AUTO_FINALIZE_FORBIDDEN", asked=WISH)),
        front(call("create_invoice", status=201, asked=WISH, answered=theirs(unpaid()))),
    ),
    Case(
        "R1.5",
        front(
            failed("create_invoice", 502, "UPSTREAM_FINALIZED_ON_CREATE", made(unpaid(), {"status": "draft"}))
        ),
        front(call("create_invoice", made(unpaid(), {"status": "draft"}), status=201)),
        theirs=("R1.1",),
    ),
    Case(
        "R1.6",
        front(failed("create_invoice", 422, "AUTO_FINALIZE_FORBIDDEN", asked=WISH)),
        front(call("create_invoice", made(draft()), status=201, asked=WISH)),
    ),
)

FINAL_STAYS = (
    Case(
        "R2.11",
        front(failed("update_invoice", 409, "ALREADY_FINALIZED", details=NUMBER), known=[unpaid()]),
        front(call("delete_invoice", status=200), known=[unpaid()]),
    ),
    Case(
        "R2.12",
        front(failed("delete_invoice", 409, "ALREADY_FINALIZED", details=NUMBER), known=[unpaid()]),
        front(failed("delete_invoice", 409, "ALREADY_FINALIZED"), known=[unpaid()]),
    ),
    Case(
        "R2.13",
        front(asks(), FINAL),
        front(call("show_invoice", shown(unpaid()), answered=theirs(unpaid(), number="F-2026-002"))),
    ),
)

PERSONS = (
    Case("R3.1", front(asks(), FINAL), front(call("show_invoice", final(unpaid())))),
    Case(
        "R3.2",
        front(QUOTED, call("finalize_quote", gone("send_quote", "q-1", **SEND), of="q-1", yes=YES)),
        front(QUOTED, call("send_quote", gone("send_quote", "q-1", **SEND), of="q-1")),
    ),
    Case(
        "R3.3",
        front(asks(), confirmed(LOST, shown(unpaid()), answered=theirs(unpaid()))),
        front(asks(), confirmed(LOST, final(unpaid()), answered=theirs(unpaid()))),
    ),
    Case(
        "R3.4",
        front(asks(), FINAL, failed("finalize_invoice", 409, "ALREADY_FINALIZED", yes=YES, details=NUMBER)),
        front(asks(), FINAL, confirmed(answered=theirs(unpaid()))),
    ),
    Case(
        "R3.5",
        front(CREATED),
        front(call("sync_invoices", final(unpaid()), yes=YES, of=None)),
    ),
    Case(
        "R3.6",
        front(failed("finalize_invoice", 403, "FORBIDDEN", service=True)),
        front(confirmed(final(unpaid()), service=True)),
    ),
    Case("R3.7", front(asks()), front(call("finalize_invoice", answered=theirs(draft())))),
    Case("R3.8", front(asks()), front(asks({"items": [], "vat": []}))),
    Case(
        "R3.9",
        front(asks(summary(line(vat_rate="0.002")), ("VAT_RATE_NOT_LEGAL",))),
        front(asks(summary(order_total_amount_cents=4990))),
    ),
    Case(
        "R3.10",
        front(asks(), FINAL),
        front(asks(summary(total_amount_cents=100, order_total_amount_cents=100)), FINAL),
    ),
    Case(
        "R3.11",
        front(asks(), asks(token="another", yes=YES, s=400)),
        front(asks(), confirmed(final(unpaid()), s=400)),
    ),
    Case(
        "R3.12",
        front(FINAL, call("show_confirmation", of=None, status=410, yes=YES)),
        front(FINAL, call("show_confirmation", of=None, yes=YES)),
    ),
)

PAPERS = (
    Case("R4.3", front(CREATED), front(call("show_invoice", answered=theirs(draft(), pdf_url="/i-1/pdf")))),
    Case(
        "R4.4",
        front(failed("show_invoice_pdf", 404, "PDF_NOT_AVAILABLE", shown(draft()))),
        front(CREATED, call("show_invoice_pdf", **PDF)),
    ),
    Case(
        "R4.5",
        front(failed("show_invoice_pdf", 404, "PDF_NOT_AVAILABLE", shown(draft()))),
        front(failed("show_invoice_pdf", 404, "INVOICE_NOT_FOUND", shown(draft()))),
    ),
    Case(
        "R4.6",
        front(failed("show_invoice_pdf", 503, "PDF_PENDING", headers={"retry-after": "1"})),
        front(failed("show_invoice_pdf", 503, "PDF_PENDING", headers={"server": "x"})),
    ),
    Case(
        "R4.7",
        front(call("show_invoice_pdf", **PDF)),
        front(call("show_invoice_pdf", headers={"content-type": "text/html", "x-pdf-source": "local"})),
    ),
)

LINKS = (
    Case(
        "R5.6",
        front(call("show_invoice_pdf", followed(path_of(), s=1799))),
        front(call("show_invoice_pdf", followed(path_of(), 403, s=1800))),
    ),
    Case(
        "R5.7",
        front(call("show_attachment", text=f'"url":"{HOST}{path_of()}"', s=1700)),
        front(call("show_attachment", text=f'"url":"{HOST}{path_of()}"', s=1801)),
    ),
    Case(
        "R5.8",
        front(call("show_invoice_pdf", **PDF)),
        front(call("show_invoice_pdf", headers={"content-type": "application/pdf"})),
    ),
    Case(
        "R5.9",
        front(call("show_quote_view", status=410, target=f"/q-1/view?expires={EXPIRES}", s=1800)),
        front(call("show_quote_view", status=410, target=f"/q-1/view?expires={EXPIRES}", s=60)),
    ),
)

CASES = (*BY_ITSELF, *FINAL_STAYS, *PERSONS, *PAPERS, *LINKS)
