"""
What only a person decides: the question at the desk, and the intent that their yes becomes.

Rule 1: the token is used and the intent is written in one transaction: both or neither.
Rule 2: a dead link gives birth to nothing; the API answers its own caller with a fresh token.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from gateway.confirmation import Mint, Question
from gateway.errors import Code, GatewayError
from gateway.resources.clerk import Clerk
from gateway.resources.confirmations import service as confirmations
from gateway.resources.confirmations import store as confirmation_store
from gateway.resources.confirmations.model import Confirmation
from gateway.resources.confirmations.service import Asker
from gateway.resources.documents import intents, registers, store
from gateway.resources.documents.model import Document, Intent, IntentKind
from gateway.resources.promises.acting import Guard, busy


class Through(StrEnum):
    """How the person's yes reached us, for the audit log."""

    API = "api"
    PAGE = "page"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A clerk who may ask people: *base_url* is where they reach the confirmation page."""

    clerk: Clerk
    mint: Mint
    base_url: str

    @property
    def asker(self) -> Asker:
        clerk = self.clerk
        return Asker(
            db=clerk.db, clock=clerk.clock, mint=self.mint, user_id=clerk.user_id, base_url=self.base_url
        )

    def of(self, user_id: str) -> "Desk":
        return replace(self, clerk=replace(self.clerk, user_id=user_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A person's yes: *token_hash* is None where the caller's own dialog has asked (`Through.DIALOG`)."""

    token_hash: str | None
    through: Through


async def answered(desk: Desk, question: Question, *, token: str | None, through: Through) -> Answer:
    """Raises 428 with the question until an answer fits it."""
    if through is Through.DIALOG:
        return Answer(token_hash=None, through=through)
    token_hash = await confirmations.confirmed(desk.asker, question, token)
    return Answer(token_hash=token_hash, through=through)


async def intend_confirmed(  # noqa: PLR0913  - one deed, told whole
    desk: Desk,
    document: Document,
    question: Question,
    *,
    kind: IntentKind,
    qonto_id: str | None,
    answer: Answer,
    check: Callable[[Document | None], None],
    guard: Guard | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Intent:
    """
    Use the token and write down what is about to be asked. The intent has not left yet (`acting.leave`).

    *check* refuses the row as it is now, under its lock: of several who looked at the same draft, another may
    have been faster. *guard* may refuse within the same transaction, for what else must still be true.
    """
    clerk = desk.clerk
    intent = intents.opened(
        kind,
        clerk.clock,
        actor=clerk.user_id,
        document_id=document.id,
        qonto_id=qonto_id,
        payload={
            "fingerprint": question.fingerprint,
            "through": answer.through.value,
            **(payload or {}),
        },
        asked=False,
    )
    confirmed = {
        "operation": question.operation,
        "through": answer.through.value,
        "fingerprint": question.fingerprint,
        "warnings": [caution.code.value for caution in question.warnings],
    }
    now = clerk.clock.now()
    async with clerk.db.transaction() as tx:
        check(await store.lock(tx, document.id))
        if guard is not None:
            await guard(tx)
        used = answer.token_hash is None or await confirmation_store.use(tx, answer.token_hash, now=now)
        if used:
            if await intents.list_pending_of(tx, document.id):
                raise busy()
            await intents.add(tx, intent)
            await registers.audit(
                tx,
                "confirm_finalization",
                actor=clerk.user_id,
                at=now,
                document_id=document.id,
                details=confirmed,
            )
    if not used:
        raise await confirmations.asked_again(desk.asker, question)
    return intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Finalized:
    """What the confirmation page shows once it is done, in French."""

    title: str
    told: str
    pdf_url: str | None


def check_alive(found: Confirmation, question: Question, desk: Desk) -> None:
    """What a link leads to, if it can still be answered. Spends nothing."""
    if not found.alive(desk.clerk.clock.now()):
        raise gone()
    if found.content_hash != question.fingerprint:
        raise GatewayError(
            Code.DOCUMENT_CHANGED,
            "Le document a changé depuis ce récapitulatif : rien n'a été finalisé. Reprenez la finalisation "
            "depuis votre application.",
        )


def gone() -> GatewayError:
    return GatewayError(
        Code.CONFIRMATION_GONE,
        "Ce lien de confirmation a déjà servi ou a expiré : rien de plus n'a été finalisé. Reprenez la "
        "finalisation depuis votre application.",
    )
