"""Credit notes as JSON, both ways."""

from collections.abc import Mapping
from typing import Any

from mock_qonto import switches
from mock_qonto.kernel.world import World
from mock_qonto.money import amount
from mock_qonto.resources.billing.wire import (
    client_shown,
    discount_shown,
    items_shown,
    pdf_name,
    read_written,
)
from mock_qonto.resources.credit_notes.model import CreditNote, Terms
from mock_qonto.resources.organization.model import of
from mock_qonto.web import links
from mock_qonto.web.rendering import instant

TEXTS = ("number", "reason", "terms_and_conditions", "contact_email")
DAYS = ("issue_date",)

LEFT_OUT_IN_THE_SANDBOX = ("header", "footer", "einvoicing_status", "client", "invoice_url")


def read_terms(body: Mapping[str, Any]) -> Terms:
    return Terms(**read_written(body, texts=TEXTS, days=DAYS, reference_words=False))


def shown(world: World, note: CreditNote) -> dict[str, Any]:
    terms, total, currency = note.terms, note.bill.total, note.currency
    body: dict[str, Any] = {
        "id": note.id,
        "invoice_id": note.invoice_id,
        "attachment_id": note.attachment_id,
        "number": note.number,
        "issue_date": terms.issue_date.isoformat(),
        "invoice_issue_date": note.invoice_issue_date.isoformat(),
        "terms_and_conditions": terms.terms_and_conditions or "",
        # No request names them, but every answer does.
        "header": None,
        "footer": None,
        "reason": terms.reason,
        "currency": currency,
        "total_amount": amount(total.total_cents, currency),
        "total_amount_cents": total.total_cents,
        "vat_amount": amount(total.vat_cents, currency),
        "vat_amount_cents": total.vat_cents,
        "stamp_duty_amount": "0.00",
        "created_at": instant(note.created_at),
        "finalized_at": instant(note.created_at),
        "contact_email": terms.contact_email or of(world).contact_email,
        "invoice_url": f"{world.base_url}/invoices/{note.invoice_id}",
        "items": [
            # Quirk: unlike those of an invoice, lines name what they do not have.
            {"description": "", "unit": "", **item}
            for item in items_shown(world, terms.items, note.bill, currency)
        ],
        "client": client_shown(note.client),
        "einvoicing_status": None,
        "einvoicing_lifecycle_events": [],
    }
    if terms.discount is not None:
        body["discount"] = discount_shown(terms.discount, total, currency)
    if world.settings.edition == switches.GUIDE:
        body["pdf_url"] = _pdf_url(world, note)
    if world.switch("credit_note_sandbox_shape"):
        return _as_in_the_sandbox(body)
    return body


def _as_in_the_sandbox(body: dict[str, Any]) -> dict[str, Any]:
    seen = {name: value for name, value in body.items() if name not in LEFT_OUT_IN_THE_SANDBOX}
    seen["Invoice_issue_date"] = seen.pop("invoice_issue_date")
    return seen


def _pdf_url(world: World, note: CreditNote) -> str | None:
    """Signed once, when the PDF was made: it dies and is never renewed."""
    if note.attachment_id is None or world.switch("pdf_url") != "signed":
        return None
    assert note.pdf_made_at is not None
    return links.sign(
        world, attachment_id=note.attachment_id, file_name=pdf_name(note.number), at=note.pdf_made_at
    )
