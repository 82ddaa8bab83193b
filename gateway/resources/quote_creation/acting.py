"""
Intent, call, outcome of a quote's creation, whatever it is made from.

Rule 1: one active quote per order, and per draft invoice: whoever begins one holds the row of what is quoted.
Rule 2: an intent somebody left behind is settled before another one is made (promises/recovery.py).
Rule 3: nothing is sent. Qonto makes a quote that waits; only `finalize` lets it go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.clients.model import ClientDetails
from gateway.resources.clients.upstream import find_or_create
from gateway.resources.documents import intents
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState
from gateway.resources.promises.acting import ask_once
from gateway.resources.promises.recovery import alive, close
from gateway.resources.quote_creation import store
from gateway.resources.quotes import upstream
from gateway.resources.quotes.created import Creation, creation_in, record_created
from gateway.resources.quotes.learning import learn, vanish
from gateway.resources.quotes.model import Known, QuoteStatus
from gateway.resources.quotes.recovery import CREATION, KEEPERS

TERMS: Final = (
    "Devis valable jusqu'à la date de fin de validité indiquée. Prix en euros, TVA au taux indiqué par ligne."
)
"""Qonto wants some terms on every quote."""
_ATTEMPTS: Final = 3
_PENDING: Final = intents.pending_of([IntentKind.CREATE_QUOTE])
_PENDING_MAX: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A quote to be made. *client* is ours, to be found or made at Qonto, or Qonto's own id of one it has."""

    creation: Creation
    client: ClientDetails | str
    items: Sequence[Mapping[str, Any]]
    currency: str
    days: int
    named: str
    """What is quoted, in French, for the sentence that says there is a quote already."""
    header: str | None = None
    footer: str | None = None
    terms: str | None = None


async def create(clerk: Clerk, plan: Plan) -> Known:
    intent, body = await _prepare(clerk, await _intend(clerk, plan), plan)
    quote = await ask_once(clerk, intent, CREATION, lambda: upstream.create(clerk.qonto, body))
    assert quote is not None, "after silence it is found, or refused"
    async with clerk.db.transaction() as tx:
        document = await record_created(tx, clerk, intent, quote)
    return Known(quote=quote, document=document)


# ------------------------------------------------------------------ intent
async def _intend(clerk: Clerk, plan: Plan) -> Intent:
    creation = plan.creation
    for _ in range(_ATTEMPTS):
        async with clerk.db.reading() as tx:
            active = await store.find_active(tx, **_what(creation), today=clerk.clock.now().date())
        if active is not None and await _is_still_active(clerk, plan, active):
            raise _already_quoted(plan, active)
        intent = intents.opened(
            IntentKind.CREATE_QUOTE,
            clerk.clock,
            actor=clerk.user_id,
            sales_order_id=creation.order_id,
            payload=creation.payload(),
            asked=False,
        )
        if await _is_claimed(clerk, plan, intent):
            return intent
    raise _under_way(plan)


async def _is_claimed(clerk: Clerk, plan: Plan, intent: Intent) -> bool:
    """False where somebody was before us and it is worth trying again."""
    what = _what(plan.creation)
    async with clerk.db.transaction() as tx:
        await store.lock(tx, **what)
        # In this order: whoever ends its creation closes the intent and adds the quote in one transaction.
        pending = [
            one
            for one in await intents.list_pending(tx, _PENDING, limit=_PENDING_MAX)
            if _is_same(creation_in(one), plan.creation)
        ]
        if not pending:
            active = await store.find_active(tx, **what, today=clerk.clock.now().date())
            if active is not None:
                raise _already_quoted(plan, active)
            await intents.add(tx, intent)
            return True
    for one in pending:
        if alive(clerk, one):
            raise _under_way(plan)
        if not await KEEPERS.settle_intent(clerk, one):
            raise _not_settled(plan)
    return False


