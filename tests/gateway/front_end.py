"""
What each page of the back office's front end reads, key by key.

A shape is a dict of the keys that are read, a list of one shape for rows, or a check of one value. Keys that
nobody reads may be there as well.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

Check = Callable[[Any], bool]
Shape = Any


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def cents(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def written(pattern: str) -> Check:
    """A text the page takes apart or counts with."""
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*words: str) -> Check:
    return lambda value: value in words


def null(value: Any) -> bool:
    return value is None


def maybe(check: Shape) -> Check:
    return lambda value: value is None or not list(unreadable(check, value))


def unreadable(shape: Shape, value: Any, at: str = "") -> Iterator[str]:
    """Where *value* is not what the page reads, with what is there instead."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield f"{at}: {value!r}"
            return
        for key, below in shape.items():
            if key not in value:
                yield f"{at}.{key}: missing"
            else:
                yield from unreadable(below, value[key], f"{at}.{key}")
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            yield f"{at}: {value!r}"
            return
        for place, row in enumerate(value):
            yield from unreadable(shape[0], row, f"{at}[{place}]")
    elif not shape(value):
        yield f"{at}: {value!r}"


# ------------------------------------------------------------------ what shapes are made of
day = written(r"\d{4}-\d{2}-\d{2}")
instant = written(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*Z")
decimal = written(r"\d+(\.\d+)?")
fraction = written(r"0(\.\d+)?|1(\.0+)?")
uuid = written(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
pdf_route = written(r"/api/qonto/(invoices|quotes|credit-notes)/[^/]+/pdf")
money = {"value": written(r"\d+\.\d{2}"), "currency": one_of("EUR")}
addresses = {"street_address": text, "city": text, "zip_code": text, "country_code": written("[A-Z]{2}")}
client = {"name": text, "email": maybe(text), "billing_address": addresses}
pages = {"total_count": cents, "current_page": cents, "total_pages": cents}
failure = {"success": lambda value: value is False, "error": text, "code": text}

line = {
    "title": text,
    "description": maybe(text),
    "quantity": decimal,
    "unit": maybe(text),
    "unit_price": money,
    "vat_rate": fraction,
}

step = one_of("synchronized", "draft_validated", "finalized", "sent", "paid", "cancelled")
address = {"street": text, "postal_code": text, "city": text, "country": text}

# ------------------------------------------------------------------ the pages with lists
INVOICE_ROW = {
    "id": uuid,
    "number": maybe(text),
    "status": one_of("draft", "unpaid", "paid", "canceled"),
    "currency": one_of("EUR"),
    "total_amount": money,
    "total_amount_cents": cents,
    "issue_date": day,
    "due_date": day,
    "client": {"name": text},
    "purchase_order": maybe(text),
    "workflow_status": maybe(
        one_of("synchronized", "draft_validated", "finalized", "sent", "paid", "cancelled")
    ),
    "local_pdf_path": maybe(pdf_route),
    "local_document_id": maybe(uuid),
    "has_local_pdf": flag,
    "deleted_at": maybe(instant),
}
QUOTE_ROW = {
    "id": uuid,
    "quote_number": text,
    "status": one_of("draft", "finalized", "accepted", "declined", "converted", "canceled"),
    "currency": one_of("EUR"),
    "total_amount": money,
    "total_amount_cents": cents,
    "issue_date": day,
    "expiry_date": day,
    "client": {"name": text},
    "converted_to_invoice_id": maybe(text),
}
CREDIT_NOTE_ROW = {
    "id": uuid,
    "credit_note_number": maybe(text),
    "status": one_of("draft", "finalized"),
    "currency": one_of("EUR"),
    "total_amount_cents": cents,
    "issue_date": maybe(day),
    "client": {"name": text},
    "invoice_id": uuid,
    "invoice": {"id": uuid, "invoice_number": maybe(text)},
}

# ------------------------------------------------------------------ the page of one document
DOCUMENT = {
    "id": uuid,
    "number": maybe(text),
    "status": text,
    "currency": one_of("EUR"),
    "items": [line],
    "subtotal_amount_cents": cents,
    "total_vat_cents": cents,
    "total_amount_cents": cents,
    "total_amount": money,
    "client": client,
    "pdf_url": maybe(pdf_route),
    "attachment_id": maybe(text),
    "finalized_at": maybe(instant),
}
INVOICE = {
    **DOCUMENT,
    "invoice_number": maybe(text),
    "due_date": day,
    "payment_deadline": day,
    "paid_at": maybe(instant),
    "header": maybe(text),
    "footer": maybe(text),
    "terms_and_conditions": maybe(text),
}
QUOTE = {
    **DOCUMENT,
    "quote_number": text,
    "expiry_date": day,
    "converted_to_invoice_id": maybe(text),
    "header": maybe(text),
    "footer": maybe(text),
    "terms_and_conditions": text,
}
CREDIT_NOTE = {
    **DOCUMENT,
    "credit_note_number": maybe(text),
    "reason": maybe(text),
    "invoice_id": uuid,
    "invoice": {"id": uuid, "invoice_number": maybe(text)},
}

# ------------------------------------------------------------------ the window of one document, by our own id
DETAILS = {
    "id": uuid,
    "qonto_invoice_id": uuid,
    "document_number": maybe(text),
    "document_type": one_of("invoice"),
    "document_date": day,
    "due_date": day,
    "workflow_status": text,
    "status": text,
    "total_ht": number,
    "total_ttc": number,
    "tva_amount": number,
    "amount_paid": number,
    "description": maybe(text),
    "notes": maybe(text),
    "qonto_pdf_url": maybe(pdf_route),
    "qonto_public_url": maybe(text),
    "synchronized_at": instant,
    "validated_to_draft_at": maybe(instant),
    "finalized_at": maybe(instant),
    "sent_at": maybe(instant),
    "sales_order_id": maybe(uuid),
    "billing_address": maybe(address),
    "shipping_address": maybe(address),
    "shipping_cost_ht": number,
    "handling_cost_ht": number,
    "insurance_cost_ht": number,
    "fees_vat_rate": maybe(number),
    "partner": {
        "id": uuid,
        "name": text,
        "email": maybe(text),
        "siret": maybe(text),
        "vat_number": maybe(text),
    },
    "sales_order": {"order_number": text, "shipping_address": maybe(address)},
    "items": [
        {
            "id": uuid,
            "description": maybe(text),
            "quantity": number,
            "unit_price_ht": number,
            "total_ht": number,
            "tva_rate": number,
            "tva_amount": number,
            "total_ttc": number,
            "product_id": maybe(uuid),
        }
    ],
    "related_credit_notes": lambda value: isinstance(value, list),
}
OF_ORDER = {
    "id": uuid,
    "document_number": maybe(text),
    "workflow_status": text,
    "status": text,
    "total_ttc": number,
    "amount_paid": number,
    "document_date": day,
    "due_date": day,
    "qonto_invoice_id": uuid,
    "qonto_pdf_url": maybe(pdf_route),
    "synchronized_at": instant,
    "validated_to_draft_at": maybe(instant),
    "finalized_at": maybe(instant),
    "sent_at": maybe(instant),
}

# ------------------------------------------------------------------ the windows that make documents
FEES = {"shipping_cost_ht": 12.5, "handling_cost_ht": 0, "insurance_cost_ht": 0, "fees_vat_rate": 0.2}
SERVICE = {
    "title": "Conseil",
    "description": "Une journée",
    "quantity": 1.5,
    "unitPrice": 450,
    "vatRate": 0.2,
}
MADE_INVOICE = {
    "invoice": {
        "id": uuid,
        "invoice_number": null,
        "pdf_url": null,
        "public_url": maybe(text),
        "total_amount": money,
        "total_amount_cents": cents,
        "currency": one_of("EUR"),
    },
    "localDocumentId": uuid,
    "message": text,
}
MADE_QUOTE = {
    "quote": {
        "id": uuid,
        "quote_number": text,
        "pdf_url": null,
        "total_amount": money,
        "total_amount_cents": cents,
        "currency": one_of("EUR"),
        "expiry_date": day,
    },
    "localDocumentId": uuid,
    "message": text,
}

# ------------------------------------------------------------------ money
TRANSACTION = {
    "id": uuid,
    "transaction_id": text,
    "amount": number,
    "currency": one_of("EUR"),
    "side": one_of("credit"),
    "label": text,
    "reference": maybe(text),
    "emitted_at": maybe(instant),
    "settled_at": maybe(instant),
}
SYNCED = {
    "itemsCreated": cents,
    "itemsUpdated": cents,
    "itemsFetched": cents,
    "message": text,
    "errors": lambda value: value == [],
}
BALANCE = {
    "accounts": [
        {
            "id": text,
            "name": text,
            "iban": text,
            "ibanMasked": written(r"[A-Z]{2}\d{2} XXXX XXXX \d{4}"),
            "balance": number,
            "authorizedBalance": number,
            "currency": one_of("EUR"),
            "status": one_of("active"),
            "updatedAt": maybe(instant),
        }
    ],
    "totalBalance": number,
    "totalAuthorizedBalance": number,
    "currency": one_of("EUR"),
    "lastUpdated": instant,
}


# ------------------------------------------------------------------ the edit page
def as_edited(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines as that page sends them back: texts and amounts, in its own spelling."""
    return [
        {
            "title": item["title"],
            "description": item["description"] or "",
            "quantity": item["quantity"],
            "unit": item["unit"] or "unit",
            "unitPrice": item["unit_price"],
            "vatRate": item["vat_rate"],
        }
        for item in document["items"]
    ]
