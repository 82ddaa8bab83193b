"""Journals told in a few words: documents as Qonto shows them, what was said at the bank and at a gateway."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import contracts
from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE, Call, Exchange, Journal, Shown, shown_in

GUIDE, NEWEST = contracts.EDITIONS
MORNING = datetime(2026, 2, 19, 9, tzinfo=UTC)
HOST = "http://127.0.0.1:8081"
EXPIRES = int(MORNING.timestamp()) + 1800
Json = dict[str, Any]
OF = "of what kind"
"""A key that the teller alone reads."""

_BANK = {
    **contracts.load("qonto", NEWEST).operations,
    **contracts.load("qonto", GUIDE).operations,
}
_GATEWAY = contracts.load("gateway").operations
_MAKES = {INVOICE: "create_client_invoice", QUOTE: "create_quote", CREDIT_NOTE: "create_credit_note"}


def at(s: float) -> datetime:
    return MORNING + timedelta(seconds=s)


def moment(s: float = 0) -> str:
    return f"{at(s):%Y-%m-%dT%H:%M:%S}.000Z"


# ---------------------------------------------------------------- documents
def line(quantity: str = "1", cents: int = 4990, vat_rate: str = "0.2", **fields: Any) -> Json:
    """1 x 49.90 at 20 %: 49.90 without VAT, 59.88 with it."""
    return {
        "title": "Suspension Alba",
        "quantity": quantity,
        "unit_price": _euros(cents),
        "unit_price_cents": cents,
        "vat_rate": vat_rate,
        **_twice(subtotal=4990, total_vat=998, total_amount=5988),
        **fields,
    }


def number_line(**fields: Any) -> Json:
    """The same as the guide's edition shows it."""
    return line(**{"quantity": 1, "unit_price": 49.9, "vat_rate": 0.2, **fields})  # type: ignore[arg-type]


def _document(kind: str, id: str, **fields: Any) -> Json:
    body = {
        "id": id,
        "currency": "EUR",
        **_twice(total_amount=5988, vat_amount=998),
        "issue_date": "2026-02-19",
        "created_at": moment(),
        "items": [line()],
        "client": {"id": "c-1", "email": "compta@atelier.example"},
        "attachment_id": None,
        **fields,
    }
    return {OF: kind, **body}


def draft(id: str = "i-1", **fields: Any) -> Json:
    due = {"due_date": "2026-03-21", "credit_notes_ids": [], "finalized_at": None}
    body = _document(INVOICE, id, **{**due, "status": "draft", "number": None, **fields})
    return {"invoice_number": body["number"], **body}


def unpaid(id: str = "i-1", number: str = "F-2026-001", **fields: Any) -> Json:
    return draft(id, **{"status": "unpaid", "number": number, "finalized_at": moment(), **fields})


def paid(id: str = "i-1", number: str = "F-2026-001", **fields: Any) -> Json:
    return unpaid(id, number, **{"status": "paid", "paid_at": moment(), **fields})


def canceled(id: str = "i-1", number: str = "F-2026-001", **fields: Any) -> Json:
    return unpaid(id, number, **{"status": "canceled", **fields})


def quote(
    id: str = "q-1", number: str = "D-2026-001", status: str = "pending_approval", **fields: Any
) -> Json:
    hours: Json = {"approved_at": None, "canceled_at": None, "invoice_ids": [], "expiry_date": "2026-03-21"}
    if status != "pending_approval":
        hours[f"{status}_at"] = moment()
    return _document(QUOTE, id, **{**hours, "status": status, "number": number, **fields})


def note(id: str = "n-1", number: str = "A-2026-001", invoice: str = "i-1", **fields: Any) -> Json:
    return _document(
        CREDIT_NOTE, id, **{"number": number, "invoice_id": invoice, "finalized_at": moment(), **fields}
    )


def client(id: str = "c-1", **fields: Any) -> Json:
    return {"id": id, "kind": "company", "name": "Atelier Morel", "currency": "EUR", "email": None, **fields}


def file(id: str = "a-1", expires: int = EXPIRES, **fields: Any) -> Json:
    url = f"{HOST}{path_of(id, expires)}"
    return {
        "id": id,
        "file_name": "scan.png",
        "file_size": "24",
        "file_content_type": "image/png",
        "url": url,
        **fields,
    }


def path_of(id: str = "a-1", expires: int = EXPIRES, signature: str = "f00d") -> str:
    return f"/files/verone/{id}/scan.png?expires={expires}&signature={signature}"


def movement(id: str = "t-1", **fields: Any) -> Json:
    return {
        "id": id,
        "transaction_id": f"verone-1-transaction-{id}",
        "amount": 59.88,
        "amount_cents": 5988,
        "side": "credit",
        "status": "completed",
        "settled_at": moment(),
        "bank_account_id": "b-1",
        "attachment_ids": [],
        **fields,
    }


# ---------------------------------------------------------------- at the bank
def said(
    operation: str,
    id: str = "",
    *,
    status: int | None = None,
    asked: Any = None,
    answered: Any = None,
    s: float | None = 0,
    query: str = "",
    **more: Any,
) -> Exchange:
    """One call at the bank, *s* seconds after nine o'clock; None: nobody knows when."""
    known = _BANK[operation]
    if status is None:
        status = 204 if known.success_status == 204 else 200
        status = 201 if operation in {*_MAKES.values(), "create_client"} else status
    path = known.path.replace("{id}", id).replace("{attachment_id}", "a-1")
    return Exchange(
        at=None if s is None else at(s),
        operation=operation,
        method=known.method,
        target=f"{path}?{query}" if query else path,
        status=status,
        asked=asked,
        answered=answered,
        **more,
    )


