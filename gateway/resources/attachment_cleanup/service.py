"""
Two calls: one shows what it would remove, the other removes what was shown.

Rule 1: what is removed is exactly what the plan says. The files are read again before the first goes, and
        where they say something else nothing is removed.
Rule 2: before each file goes, Qonto is asked once more whether it and its twin are still there.
Rule 3: the first failure ends it, and the answer says what was removed before and what was not.
"""

from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.resources.attachment_cleanup.model import (
    Cleaned,
    CleanupAsked,
    Compared,
    Removal,
    groups_of,
    plan_of,
    removals,
    suspects,
)
from gateway.resources.attachments import store
from gateway.resources.attachments.model import BankTransaction, digest_of, ids_of
from gateway.resources.attachments.service import find_transaction, look, remove
from gateway.resources.attachments.upstream import content_of, list_attachments
from gateway.resources.clerk import Clerk

TRANSACTIONS_MAX: Final = 20
"""So many transactions are looked at in one call; `nextAfter` leads on."""


async def cleanup_duplicate_attachments(clerk: Clerk, asked: CleanupAsked) -> Cleaned:
    transactions, next_after = await _scope(clerk, asked)
    compared = [await _compared(clerk, one) for one in transactions]
    found = Cleaned(dry_run=asked.plan is None, compared=compared, deleted=(), next_after=next_after)
    if asked.plan is None:
        return found
    plan = plan_of(found.groups)
    if plan != asked.plan:
        raise _changed(plan)
    deleted = await _removed(clerk, removals(found.groups))
    return Cleaned(dry_run=False, compared=compared, deleted=deleted, next_after=next_after)


async def _scope(clerk: Clerk, asked: CleanupAsked) -> tuple[tuple[BankTransaction, ...], str | None]:
    if asked.transaction is not None:
        return (await find_transaction(clerk, asked.transaction),), None
    async with clerk.db.reading() as tx:
        found = await store.list_with_several(tx, after=asked.after or "", limit=TRANSACTIONS_MAX + 1)
    shown = found[:TRANSACTIONS_MAX]
    return shown, shown[-1].id if len(found) > TRANSACTIONS_MAX else None


async def _compared(clerk: Clerk, transaction: BankTransaction) -> Compared:
    """Files are read one after the other, and only their digests kept."""
    attachments = await look(clerk, transaction)
    read: dict[str, tuple[str, int]] = {}
    unreadable = []
    for one in suspects(attachments) if len(attachments) > 1 else ():
        content = await content_of(clerk.qonto, one)
        if content is None:
            unreadable.append(one.id)
        else:
            read[one.id] = digest_of(content), len(content)
    return Compared(
        transaction=transaction,
        groups=groups_of(transaction, attachments, read),
        unreadable=tuple(unreadable),
        count=len(attachments),
    )


async def _removed(clerk: Clerk, planned: tuple[Removal, ...]) -> tuple[Removal, ...]:
    for place, removal in enumerate(planned):
        try:
            await _check_both_there(clerk, removal)
            await remove(clerk, removal.transaction, removal.attachment_id, kept=removal.kept_id)
        except GatewayError as trouble:
            raise _stopped(trouble, planned, place) from trouble
    return planned


async def _check_both_there(clerk: Clerk, removal: Removal) -> None:
    present = ids_of(await list_attachments(clerk.qonto, removal.transaction))
    if not {removal.attachment_id, removal.kept_id} <= set(present):
        raise GatewayError(
            Code.CLEANUP_PLAN_CHANGED,
            "Les justificatifs ont changé pendant le nettoyage.",
        )


def _changed(plan: str) -> GatewayError:
    return GatewayError(
        Code.CLEANUP_PLAN_CHANGED,
        "Les justificatifs ne sont plus ceux de l'essai à blanc : rien n'a été supprimé. Refaites l'essai, "
        "vérifiez-le, puis confirmez avec son « plan ».",
        details={"plan": plan, "deleted": []},
    )


def _stopped(trouble: GatewayError, planned: tuple[Removal, ...], place: int) -> GatewayError:
    """The failure as it is, and what it left done and undone."""
    told = f" Nettoyage interrompu : {place} fichier(s) supprimé(s) sur {len(planned)}."
    return GatewayError(
        trouble.code,
        trouble.message + told + " Recommencez par un essai à blanc.",
        internal=trouble.internal,
        details={
            **trouble.details,
            "deleted": [said_of(one) for one in planned[:place]],
            "failedAt": said_of(planned[place]),
            "notAttempted": [said_of(one) for one in planned[place + 1 :]],
        },
        headers=trouble.headers,
    )


def said_of(removal: Removal) -> dict[str, Any]:
    return {
        "transactionId": removal.transaction.qonto_id,
        "attachmentId": removal.attachment_id,
        "keptAttachmentId": removal.kept_id,
    }
