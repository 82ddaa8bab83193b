"""
Nothing becomes final that no person has confirmed: not read in the code, but held against the bank's own
journal at the end of every test that puts a gateway in front of it.

Every call that makes something final must name a document that the audit log says a person confirmed; every
invoice a gateway asks for must be asked for as a draft.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from sqlalchemy import select

from gateway.db import Database
from gateway.db.tables import audit_log, financial_documents
from mock_qonto.kernel.bank import Bank

FINALIZE_INVOICE, ISSUE_CREDIT_NOTE = "finalize_client_invoice", "create_credit_note"
FINALIZING = frozenset({FINALIZE_INVOICE, ISSUE_CREDIT_NOTE})
_ISSUED = "issued"

_CONFIRMED: WeakKeyDictionary[Bank, set[str]] = WeakKeyDictionary()
"""By bank: one may be asked by several gateways, each with a database of its own."""


async def unconfirmed(bank: Bank, database_url: str) -> list[str]:
    """Empty when every finalising call of the journal was confirmed; else what is wrong, in words."""
    exchanges = [
        {
            "operation": one.operation,
            "target": one.target,
            "events": one.events,
            "request_body": one.request_body,
        }
        for one in bank.journal.exchanges
    ]
    if not any(one["operation"] in FINALIZING for one in exchanges):
        return []
    confirmed = _CONFIRMED.setdefault(bank, set())
    confirmed |= await confirmations(database_url)
    return list(without_a_yes(exchanges, confirmed))


async def confirmations(database_url: str) -> set[str]:
    """Qonto ids of the invoices whose finalisation a person has confirmed; `issued` for a credit note."""
    db = Database.open(database_url)
    statement = select(audit_log.c.details, financial_documents.c.qonto_id).join(
        financial_documents, financial_documents.c.id == audit_log.c.document_id
    )
    try:
        async with db.reading() as tx:
            rows = (await tx.execute(statement.where(audit_log.c.action == "confirm_finalization"))).all()
    finally:
        await db.close()
    named = {qonto_id for details, qonto_id in rows if qonto_id is not None}
    return named | {_ISSUED for details, _ in rows if details["operation"] == "finalize_credit_note"}


def without_a_yes(exchanges: Sequence[Mapping[str, Any]], confirmed: set[str]) -> Iterable[str]:
    """*exchanges* as the journal tells them: `operation` and `target`."""
    for one in exchanges:
        if one["operation"] == FINALIZE_INVOICE:
            invoice_id = one["target"].split("/")[3]
            if invoice_id not in confirmed:
                yield f"{one['target']} was called, and nobody had confirmed it"
        if one["operation"] == ISSUE_CREDIT_NOTE and _ISSUED not in confirmed:
            yield "a credit note was created, and nobody had confirmed it"


def not_asked_as_drafts(bank: Bank) -> list[str]:
    """Invoices that were created without saying that they are drafts."""
    return [
        f"create_client_invoice said {one.request_body!r}"
        for one in bank.journal.exchanges
        if one.operation == "create_client_invoice" and not _says_draft(one.request_body)
    ]


def _says_draft(body: bytes) -> bool:
    try:
        return bool(orjson.loads(body).get("status") == "draft")
    except orjson.JSONDecodeError:
        return True  # too long to be journalled