def made(document: Json, asked: Mapping[str, Any] | None = None, **more: Any) -> Exchange:
    """A document was created, and asked for as it is shown: *asked* differs from that."""
    kind = document[OF]
    names = ("issue_date", "due_date", "expiry_date", "currency", "items", "invoice_id")
    wanted = {name: document[name] for name in names if name in document} | {"client_id": "c-1"}
    if kind == INVOICE:
        wanted["status"] = "draft"
    wanted = {**wanted, **(asked or {})}
    answered = {kind: bare(document)}
    return said(_MAKES[kind], asked={k: v for k, v in wanted.items() if v != ...}, answered=answered, **more)


def shown(document: Json, **more: Any) -> Exchange:
    return done(f"show_{document[OF]}", document, **more)


def done(operation: str, document: Json, **more: Any) -> Exchange:
    """Something was done to a document, and this is how it is shown now."""
    return said(operation, document["id"], answered={document[OF]: bare(document)}, **more)


def final(document: Json, **more: Any) -> Exchange:
    return done("finalize_client_invoice", document, **more)


def listed(of: str, *rows: Json, query: str = "", **more: Any) -> Exchange:
    """One page, the only one unless *meta* says otherwise."""
    meta = {
        "current_page": 1,
        "next_page": None,
        "prev_page": None,
        "total_pages": 1,
        "total_count": len(rows),
        "per_page": 100,
        **more.pop("meta", {}),
    }
    answered = {of: [bare(row) for row in rows], "meta": meta}
    return said(f"list_{of}", answered=answered, query=query, **more)


def refused(operation: str, id: str = "", status: int = 422, code: str = "invalid", **more: Any) -> Exchange:
    error = {"code": code, "detail": f"it cannot be {status}", "trace_id": "t", **more.pop("error", {})}
    return said(operation, id, status=status, answered={"errors": [error]}, **more)


def gone(operation: str, id: str, **more: Any) -> Exchange:
    return said(operation, id, status=204, **more)


def at_the_edge(method: str, target: str, status: int = 404, **more: Any) -> Exchange:
    """A call that got to no operation."""
    known = {"answered": "404 page not found", "media": "text/plain", **more}
    return Exchange(at=MORNING, operation=None, method=method, target=target, status=status, **known)


def followed(target: str, status: int = 200, s: float = 0) -> Exchange:
    return Exchange(at=at(s), operation=None, method="GET", target=target, status=status)


def bank(
    *exchanges: Exchange,
    edition: str = NEWEST,
    complete: bool = True,
    known: Iterable[Json] = (),
    numbers: Iterable[tuple[str, str]] = (),
) -> Journal:
    return Journal(
        edition=edition,
        exchanges=exchanges,
        complete=complete,
        known=_known(known),
        numbers=frozenset(numbers),
    )


# ---------------------------------------------------------------- at a gateway
def theirs(document: Json, **fields: Any) -> Json:
    """A document of the bank's as the gateway shows it."""
    kind = document[OF]
    way = None if document.get("status") in {"draft", "pending_approval"} else f"/{document['id']}/pdf"
    ours = {**bare(document), "id": f"local-{document['id']}", "qonto_id": document["id"], "pdf_url": way}
    return {"success": True, kind.removeprefix("client_"): {**ours, "attachment_id": None, **fields}}


def call(
    operation: str,
    *asks: Exchange,
    of: str | None = "i-1",
    status: int = 200,
    asked: Any = None,
    answered: Any = None,
    yes: str | None = None,
    s: float = 0,
    **more: Any,
) -> Call:
    """One call at the gateway, and what it asked of the bank meanwhile."""
    known = _GATEWAY[operation]
    return Call(
        at=at(s),
        operation=operation,
        method=known.method,
        target=more.pop("target", known.path.replace("{id}", str(of))),
        status=status,
        asked=asked,
        answered={"success": True} if answered is None and status < 300 else answered,
        confirmation=yes,
        document=of,
        exchanges=asks,
        **more,
    )


def failed(operation: str, status: int, code: str, *asks: Exchange, **more: Any) -> Call:
    details = more.pop("details", {})
    answered = {"success": False, "error": "Cela ne va pas.", "code": code, "details": details}
    beside = more.pop("beside", {})
    return call(operation, *asks, status=status, answered={**answered, **beside}, **more)


def front(*calls: Call, edition: str = NEWEST, known: Iterable[Json] = (), **more: Any) -> Journal:
    exchanges = tuple(exchange for call in calls for exchange in call.exchanges or ())
    return Journal(edition=edition, exchanges=exchanges, calls=calls, known=_known(known), **more)


# ---------------------------------------------------------------- helpers
def bare(document: Json) -> Json:
    """Without what only the teller knows of it."""
    return {name: value for name, value in document.items() if name != OF}


def _known(documents: Iterable[Json]) -> dict[str, Shown]:
    found = (next(shown_in({document[OF]: bare(document)})) for document in documents)
    return {shown.id: shown for shown in found}


def _euros(cents: int) -> dict[str, str]:
    return {"value": f"{cents // 100}.{cents % 100:02d}", "currency": "EUR"}


def _twice(**cents: int) -> Json:
    texts = {name: _euros(value) for name, value in cents.items()}
    return {**texts, **{f"{name}_cents": value for name, value in cents.items()}}
