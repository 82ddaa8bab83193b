"""
What of an invoice a person is asked to confirm, and the call that makes it final.

Rule 1: what is printed on the document is in PRINTED, and thereby in the fingerprint. What changes without
        anybody's doing (a signed URL, a status) is in UNPRINTED. A test holds both against the contract.
Rule 2: nothing else in the gateway calls `finalize_client_invoice`.
"""

from typing import Final

from gateway.errors import Code
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.invoices.model import Invoice
from gateway.resources.invoices.upstream import read_invoice

PRINTED: Final = (
    *(
        "number",
        "invoice_type",
        "purchase_order",
        "contact_email",
        "currency",
        "discount",
        "items",
        "settings",
    ),
    *("issue_date", "due_date", "performance_date", "performance_start_date", "performance_end_date"),
    *("terms_and_conditions", "header", "footer"),
    *("discount_conditions", "late_payment_penalties", "legal_fixed_compensation", "payment_methods"),
    *("total_amount", "total_amount_cents", "vat_amount", "vat_amount_cents", "deposit_amount"),
    *("client", "organization", "stamp_duty_amount", "welfare_fund", "withholding_tax", "payment_reporting"),
)
UNPRINTED: Final = frozenset(
    {
        *("id", "organization_id", "status", "created_at", "updated_at", "finalized_at", "paid_at"),
        *("invoice_number", "amount_paid", "credit_notes_ids"),
        *("invoice_url", "pdf_url", "attachment_id"),
        *("einvoicing_status", "einvoicing_lifecycle_events"),
    }
)


async def finalize(qonto: Qonto, qonto_id: str) -> Invoice:
    """Irreversible. Said once: the client never repeats a POST."""
    answer = await qonto.call("finalize_client_invoice", id=qonto_id)
    wire = reading.inner(answer.body if isinstance(answer.body, dict) else {}, "client_invoice")
    if "id" not in wire:
        raise AmbiguousOutcome(
            Code.OUTCOME_UNKNOWN,
            "Qonto a accepté la finalisation sans rendre la facture : rechargez-la pour voir son numéro.",
            internal="finalize answered without an invoice",
        )
    return read_invoice(wire)
