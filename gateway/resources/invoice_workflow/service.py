"""What happens to an invoice besides its being written: validated, sent, cancelled, deleted."""

from dataclasses import dataclass
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.documents import registers, store
from gateway.resources.documents.model import Document, IntentKind, WorkflowStatus
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoice_workflow.acting import act
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import adopt
from gateway.resources.invoices.model import (
    Invoice,
    Known,
    already_finalized,
    check_cancelable,
    check_deletable,
    check_sendable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingAsked:
    emails: tuple[str, ...] = ()
    title: str | None = None
    body: str | None = None
    copy_to_self: bool = True


# ------------------------------------------------------------------ the three steps
async def validate_invoice_to_draft(clerk: Clerk, id: str) -> Document:
    known = await show_invoice(clerk, id)
    _check_validatable(known.invoice)
    document = known.document or await adopt(clerk, known.invoice)
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, document.id)
        assert present is not None
        if present.workflow_status is not WorkflowStatus.SYNCHRONIZED:
            raise GatewayError(
                Code.INVALID_STATUS,
                "Ce brouillon est déjà validé : finalisez-le, ou modifiez-le.",
                details={"currentStatus": present.workflow_status.value},
            )
        await store.change(
            tx,
            document.id,
            now,
            workflow_status=WorkflowStatus.DRAFT_VALIDATED,
            validated_to_draft_at=now,
            validated_by=clerk.user_id,
        )
        await registers.audit(
            tx, "validate_invoice_to_draft", actor=clerk.user_id, at=now, document_id=document.id
        )
        validated = await store.lock(tx, document.id)
    assert validated is not None
    return validated


def _check_validatable(invoice: Invoice) -> None:
    if not invoice.draft:
        raise already_finalized(invoice, "il n'y a plus de brouillon à valider. Rechargez-la")


# ------------------------------------------------------------------ sent
async def send_invoice(clerk: Clerk, id: str, asked: SendingAsked) -> tuple[str, ...]:
    known = await show_invoice(clerk, id)
    invoice = known.invoice
    check_sendable(invoice)
    recipients = asked.emails or _customer_email(known)
    title = asked.title or f"Votre facture {invoice.number or ''}".strip()

    async def ask() -> Invoice | None:
        await upstream.send(
            clerk.qonto,
            invoice.id,
            send_to=list(recipients),
            title=title,
            body=asked.body,
            copy_to_self=asked.copy_to_self,
        )
        return invoice

    payload: dict[str, Any] = {"send_to": list(recipients), "email_title": title}
    await act(clerk, known, IntentKind.SEND, ask, check=check_sendable, payload=payload)
    return recipients


def _customer_email(known: Known) -> tuple[str, ...]:
    kept = None if known.document is None else known.document.customer_email
    email = known.invoice.client.email or kept
    if not email:
        raise GatewayError(
            Code.CUSTOMER_INCOMPLETE,
            "Le client de cette facture n'a pas d'adresse e-mail : indiquez-la dans « emails », ou complétez "
            "sa fiche.",
            details={"fields": [{"field": "emails", "message": "au moins une adresse est attendue"}]},
        )
    return (email,)


# ------------------------------------------------------------------ cancelled, deleted
async def cancel_invoice(clerk: Clerk, id: str) -> Known:
    """The number stays burnt; the order may be invoiced again."""
    known = await show_invoice(clerk, id)
    return await act(
        clerk,
        known,
        IntentKind.CANCEL,
        lambda: upstream.cancel(clerk.qonto, known.invoice.id),
        check=check_cancelable,
    )


async def delete_invoice(clerk: Clerk, id: str) -> str:
    """The Qonto id of the draft that is gone."""
    known = await show_invoice(clerk, id)

    async def ask() -> None:
        await upstream.delete(clerk.qonto, known.invoice.id)

    await act(clerk, known, IntentKind.DELETE, ask, check=check_deletable)
    return known.invoice.id
