"""The table of bad input, continued: ids, pages, states and confirmations."""

from tests.gateway.bad_input.cases import NOBODY, Case, asks, sends
from tests.gateway.bad_input.scene import INVOICES

_DRAFT, _FINAL = f"{INVOICES}/<draft>", f"{INVOICES}/<final>"
_MISSING = (404, "INVOICE_NOT_FOUND")
_NOWHERE = (404, "ROUTE_NOT_FOUND")

# ------------------------------------------------------------------ ids
_STRANGE = {
    "unknown": NOBODY,
    "another world's": "<another world's invoice>",
    "no id at all": "F-2026-001",
    "a path": "..%2f..%2fclients",
    "a path of dots": "%2e%2e",
    "a dot": ".%20",
    "HTML": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "SQL": "1'%20OR%20'1'='1",
    "a template": "%7B%7B7*7%7D%7D",
    "a line break": "a%0D%0ASet-Cookie:%20x=1",
    "very long": "a" * 199,
    "a wildcard": "%25",
    "an emoji": "%F0%9F%92%B8",
}
IDS = (
    *(asks(f"show: {name}", f"{INVOICES}/{id}", *_MISSING) for name, id in _STRANGE.items()),
    *(
        asks(f"{verb}: {name}", f"{INVOICES}/{_STRANGE[name]}/{verb}", *_MISSING, method=method)
        for verb, method in (
            ("details", "GET"),
            ("pdf", "GET"),
            ("finalize", "POST"),
            ("finalize-workflow", "POST"),
            ("validate-to-draft", "POST"),
            ("mark-paid", "POST"),
            ("send", "POST"),
            ("cancel", "POST"),
            ("delete", "DELETE"),
        )
        for name in ("unknown", "another world's", "a path")
    ),
    sends("update: unknown", f"{INVOICES}/{NOBODY}", {"footer": "a"}, *_MISSING, method="PATCH"),
    sends(
        "update: another world's",
        f"{INVOICES}/<another world's invoice>",
        {"footer": "a"},
        *_MISSING,
        method="PATCH",
    ),
    asks("show: endless", f"{INVOICES}/{'a' * 300}", *_NOWHERE),
    asks("show: NUL", f"{INVOICES}/a%00b", *_NOWHERE),
    asks("show: not UTF-8", f"{INVOICES}/%ff%fe", *_NOWHERE),
)

# ------------------------------------------------------------------ lists
_PARAMETER = (422, "INVALID_PARAMETER")
LISTS = tuple(
    asks(f"list: {asked}", f"{INVOICES}?{asked}", *_PARAMETER)
    for asked in (
        "status=en%20attente",
        "status=",
        "status=DRAFT",
        "status=draft%00",
        "page=0",
        "page=-1",
        "page=1.5",
        "page=un",
        "page=",
        "page=99999999999999999999",
        "page=2",
        "per_page=0",
        "per_page=501",
        "per_page=10000",
        "all=peut-%C3%AAtre",
    )
)

# ------------------------------------------------------------------ the state a document is in
_ITEM = {"title": "Autre", "quantity": "1", "unitPrice": {"value": "1.00"}, "vatRate": "0.2"}


def _updates(name: str, body: object) -> Case:
    return sends(f"update: {name}", _DRAFT, body, 422, "INVALID", method="PATCH")


