"""
Changing a draft.

Rule 1: only what is given changes; an empty text clears.
Rule 2: lines are replaced as a whole, except the fees: each has its field, and stays until that field (or a
        line of its own title) says otherwise.
Rule 3: our lines and totals are Qonto's, read back from its answer.
Rule 4: a change is announced by an intent like any other act, so that nobody finalises what is being changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from gateway.errors import invalid
from gateway.resources.billed.lines import FEE_TITLES, LineAsked, asked_line, said_again, wire_line
from gateway.resources.billed.model import InvoiceItem
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.model import Document, IntentKind, IntentState, PostalAddress
from gateway.resources.invoice_views.service import show_invoice
from gateway.resources.invoice_workflow.acting import ask_once
from gateway.resources.invoices import upstream
from gateway.resources.invoices.learning import adopt, record
from gateway.resources.invoices.model import (
    Invoice,
    Known,
    check_changeable,
    content_hash,
)
from gateway.resources.orders.lines import FeesAsked, custom, fee_lines, merged
from gateway.resources.orders.model import Fees

_FEE_FIELDS: Final = ("shipping_cost_cents", "handling_cost_cents", "insurance_cost_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceChanges:
    """None is not given; an empty text is."""

    issue_date: date | None = None
    due_date: date | None = None
    header: str | None = None
    footer: str | None = None
    terms_and_conditions: str | None = None
    items: tuple[LineAsked, ...] | None = None
    fees: FeesAsked | None = None
    billing_address: PostalAddress | None = None
    shipping_address: PostalAddress | None = None
    notes: str | None = None


async def update_invoice(clerk: Clerk, id: str, asked: InvoiceChanges) -> Known:
    known = await show_invoice(clerk, id)
    invoice = known.invoice
    check_changeable(invoice)
    body = _body(known, asked)
    if not body and not _local(asked):
        return known
    document = known.document or await adopt(clerk, invoice)
    intent = None
    if body:
        intent, changed = await ask_once(
            clerk,
            Known(invoice=invoice, document=document),
            IntentKind.UPDATE,
            lambda: upstream.update(clerk.qonto, known.invoice.id, body),
            check=check_changeable,
            payload={"before": content_hash(invoice)},
        )
        assert changed is not None, "a changed draft is there"
        invoice = changed
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        present = await store.lock(tx, document.id) or document
        if intent is not None:
            await intents.close(tx, intent, IntentState.DONE, now)
        await record(tx, present, invoice, by=clerk.user_id, now=now, action="update_invoice")
        local = _local(asked) | _fee_columns(present, invoice, asked)
        if local:
            await store.change(tx, document.id, now, **local)
        document = await store.lock(tx, document.id) or document
    return Known(invoice=invoice, document=document)


# ------------------------------------------------------------------ what Qonto is told
def _body(known: Known, asked: InvoiceChanges) -> dict[str, Any]:
    texts = {
        "header": asked.header,
        "footer": asked.footer,
        "terms_and_conditions": asked.terms_and_conditions,
    }
    body: dict[str, Any] = {name: text or None for name, text in texts.items() if text is not None}
    body |= _dates(known.invoice, asked)
    lines = _lines(known, asked)
    if lines is not None:
        body["items"] = lines
    return body


def _dates(invoice: Invoice, asked: InvoiceChanges) -> dict[str, str]:
    issued, due = asked.issue_date or invoice.issue_date, asked.due_date or invoice.due_date
    if issued is not None and due is not None and due < issued:
        field = "dueDate" if asked.due_date is not None else "issueDate"
        raise invalid(field, f"l'échéance ({due}) précède la date de la facture ({issued}). Corrigez l'une.")
    given = {"issue_date": asked.issue_date, "due_date": asked.due_date}
    return {name: day.isoformat() for name, day in given.items() if day is not None}


def _lines(known: Known, asked: InvoiceChanges) -> list[dict[str, Any]] | None:
    """All lines as they should be; None where none of them changes."""
    if asked.items is None and asked.fees is None:
        return None
    invoice = known.invoice
    currency = invoice.currency
    if asked.items is None:
        kept = [said_again(item, currency) for item in invoice.items if item.title not in FEE_TITLES]
    else:
        _check_size(asked.items)
        kept = [asked_line(one, currency) for one in asked.items]
    named = {line["title"] for line in kept}
    return kept + [line for line in _fees(known, asked) if line["title"] not in named]


def _check_size(items: Sequence[LineAsked]) -> None:
    if sum(custom(one.line).amounts.total_cents for one in items) > store.AMOUNT_CENTS_MAX:
        raise invalid("items", "le total de la facture dépasse 9 999 999 999,99. Réduisez-le.")


def _fees(known: Known, asked: InvoiceChanges) -> list[dict[str, Any]]:
    currency = known.invoice.currency
    present = [item for item in known.invoice.items if item.title in FEE_TITLES]
    if asked.fees is None:
        return [said_again(item, currency) for item in present]
    fees = merged(_fees_of(present), asked.fees)
    lines = fee_lines(fees)
    if lines and fees.vat_rate is None:
        raise invalid("fees_vat_rate", "indiquez le taux de TVA des frais (0.2 pour 20 %, 0 si exonéré).")
    return [wire_line(line, currency=currency) for line in lines]


def _fees_of(present: Sequence[InvoiceItem]) -> Fees:
    by_title = {item.title: item.net_cents for item in present}
    shipping, handling, insurance = (by_title.get(title, 0) for title in FEE_TITLES)
    return Fees(
        shipping_cents=shipping,
        handling_cents=handling,
        insurance_cents=insurance,
        vat_rate=present[0].vat_rate if present else None,
    )


# ------------------------------------------------------------------ what only we keep
def _local(asked: InvoiceChanges) -> dict[str, Any]:
    given = {
        "billing_address": asked.billing_address,
        "shipping_address": asked.shipping_address,
        "notes": None if asked.notes is None else asked.notes.strip(),
    }
    return {name: value for name, value in given.items() if value is not None}


def _fee_columns(document: Document, invoice: Invoice, asked: InvoiceChanges) -> dict[str, Any]:
    """The fee columns say what the fee lines say."""
    charged = {item.title: item.net_cents for item in invoice.items}
    wanted: dict[str, Any] = {
        field: charged.get(title, 0) for field, title in zip(_FEE_FIELDS, FEE_TITLES, strict=True)
    }
    if asked.fees is not None and asked.fees.vat_rate is not None:
        wanted["fees_vat_rate"] = asked.fees.vat_rate
    return {name: value for name, value in wanted.items() if getattr(document, name) != value}
