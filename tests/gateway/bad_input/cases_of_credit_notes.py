"""The table of bad input, continued: credit notes."""

from typing import Any

from tests.gateway.bad_input.cases import NOBODY, Case, asks, sends
from tests.gateway.bad_input.scene import NOTES

_DRAFT = f"{NOTES}/<draft note>"
_MISSING = (404, "CREDIT_NOTE_NOT_FOUND")
_INVALID = (422, "INVALID")
_LINE = {"title": "Remise", "quantity": "1", "unitPrice": {"value": "1.00"}, "vatRate": "0.2"}


def _credits(name: str, status: int, code: str, **more: Any) -> Case:
    body = {"invoiceId": "<final>", "localDraft": True, **more}
    return sends(f"credit: {name}", NOTES, body, status, code)


def _line(name: str, **more: Any) -> Case:
    return _credits(f"a line with {name}", *_INVALID, items=[{**_LINE, **more}])


CREDIT_NOTES = (
    *(
        asks(f"credit note {verb or 'show'}: {name}", f"{NOTES}/{id}{verb}", *_MISSING, method=method)
        for verb, method in (
            ("", "GET"),
            ("", "DELETE"),
            ("/pdf", "GET"),
            ("/finalize", "POST"),
            ("/send", "POST"),
        )
        for name, id in (
            (f"unknown, {method}", NOBODY),
            (f"an invoice, {method}", "<final>"),
            (f"a path, {method}", "..%2f..%2fclients"),
            (f"SQL, {method}", "1'%20OR%20'1'='1"),
        )
    ),
    sends("credit note update: unknown", f"{NOTES}/{NOBODY}", {"reason": "a"}, *_MISSING, method="PATCH"),
    asks("credit note show: NUL", f"{NOTES}/a%00b", 404, "ROUTE_NOT_FOUND"),
    *(
        asks(f"credit notes: {asked}", f"{NOTES}?{asked}", 422, "INVALID_PARAMETER")
        for asked in ("status=paid", "status=", "page=0", "page=2", "per_page=501", "all=non%20merci")
    ),
    sends("credit: not JSON", NOTES, b"{", 400, "MALFORMED_JSON"),
    sends("credit: a list", NOTES, [], *_INVALID),
    sends("credit: nothing", NOTES, {}, *_INVALID),
    _credits("no text for an invoice", *_INVALID, invoiceId=7),
    _credits("no invoice", 404, "INVOICE_NOT_FOUND", invoiceId=NOBODY),
    _credits("a draft invoice", 409, "NOT_FINALIZED", invoiceId="<draft>"),
    _credits("another world's invoice", 404, "INVOICE_NOT_FOUND", invoiceId="<another world's invoice>"),
    _credits("an unknown field", *_INVALID, number="A-2026-001"),
    _credits("final at once", 422, "AUTO_FINALIZE_FORBIDDEN", autoFinalize=True),
    _credits("final at once, deep down", 422, "AUTO_FINALIZE_FORBIDDEN", items=[{"auto_finalize": True}]),
    _credits("a NUL", *_INVALID, reason="a\x00b"),
    _credits("a reason without end", *_INVALID, reason="a" * 1001),
    _credits("no lines", *_INVALID, items=[]),
    _credits("too many lines", *_INVALID, items=[_LINE] * 201),
    _credits("too much", 422, "CREDIT_EXCEEDS_INVOICE", items=[{**_LINE, "quantity": "999999"}]),
    _credits("nothing at all", *_INVALID, items=[{**_LINE, "quantity": "0"}]),
    _credits("half a discount", *_INVALID, discount={"type": "percentage"}),
    _credits("a discount of more than all", *_INVALID, discount={"type": "percentage", "value": "1.5"}),
    _line("no title", title=" "),
    _line("a negative quantity", quantity="-1"),
    _line("a quantity as a number", quantity=1),
    _line("a price in words", unitPrice={"value": "dix"}),
    _line("another currency", unitPrice={"value": "1.00", "currency": "USD"}),
    _line("20 for 20 %", vatRate="20"),
    _line("a discount above its price", discount={"type": "absolute", "value": "1.01"}),
    sends("credit note update: a number", _DRAFT, {"number": "A-1"}, *_INVALID, method="PATCH"),
    sends("credit note update: no lines", _DRAFT, {"items": []}, *_INVALID, method="PATCH"),
    sends(
        "credit note update: too much",
        _DRAFT,
        {"items": [{**_LINE, "quantity": "999999"}]},
        422,
        "CREDIT_EXCEEDS_INVOICE",
        method="PATCH",
    ),
    asks("credit note pdf of a draft", f"{_DRAFT}/pdf", 404, "PDF_NOT_AVAILABLE"),
    asks("credit note send of a draft", f"{_DRAFT}/send", 409, "NOT_FINALIZED", method="POST"),
    sends("credit note finalize: a yes in other words", f"{_DRAFT}/finalize", {"confirmed": True}, *_INVALID),
)
