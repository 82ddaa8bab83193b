"""
The named switches of a world and what each edition sets them to.

A switch is behaviour that the documents leave open, or that the real bank shows against its own
documents, or a delay in seconds. A test turns one on the control plane.
"""

from collections.abc import Mapping
from typing import Any

GUIDE = "guide"

_COMMON: Mapping[str, Any] = {
    # The PDF of an invoice appears this long after it became final.
    "invoice_pdf_delay_s": 1,
    # The same of a credit note, after it was made.
    "credit_note_pdf_delay_s": 1,
    # The sandbox's own shape of a credit note: `Invoice_issue_date` with a capital letter; header, footer,
    # einvoicing_status, client and invoice_url left out. Production's documents have none of that.
    "credit_note_sandbox_shape": False,
    # The same of a quote, after it was made or changed.
    "quote_pdf_delay_s": 1,
    # A quote cannot be changed before its PDF is there (412 `quote_has_no_attachment`, observed).
    "quote_change_needs_pdf": True,
    # A quote that has been sent cannot be deleted (observed; how it is refused is our choice).
    "sent_quote_stays": True,
    # A file sent to a transaction is processed in the background: it shows this long afterwards.
    "transaction_attachment_delay_s": 1,
    # Of more results than this no page shows more (422 search_limit_reached, transactions only, observed
    # 2026-07); 0: as many as there are.
    "transaction_search_limit": 10_000,
    # A page past the last one is 422 (observed on transactions, 2026-07); off: an empty page.
    "page_past_end_refused": True,
    # Qonto's documents say that invoicing needs a locale and a billing address of the client. No refusal
    # was ever observed, so it is off.
    "client_must_have_address": False,
}

_OF_EDITION: Mapping[str, Mapping[str, Any]] = {
    GUIDE: {
        # What an invoice created without `status` becomes: draft (the guide's workflow 1) or unpaid.
        "default_invoice_status": "draft",
        # `pdf_url`: signed (once, when the PDF is ready) or null.
        "pdf_url": "signed",
        # The reference client's own field names are understood.
        "reference_client_words": True,
    },
    "2026-11": {
        "default_invoice_status": "unpaid",
        "pdf_url": "null",
        "reference_client_words": False,
    },
}

CHOICES: Mapping[str, tuple[str, ...]] = {
    "default_invoice_status": ("draft", "unpaid"),
    "pdf_url": ("signed", "null"),
}
"""The words a switch of words knows; all others are yes or no, or seconds."""


def defaults(edition: str) -> dict[str, Any]:
    """Every switch, as *edition* sets it."""
    return {**_COMMON, **_OF_EDITION[edition]}