async def _is_still_active(clerk: Clerk, plan: Plan, active: Document) -> bool:
    """It may have been cancelled or deleted on Qonto's dashboard."""
    assert active.qonto_id is not None
    try:
        quote = await upstream.show(clerk.qonto, active.qonto_id)
    except GatewayError:
        return True  # nobody to ask: what we know stands
    if quote is None:
        await vanish(clerk, active)
    else:
        await learn(clerk, quote, active)
    async with clerk.db.reading() as tx:
        found = await store.find_active(tx, **_what(plan.creation), today=clerk.clock.now().date())
    return found is not None


def _what(creation: Creation) -> dict[str, str | None]:
    return {"order_id": creation.order_id, "parent_id": creation.parent_id}


def _is_same(one: Creation, other: Creation) -> bool:
    order = one.order_id is not None and one.order_id == other.order_id
    return order or (one.parent_id is not None and one.parent_id == other.parent_id)


# ------------------------------------------------------------------ call
async def _prepare(clerk: Clerk, intent: Intent, plan: Plan) -> tuple[Intent, dict[str, Any]]:
    """Find what the request needs, then write down that it leaves."""
    try:
        client_id = plan.client
        if isinstance(client_id, ClientDetails):
            client_id = (await find_or_create(clerk.qonto, client_id)).id
    except GatewayError:
        await close(clerk, intent, IntentState.FAILED)
        raise
    now = clerk.clock.now()
    issued = now.date()
    until = issued + timedelta(days=plan.days)
    creation = replace(
        plan.creation,
        client_id=client_id,
        issue_date=issued.isoformat(),
        expiry_date=until.isoformat(),
        asked_at=now.isoformat(),
    )
    leaving = replace(intent, payload=creation.payload(), asked=True, since=clerk.clock.machine_now())
    async with clerk.db.transaction() as tx:
        if not await intents.ask(tx, leaving):
            raise _under_way(plan)
    body: dict[str, Any] = {
        "client_id": client_id,
        "issue_date": issued.isoformat(),
        "expiry_date": until.isoformat(),
        "currency": plan.currency,
        "terms_and_conditions": plan.terms or TERMS,
        "items": list(plan.items),
    }
    texts = {"header": plan.header, "footer": plan.footer}
    return leaving, body | {name: text for name, text in texts.items() if text}


# ------------------------------------------------------------------ refusals
_ADVICE: Final[Mapping[QuoteStatus, str]] = {
    QuoteStatus.DRAFT: "Ouvrez-le et modifiez-le ; pour en faire un autre, supprimez-le d'abord.",
    QuoteStatus.FINALIZED: "Attendez la réponse du client ; pour en faire un autre, notez d'abord son refus.",
    QuoteStatus.ACCEPTED: "Le client l'a accepté : convertissez-le en facture.",
}


def _already_quoted(plan: Plan, active: Document) -> GatewayError:
    advice = _ADVICE[QuoteStatus(active.quote_status or QuoteStatus.DRAFT)]
    return GatewayError(
        Code.QUOTE_ALREADY_EXISTS,
        f"{plan.named} a déjà un devis, {active.number}. {advice}",
        details={"existingQuoteId": active.id, "number": active.number},
        beside={"existingQuoteId": active.id},
    )


def _under_way(plan: Plan) -> GatewayError:
    return GatewayError(
        Code.QUOTE_ALREADY_EXISTS,
        f"{plan.named} est en train de recevoir un devis. Attendez un instant, puis rechargez la liste.",
        details={"existingQuoteId": None, "number": None, "underWay": True},
        beside={"existingQuoteId": None},
    )


def _not_settled(plan: Plan) -> GatewayError:
    return GatewayError(
        Code.QUOTE_ALREADY_EXISTS,
        f"{plan.named} a un devis en cours de création ou resté sans réponse, et Qonto ne le montre pas "
        "encore. Réessayez dans quelques secondes : nous vérifierons avant de recommencer.",
        details={"existingQuoteId": None, "number": None, "underWay": True},
        beside={"existingQuoteId": None},
        headers={"Retry-After": "10"},
    )
