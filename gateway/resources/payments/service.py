"""
An invoice is paid.

Rule 1: what is still due is the total less what was paid here. A payment of all of it marks the invoice paid
        at Qonto; a part is written down here alone, since Qonto knows no parts.
Rule 2: a transfer pays what it is worth: money that came in, in the invoice's currency, settled, and not more
        than what is due.
Rule 3: a transfer pays one invoice, once. Its row is locked while we decide, whoever else wants it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gateway.db import Tx
from gateway.errors import Code, GatewayError, invalid
from gateway.money import spoken
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import Document, DocumentStatus, IntentKind
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoice_workflow.acting import act
from gateway.resources.invoices import upstream as invoices
from gateway.resources.invoices.learning import adopt
from gateway.resources.invoices.model import Known, check_payable, not_found
from gateway.resources.ledger import store as ledger
from gateway.resources.ledger.model import Payment, payment_of
from gateway.resources.payments import upstream
from gateway.resources.promises.acting import Guard, busy
from gateway.resources.transactions.model import Side, Transaction
from gateway.resources.transactions.store import keep

_BANK_TRANSACTION: Final = "bank_transaction_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAsked:
    """*amount_cents* is all that is due where it is not given; *partial* is what the front end believes."""

    amount_cents: int | None = None
    paid_at: date | None = None
    method: str | None = None
    reference: str | None = None
    notes: str | None = None
    partial: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    known: Known
    payment: Payment


async def mark_invoice_paid(clerk: Clerk, id: str, asked: PaymentAsked) -> Paid:
    known = await show_invoice(clerk, id)
    check_payable(known.invoice)
    today = clerk.clock.now().date()
    paid_at = asked.paid_at or today
    if paid_at > today:
        raise invalid("payment_date", f"un paiement ne se fait pas dans le futur ; au plus tard le {today}.")
    payload: dict[str, Any] = {
        "amount_cents": _amount(known, asked),
        "paid_at": paid_at.isoformat(),
        "method": asked.method,
        "reference": asked.reference,
        "notes": asked.notes,
    }
    return await _pay(clerk, known, payload, guard=None)


async def reconcile_invoice(clerk: Clerk, id: str, transaction_id: str) -> tuple[Paid, Transaction]:
    known = await show_invoice(clerk, id)
    check_payable(known.invoice)
    transaction, row_id = await _transfer(clerk, transaction_id)
    _check_fits(known, transaction)
    settled = transaction.settled_at or transaction.emitted_at or clerk.clock.now()
    payload: dict[str, Any] = {
        "amount_cents": transaction.amount_cents,
        "paid_at": settled.date().isoformat(),
        "method": "transfer",
        "reference": transaction.transaction_id,
        _BANK_TRANSACTION: row_id,
    }

    async def still_free(tx: Tx) -> None:
        await _check_free(tx, row_id)

    return await _pay(clerk, known, payload, guard=still_free), transaction


# ------------------------------------------------------------------ what is due
def _amount(known: Known, asked: PaymentAsked) -> int:
    due_cents, currency = known.due_cents, known.invoice.currency
    due = spoken(due_cents, currency)
    amount_cents = asked.amount_cents
    if amount_cents is None:
        if asked.partial:
            raise invalid("amount", f"il reste {due} à payer. Indiquez ce que vaut ce paiement partiel.")
        return due_cents
    if amount_cents == 0:
        raise invalid(
            "amount", f"un paiement ne peut pas être nul, il reste {due} à payer. Corrigez le montant."
        )
    if amount_cents > due_cents:
        raise invalid("amount", f"le montant dépasse ce qui reste à payer ({due}). Corrigez-le.")
    if amount_cents < due_cents and asked.partial is False:
        raise invalid(
            "amount", f"il reste {due} à payer : donnez ce montant, ou dites « is_partial » pour un acompte."
        )
    return amount_cents


async def _pay(clerk: Clerk, known: Known, payload: Mapping[str, Any], *, guard: Guard | None) -> Paid:
    if payload["amount_cents"] < known.due_cents:
        return await _pay_part(clerk, known, payload, guard=guard)
    paid_at = date.fromisoformat(payload["paid_at"])
    done = await act(
        clerk,
        known,
        IntentKind.MARK_PAID,
        lambda: invoices.mark_paid(clerk.qonto, known.invoice.id, paid_at),
        check=check_payable,
        payload=payload,
        guard=guard,
    )
    assert done.document is not None
    async with clerk.db.reading() as tx:
        payments = await ledger.list_payments(tx, done.document.id)
    return Paid(known=done, payment=payments[-1])


async def _pay_part(clerk: Clerk, known: Known, payload: Mapping[str, Any], *, guard: Guard | None) -> Paid:
    """Of several at once, whoever comes second decides anew on what is due then."""
    before = known.document or await adopt(clerk, known.invoice)
    now = clerk.clock.now()
    payment = payment_of(payload, before.id, by=clerk.user_id, at=now)
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, before.id)
        _check_unmoved(present, before)
        if await intents.list_pending_of(tx, before.id):
            raise busy()
        if guard is not None:
            await guard(tx)
        await ledger.add_payment(tx, payment)
        paid_cents = known.paid_cents + payment.amount_cents
        await store.change(tx, before.id, now, amount_paid_cents=paid_cents)
        await registers.audit(
            tx, "part_payment", actor=clerk.user_id, at=now, document_id=before.id, details=payload
        )
        after = await store.lock(tx, before.id)
    return Paid(known=Known(invoice=known.invoice, document=after), payment=payment)


def _check_unmoved(present: Document | None, before: Document) -> None:
    if present is None or present.deleted_at is not None:
        raise not_found()
    if (
        present.status is not DocumentStatus.FINALIZED
        or present.amount_paid_cents != before.amount_paid_cents
    ):
        raise busy()


# ------------------------------------------------------------------ the transfer
async def _transfer(clerk: Clerk, named: str) -> tuple[Transaction, str]:
    """As Qonto shows it now, and the row we keep of it: by either of its names, or by ours."""
    async with clerk.db.reading() as tx:
        known = await ledger.find_transfer(tx, named)
    shown = await upstream.show(clerk.qonto, named if known is None else known.qonto_id)
    if shown is None:
        raise GatewayError(
            Code.TRANSACTION_NOT_FOUND,
            f"Aucune transaction « {named[:100]} » chez Qonto : vérifiez « transactionId » dans la liste des "
            "transactions.",
        )
    async with clerk.db.transaction() as tx:
        kept = await keep(tx, [shown], clerk.clock.now())
        row = await ledger.find_transfer(tx, shown.id)
    if row is None:
        raise invalid("transactionId", f"{kept.refused.get(shown.id, 'transaction illisible')}.")
    return shown, row.id


def _check_fits(known: Known, transaction: Transaction) -> None:
    currency, due_cents = known.invoice.currency, known.due_cents
    if transaction.side is not Side.CREDIT:
        raise _unfit("c'est une sortie d'argent : choisissez un virement reçu", transaction)
    if transaction.status != "completed":
        raise _unfit("elle n'est pas encore réglée : attendez qu'elle le soit", transaction)
    if transaction.currency != currency:
        raise _unfit(f"elle est en {transaction.currency}, la facture en {currency}", transaction)
    if transaction.amount_cents > due_cents:
        got, due = spoken(transaction.amount_cents, currency), spoken(due_cents, currency)
        raise _unfit(
            f"elle est de {got}, et il ne reste que {due} à payer : choisissez la bonne", transaction
        )


def _unfit(why: str, transaction: Transaction) -> GatewayError:
    return GatewayError(
        Code.TRANSACTION_UNFIT,
        f"Cette transaction ne peut pas payer cette facture : {why}.",
        details={
            "fields": [{"field": "transactionId", "message": why}],
            "transaction": {
                "id": transaction.transaction_id,
                "side": transaction.side.value,
                "status": transaction.status,
                "currency": transaction.currency,
                "amount_cents": transaction.amount_cents,
            },
        },
    )


async def _check_free(tx: Tx, row_id: str) -> None:
    match = await ledger.lock_match(tx, row_id)
    if match is not None and match.document_id is not None:
        paid = await store.lock(tx, match.document_id)
        number = None if paid is None else paid.number
        raise GatewayError(
            Code.TRANSACTION_ALREADY_MATCHED,
            f"Cette transaction a déjà payé la facture {number or match.document_id} : choisissez-en une "
            "autre.",
            details={"documentId": match.document_id, "number": number},
        )
    if await intents.is_pending_about(tx, IntentKind.MARK_PAID, _BANK_TRANSACTION, row_id):
        raise busy()