STATES = (
    asks("pdf of a draft", f"{_DRAFT}/pdf", 404, "PDF_NOT_AVAILABLE"),
    asks("cancel a draft", f"{_DRAFT}/cancel", 409, "NOT_FINALIZED", method="POST"),
    asks("send a draft", f"{_DRAFT}/send", 409, "NOT_FINALIZED", method="POST"),
    asks("mark a draft paid", f"{_DRAFT}/mark-paid", 409, "NOT_FINALIZED", method="POST"),
    asks(
        "the workflow's end, not validated",
        f"{_DRAFT}/finalize-workflow",
        409,
        "INVALID_STATUS",
        method="POST",
    ),
    sends("update a final one", _FINAL, {"footer": "a"}, 409, "ALREADY_FINALIZED", method="PATCH"),
    asks("delete a final one", f"{_FINAL}/delete", 409, "ALREADY_FINALIZED", method="DELETE"),
    asks("finalize a final one", f"{_FINAL}/finalize", 409, "ALREADY_FINALIZED", method="POST"),
    asks("workflow of a final one", f"{_FINAL}/finalize-workflow", 409, "ALREADY_FINALIZED", method="POST"),
    asks("validate a final one", f"{_FINAL}/validate-to-draft", 409, "ALREADY_FINALIZED", method="POST"),
    sends("a part payment of nothing said", f"{_FINAL}/mark-paid", {"isPartial": True}, 422, "INVALID"),
    sends("a payment of nothing", f"{_FINAL}/mark-paid", {"amount": 0}, 422, "INVALID"),
    sends(
        "a part that is called the whole",
        f"{_FINAL}/mark-paid",
        {"amount": 0.01, "isPartial": False},
        422,
        "INVALID",
    ),
    sends("reconciled with nothing", f"{_FINAL}/reconcile", {}, 422, "INVALID"),
    sends(
        "reconciled with no transfer we know",
        f"{_FINAL}/reconcile",
        {"transactionId": "nobody-1-transaction-1"},
        404,
        "TRANSACTION_NOT_FOUND",
    ),
    sends("a negative payment", f"{_FINAL}/mark-paid", {"amount": -1}, 422, "INVALID"),
    sends("a payment on no day", f"{_FINAL}/mark-paid", {"payment_date": "hier"}, 422, "INVALID"),
    sends(
        "two days of payment",
        f"{_FINAL}/mark-paid",
        {"paymentDate": "2026-02-01", "payment_date": "2026-02-02"},
        422,
        "INVALID",
    ),
    sends("send to nobody's address", f"{_FINAL}/send", {"emails": ["pas une adresse"]}, 422, "INVALID"),
    sends("send to a text", f"{_FINAL}/send", {"emails": "a@b.fr"}, 422, "INVALID"),
    sends("send a header", f"{_FINAL}/send", {"emails": ["a@b.fr\nBcc: c@d.fr"]}, 422, "INVALID"),
    sends("cancel with a reason", f"{_FINAL}/cancel", {"reason": "erreur"}, 422, "INVALID"),
    _updates("an unknown field", {"status": "unpaid"}),
    _updates("a number", {"number": "F-2026-001"}),
    _updates("no lines", {"items": []}),
    _updates("a negative quantity", {"items": [{**_ITEM, "quantity": "-1"}]}),
    _updates("a quantity as a number", {"items": [{**_ITEM, "quantity": 1}]}),
    _updates("a price in words", {"items": [{**_ITEM, "unitPrice": {"value": "dix"}}]}),
    _updates("20 for 20 %", {"items": [{**_ITEM, "vatRate": "20"}]}),
    _updates("a title with NUL", {"items": [{**_ITEM, "title": "a\x00"}]}),
    _updates("a long footer", {"footer": "x" * 1001}),
    _updates("due before it was issued", {"issueDate": "2026-03-01", "dueDate": "2026-02-01"}),
    sends("update: a list", _DRAFT, [], 422, "INVALID", method="PATCH"),
    sends("update: nothing", _DRAFT, b"", 400, "MALFORMED_JSON", method="PATCH"),
)


# ------------------------------------------------------------------ confirmations
def _confirms(name: str, token: object, status: int, code: str) -> Case:
    return sends(f"confirm: {name}", f"{_DRAFT}/finalize", {"confirmationToken": token}, status, code)


CONFIRMATIONS = (
    _confirms("garbage", "n'importe quoi", 428, "CONFIRMATION_REQUIRED"),
    _confirms("another user's token", "<token of claire>", 403, "FORBIDDEN"),
    _confirms("another document's token", "<token of another draft>", 428, "CONFIRMATION_REQUIRED"),
    _confirms("an expired token", "<expired token>", 428, "CONFIRMATION_REQUIRED"),
    _confirms("a used token", "<used token>", 428, "CONFIRMATION_REQUIRED"),
    _confirms("an empty token", "", 422, "INVALID"),
    _confirms("a token of 201 letters", "x" * 201, 422, "INVALID"),
    _confirms("a token that is a number", 1, 422, "INVALID"),
    _confirms("a token that is a list", ["<token of claire>"], 422, "INVALID"),
    _confirms("a token with NUL", "a\x00", 422, "INVALID"),
    sends(
        "confirm: its own document",
        f"{INVOICES}/<changing>/finalize",
        {"confirmationToken": "<used token>"},
        428,
        "CONFIRMATION_REQUIRED",
    ),
    sends("confirm: under another name", f"{_DRAFT}/finalize", {"confirmation_token": "x"}, 422, "INVALID"),
    sends("confirm: confirmed", f"{_DRAFT}/finalize", {"confirmed": True}, 422, "INVALID"),
    sends("confirm: broken JSON", f"{_DRAFT}/finalize", b"{", 400, "MALFORMED_JSON"),
)
