"""
The table of bad input: what is sent, and what is answered.

Words between angle brackets are things of the scene (`<draft>`, `<used token>`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.gateway.bad_input.scene import INVOICES

JSON = {"Content-Type": "application/json"}
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    method: str
    path: str
    status: int
    code: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: bool = False
    """Sent in parts, its length not announced."""

    def __str__(self) -> str:
        return self.name


def asks(name: str, path: str, status: int, code: str, *, method: str = "GET", **headers: str) -> Case:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Case(name=name, method=method, path=path, status=status, code=code, headers=named)


def sends(name: str, path: str, body: Any, status: int, code: str, *, method: str = "POST") -> Case:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Case(name=name, method=method, path=path, status=status, code=code, body=content, headers=JSON)


def _creates(name: str, body: Any, status: int, code: str) -> Case:
    return sends(f"create: {name}", INVOICES, body, status, code)


def _order(**more: Any) -> dict[str, Any]:
    return {"salesOrderId": "<free order>", **more}


def _line(**more: Any) -> dict[str, Any]:
    return _order(
        customLines=[{"title": "Pose", "quantity": 1, "unit_price_ht": 80, "vat_rate": 0.2, **more}]
    )


def _with(content: bytes) -> bytes:
    """An order that is fine, and something beside it."""
    return b'{"salesOrderId": "<free order>", ' + content + b"}"


def _typed(content_type: str | None) -> Case:
    headers = {} if content_type is None else {"Content-Type": content_type}
    return Case(
        name=f"create: as {content_type}",
        method="POST",
        path=INVOICES,
        status=415,
        code="UNSUPPORTED_MEDIA_TYPE",
        body=orjson.dumps(_order()),
        headers=headers,
    )


# ------------------------------------------------------------------ what is no JSON, or not ours to read
MALFORMED = (
    _creates("nothing", b"", 400, "MALFORMED_JSON"),
    _creates("blanks", b"  \n ", 400, "MALFORMED_JSON"),
    _creates("broken JSON", b'{"salesOrderId": ', 400, "MALFORMED_JSON"),
    _creates("two objects", b"{} {}", 400, "MALFORMED_JSON"),
    _creates("a comment", b"{} // que voici", 400, "MALFORMED_JSON"),
    _creates("single quotes", b"{'salesOrderId': '1'}", 400, "MALFORMED_JSON"),
    _creates("a byte order mark", b"\xef\xbb\xbf" + orjson.dumps(_order()), 400, "MALFORMED_JSON"),
    _creates("not UTF-8", _with(b'"label": "\xff\xfe"'), 400, "MALFORMED_JSON"),
    _creates("a lone surrogate", _with(b'"label": "\\ud800"'), 400, "MALFORMED_JSON"),
    _creates("NaN", _with(b'"fees": {"shipping_cost_ht": NaN}'), 400, "MALFORMED_JSON"),
    _creates("Infinity", _with(b'"fees": {"shipping_cost_ht": -Infinity}'), 400, "MALFORMED_JSON"),
    _creates("a key twice", _with(b'"salesOrderId": "<order>"'), 400, "MALFORMED_JSON"),
    _creates(
        "a key twice inside",
        _with(b'"fees": {"fees_vat_rate": 0, "fees_vat_rate": 1}'),
        400,
        "MALFORMED_JSON",
    ),
    _creates("100 levels", _with(b'"customLines": ' + b"[" * 100 + b"]" * 100), 400, "MALFORMED_JSON"),
    _creates(
        "200,000 levels", _with(b'"customLines": ' + b"[" * 200_000 + b"]" * 200_000), 400, "MALFORMED_JSON"
    ),
    # No number that a program holds has 400 digits.
    _creates(
        "a fee of 400 digits",
        _with(b'"fees": {"shipping_cost_ht": ' + b"9" * 400 + b"}"),
        400,
        "MALFORMED_JSON",
    ),
    _creates("10 MB", _with(b'"label": "' + b"x" * 10_000_000 + b'"'), 413, "PAYLOAD_TOO_LARGE"),
    Case(
        name="create: 10 MB in parts",
        method="POST",
        path=INVOICES,
        status=413,
        code="PAYLOAD_TOO_LARGE",
        body=b" " * 10_000_000,
        headers=JSON,
        stream=True,
    ),
    _typed("text/plain"),
    _typed("application/x-www-form-urlencoded"),
    _typed("multipart/form-data; boundary=x"),
    _typed("application/json; charset=latin-1"),
    _typed(None),
)

# ------------------------------------------------------------------ JSON that says the wrong thing
INVALID = (
    _creates("a list", [], 422, "INVALID"),
    _creates("a text", "<free order>", 422, "INVALID"),
    _creates("null", None, 422, "INVALID"),
    _creates("no order", {}, 422, "INVALID"),
    _creates("a number for an order", {"salesOrderId": 12}, 422, "INVALID"),
    _creates("a list for an order", {"salesOrderId": ["<free order>"]}, 422, "INVALID"),
    _creates("an empty order", {"salesOrderId": ""}, 422, "INVALID"),
    _creates("a very long order", {"salesOrderId": "1" * 10_000}, 422, "INVALID"),
    _creates("NUL in the order", {"salesOrderId": "<free order>\x00"}, 422, "INVALID"),
    _creates("NUL in a text", _order(label="a\x00b"), 422, "INVALID"),
    _creates("NUL in a key", _order(**{"la\x00bel": "a"}), 422, "INVALID"),
    _creates("an unknown field", _order(discount=10), 422, "INVALID"),
    _creates("a field of Qonto's", _order(status="unpaid"), 422, "INVALID"),
    _creates("a number of its own", _order(number="F-2026-001"), 422, "INVALID"),
    _creates("a long label", _order(label="x" * 1001), 422, "INVALID"),
    _creates("no such day", _order(issueDate="2026-02-30"), 422, "INVALID"),
    _creates("a day in words", _order(issueDate="demain"), 422, "INVALID"),
    _creates("a day as a number", _order(issueDate=20260219), 422, "INVALID"),
    _creates("a negative quantity", _line(quantity=-1), 422, "INVALID"),
    _creates("no quantity", _line(quantity=0), 422, "INVALID"),
    _creates("a quantity in words", _line(quantity="1"), 422, "INVALID"),
    _creates("a quantity of true", _line(quantity=True), 422, "INVALID"),
    _creates("a quantity of 1e308", _line(quantity=1e308), 422, "INVALID"),
    _creates("a quantity too fine", _line(quantity=1.23456), 422, "INVALID"),
    _creates("a negative price", _line(unit_price_ht=-0.01), 422, "INVALID"),
    _creates("a price too fine", _line(unit_price_ht=0.001), 422, "INVALID"),
    _creates("20 for 20 %", _line(vat_rate=20), 422, "INVALID"),
    _creates("a line without title", _line(title=""), 422, "INVALID"),
    _creates("101 lines", _order(customLines=_line()["customLines"] * 101), 422, "INVALID"),
    _creates(
        "more than an invoice holds",
        _order(
            customLines=[{"title": "Or", "quantity": 999_999, "unit_price_ht": 99_999_999, "vat_rate": 0.2}]
        ),
        422,
        "INVALID",
    ),
    _creates("a negative fee", _order(fees={"shipping_cost_ht": -1}), 422, "INVALID"),
    _creates("fees as a list", _order(fees=[]), 422, "INVALID"),
    _creates("an address as a text", _order(billingAddress="Paris"), 422, "INVALID"),
)

_FORBIDDEN = (422, "AUTO_FINALIZE_FORBIDDEN")
AUTO_FINALIZE = (
    *(
        _creates(f"{spelling}", _order(**{spelling: True}), *_FORBIDDEN)
        for spelling in ("autoFinalize", "auto_finalize", "AUTOFINALIZE", "auto-finalise", "Auto Finalized")
    ),
    *(
        _creates(f"autoFinalize of {value!r}", _order(autoFinalize=value), *_FORBIDDEN)
        for value in ("true", "oui", 1, [1], {"when": "now"})
    ),
    _creates("full-width letters", _order(ａｕｔｏＦｉｎａｌｉｚｅ=True), *_FORBIDDEN),
    _creates("a ligature", _order(autoﬁnalize=True), *_FORBIDDEN),
    _creates("autoFinalize in a line", _line(autoFinalize=True), *_FORBIDDEN),
    _creates("autoFinalize in the depths", _order(fees={"a": [{"b": {"auto_finalize": True}}]}), *_FORBIDDEN),
    asks("create: autoFinalize in the address", f"{INVOICES}?autoFinalize=1", *_FORBIDDEN, method="POST"),
    sends("update: autoFinalize", f"{INVOICES}/<draft>", {"autoFinalize": True}, *_FORBIDDEN, method="PATCH"),
    sends("send: autoFinalize", f"{INVOICES}/<final>/send", {"autoFinalize": True}, *_FORBIDDEN),
    sends(
        "validate: autoFinalize", f"{INVOICES}/<draft>/validate-to-draft", {"autoFinalize": True}, *_FORBIDDEN
    ),
)

# ------------------------------------------------------------------ orders
ORDERS = (
    _creates("an unknown order", {"salesOrderId": NOBODY}, 404, "ORDER_NOT_FOUND"),
    _creates("an unknown number", {"salesOrderId": "SO-1789-001"}, 404, "ORDER_NOT_FOUND"),
    _creates("an order in SQL", {"salesOrderId": "' OR 1=1 --"}, 404, "ORDER_NOT_FOUND"),
    _creates("an order in HTML", {"salesOrderId": "<b>x</b>"}, 404, "ORDER_NOT_FOUND"),
    _creates("an invoiced order", {"salesOrderId": "<order>"}, 409, "ORDER_ALREADY_INVOICED"),
    _creates(
        "a customer without address", {"salesOrderId": "<defective order 091>"}, 422, "CUSTOMER_INCOMPLETE"
    ),
    _creates(
        "a customer without e-mail", {"salesOrderId": "<defective order 092>"}, 422, "CUSTOMER_INCOMPLETE"
    ),
    _creates("a line without rate", {"salesOrderId": "<defective order 093>"}, 422, "ORDER_NOT_INVOICEABLE"),
    _creates("a cancelled order", {"salesOrderId": "<defective order 094>"}, 422, "ORDER_NOT_INVOICEABLE"),
    _creates("an order in draft", {"salesOrderId": "<defective order 095>"}, 422, "ORDER_NOT_INVOICEABLE"),
    _creates("an unknown customer", {"salesOrderId": "<defective order 096>"}, 422, "CUSTOMER_INCOMPLETE"),
    _creates(
        "an order without lines", {"salesOrderId": "<defective order 097>"}, 422, "ORDER_NOT_INVOICEABLE"
    ),
    _creates("a fee without rate", {"salesOrderId": "<defective order 098>"}, 422, "ORDER_NOT_INVOICEABLE"),
    _creates("a line of -1", {"salesOrderId": "<defective order 099>"}, 422, "ORDER_NOT_INVOICEABLE"),
)
