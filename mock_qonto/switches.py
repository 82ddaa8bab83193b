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
