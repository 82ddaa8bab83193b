"""
Intents without an outcome: what became of what we asked.

An answer may be lost, and the gateway may be killed at any point between intent and outcome. Nothing is ever
asked again blindly: we look.

Rule 1: what is found done is written down as done, by whoever meant to do it.
Rule 2: what is not found may still arrive, until the longest call would have given up. Only then was it
        surely not done.
Rule 3: what had not been asked yet may be closed; its process, should it live, then finds it may not ask.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Select

from gateway.errors import Code, GatewayError
from gateway.qonto.client import TIMEOUT_S
from gateway.resources.clerk import Clerk
from gateway.resources.documents import intents, store
from gateway.resources.documents.intents import INSTANCE
from gateway.resources.documents.model import Document, Intent, IntentKind, IntentState

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(seconds=TIMEOUT_S)
LATE: Final = PATIENCE + timedelta(seconds=10)
_AT_ONCE: Final = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper(Generic[T]):
    """
    How one kind of intent is looked after; *T* is what Qonto shows of the document.

    *look* asks Qonto, by GETs alone. *took_effect* judges what it shows. *conclude* writes the outcome down,
    once, in one transaction that closes the intent. What is *traceless* (an e-mail) cannot be looked for.
    """

    look: Callable[[Clerk, Intent], Awaitable[T | None]]
    took_effect: Callable[[Intent, T | None], bool]
    conclude: Callable[[Clerk, Intent, T | None], Awaitable[Document | None]]
    traceless: bool = False


class Keepers:
    """The keepers of one family of documents: each read of it begins by settling what is theirs."""

    __slots__ = ("_keepers", "_pending")

    def __init__(self, keepers: Mapping[IntentKind, Keeper[Any]]) -> None:
        self._keepers = keepers
        self._pending: Select[Any] = intents.pending_of(keepers.keys())

    def of(self, kind: IntentKind) -> Keeper[Any]:
        return self._keepers[kind]

    async def settle(self, clerk: Clerk) -> None:
        """Look after what was left without an outcome: an index that is empty most of the time."""
        async with clerk.db.reading() as tx:
            pending = await intents.list_pending(tx, self._pending, limit=_AT_ONCE)
        for intent in pending:
            if alive(clerk, intent) or (not intent.asked and not late(clerk, intent)):
                continue
            try:
                await self.settle_intent(clerk, intent)
            except GatewayError as error:
                # It stays pending: whoever comes next looks again. What was asked for now does not depend on
                # it.
                log.warning("intent %s (%s) is not settled: %s", intent.id, intent.kind, error)

    async def settle_intent(self, clerk: Clerk, intent: Intent) -> bool:
        """False where it may still arrive."""
        if not intent.asked:
            return await _close_unasked(clerk, intent)
        keeper, overdue = self.of(intent.kind), late(clerk, intent)
        seen = await keeper.look(clerk, intent)
        if not await _in_its_world(clerk):
            return False
        if keeper.took_effect(intent, seen):
            await keeper.conclude(clerk, intent, seen)
            return True
        if overdue:
            await close(clerk, intent, IntentState.UNKNOWN if keeper.traceless else IntentState.FAILED)
            return True
        return False


def alive(clerk: Clerk, intent: Intent) -> bool:
    """This process is at work on it. What it is in doubt about it has given up: whoever comes next looks."""
    at_work = intent.instance == INSTANCE and intent.state is IntentState.OPEN
    return at_work and not late(clerk, intent)


def late(clerk: Clerk, intent: Intent) -> bool:
    """Whatever was on its way has arrived by now, or never will."""
    return clerk.clock.machine_now() - intent.since >= LATE


async def after_silence(clerk: Clerk, intent: Intent, keeper: Keeper[T], lost: GatewayError) -> T | None:
    """
    Qonto was asked and did not say. What it shows now, if that is what was asked; else the honest refusal.

    A connection that was cut has decided; one that we gave up waiting for may still be worked on.
    """
    if keeper.traceless:
        await close(clerk, intent, IntentState.UNKNOWN)
        raise GatewayError(
            Code.OUTCOME_UNKNOWN,
            "Qonto n'a pas confirmé l'envoi, et un e-mail ne se retrouve pas : il a pu partir. Demandez au "
            "destinataire, ou regardez le tableau de bord Qonto, avant de renvoyer le document.",
            internal=lost.internal,
            details=lost.details,
        )
    try:
        seen = await keeper.look(clerk, intent)
    except GatewayError as error:
        await _doubt(clerk, intent)
        raise lost from error
    if keeper.took_effect(intent, seen):
        return seen
    if clerk.clock.machine_now() - intent.since >= PATIENCE:
        await _doubt(clerk, intent)
        raise lost
    await close(clerk, intent, IntentState.FAILED)
    raise GatewayError(
        Code.UPSTREAM_FAILED,
        "Qonto a échoué, et nous avons vérifié : rien n'a été créé ni modifié chez lui. Réessayez dans un "
        "instant.",
        internal=lost.internal,
        details=lost.details,
    ) from lost


async def close(clerk: Clerk, intent: Intent, state: IntentState) -> None:
    async with clerk.db.transaction() as tx:
        await intents.close(tx, intent, state, clerk.clock.now())


async def _close_unasked(clerk: Clerk, intent: Intent) -> bool:
    """False where it has been asked since *intent* was read: to close it would let a second one leave."""
    async with clerk.db.transaction() as tx:
        present = await intents.lock(tx, intent.id)
        if present is not None and present.asked:
            return False
        await intents.close(tx, intent, IntentState.FAILED, clerk.clock.now())
    return True


async def _in_its_world(clerk: Clerk) -> bool:
    """What another world shows, or does not show, says nothing about what was asked of this one."""
    async with clerk.db.reading() as tx:
        return await store.is_of_world(tx, clerk.world_id)


async def _doubt(clerk: Clerk, intent: Intent) -> None:
    async with clerk.db.transaction() as tx:
        await intents.doubt(tx, intent)
