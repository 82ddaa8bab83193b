"""
The call that issues a credit note.

Rule 1: nothing else in the gateway calls `create_credit_note`.
Rule 2: what is printed is in PRINTED, and thereby in the fingerprint of what a person confirms.
"""

from collections.abc import Mapping
from typing import Any, Final

from gateway.errors import Code
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.errors import AmbiguousOutcome
from gateway.resources.credit_notes.model import CREATE, CreditNote
from gateway.resources.credit_notes.upstream import read_credit_note

PRINTED: Final = (
    *("client", "organization", "purchase_order", "currency", "issue_date"),
    *("items", "discount", "total_amount_cents", "vat_amount_cents"),
    *("reason", "terms_and_conditions"),
)


async def issue(qonto: Qonto, body: Mapping[str, Any]) -> CreditNote:
    """Irreversible. Said once: the client never repeats a POST."""
    answer = await qonto.call(CREATE, json=dict(body))
    wire = reading.inner(answer.body if isinstance(answer.body, dict) else {}, "credit_note")
    if "id" not in wire:
        raise AmbiguousOutcome(
            Code.OUTCOME_UNKNOWN,
            "Qonto a accepté l'avoir sans le rendre : rechargez-le pour voir son numéro.",
            internal="a credit note was created without an answer that shows it",
        )
    return read_credit_note(wire)
