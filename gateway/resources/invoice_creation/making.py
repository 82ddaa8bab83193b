"""
A draft invoice is made at Qonto, whatever it is made from: an order, services, a quote.

Rule 1: a draft is asked for, whatever the caller says; an answer that is none is an alarm.
Rule 2: the intent is written by whoever decides; here it leaves, once, and the outcome is written down.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.resources.bank.upstream import payment_iban
from gateway.resources.billed.lines import EURO
from gateway.resources.clerk import Clerk
from gateway.resources.clients.model import ClientDetails
from gateway.resources.clients.upstream import find_or_create
from gateway.resources.documents import intents
from gateway.resources.documents.model import Intent, IntentState
from gateway.resources.invoices import upstream
from gateway.resources.invoices.created import FINALIZED_ON_CREATE, creation_in, record_created
from gateway.resources.invoices.model import Known
from gateway.resources.invoices.recovery import CREATION
from gateway.resources.promises.acting import ask_once
from gateway.resources.promises.recovery import close


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    What Qonto is asked for, but for what has to be found first.

    *client* is whom we know, or Qonto's own id of them. *due* makes the due date of the day of issue. *taken*
    and *under_way* are the refusals where somebody else was faster.
    """

    client: ClientDetails | str
    items: Sequence[Mapping[str, Any]]
    due: Callable[[date], date]
    taken: Callable[[], GatewayError]
    under_way: Callable[[], GatewayError]
    issued: date | None = None
    currency: str = EURO
    fields: Mapping[str, Any] = field(default_factory=dict)


async def make_draft(clerk: Clerk, intent: Intent, wanted: Wanted) -> Known:
    """Of an intent that has not been asked yet."""
    intent, body = await _prepare(clerk, intent, wanted)
    invoice = await ask_once(clerk, intent, CREATION, lambda: upstream.create(clerk.qonto, body))
    assert invoice is not None, "after silence it is found, or refused"
    async with clerk.db.transaction() as tx:
        document = await record_created(tx, clerk, intent, invoice)
    if document is None:
        raise wanted.taken()
    if not invoice.draft:
        raise GatewayError(
            Code.UPSTREAM_FINALIZED_ON_CREATE,
            FINALIZED_ON_CREATE,
            details={"number": invoice.number, "localDocumentId": document.id, "qontoId": invoice.id},
        )
    return Known(invoice=invoice, document=document)


async def _prepare(clerk: Clerk, intent: Intent, wanted: Wanted) -> tuple[Intent, dict[str, Any]]:
    """Find what the request needs, then write down that it leaves."""
    try:
        client_id = await _client_id(clerk, wanted)
        iban = await payment_iban(clerk.qonto)
    except GatewayError:
        await close(clerk, intent, IntentState.FAILED)
        raise
    now = clerk.clock.now()
    creation = replace(creation_in(intent), client_id=client_id, asked_at=now.isoformat())
    leaving = replace(intent, payload=creation.payload(), asked=True, since=clerk.clock.machine_now())
    async with clerk.db.transaction() as tx:
        if not await intents.ask(tx, leaving):
            raise wanted.under_way()
    issued = wanted.issued or now.date()
    body: dict[str, Any] = {
        "client_id": client_id,
        "issue_date": issued.isoformat(),
        "due_date": wanted.due(issued).isoformat(),
        "currency": wanted.currency,
        "payment_methods": {"iban": iban},
        "items": list(wanted.items),
        **wanted.fields,
    }
    if creation.purchase_order is not None:
        body["purchase_order"] = creation.purchase_order
    return leaving, body


async def _client_id(clerk: Clerk, wanted: Wanted) -> str:
    if isinstance(wanted.client, str):
        return wanted.client
    return (await find_or_create(clerk.qonto, wanted.client)).id
