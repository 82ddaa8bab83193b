"""
Asking a person, and taking their answer.

Rule 1: the token's hash is stored, the token is sent, nothing keeps it.
Rule 2: a refused answer always comes with a fresh question, except to a stranger.
"""

from dataclasses import dataclass

from gateway.clock import Clock
from gateway.confirmation import LIFE, Mint, Question, hash_of
from gateway.db.database import Database
from gateway.errors import Code, GatewayError
from gateway.resources.confirmations import store
from gateway.resources.confirmations.model import Confirmation, Verdict, judge

_NEXT_STEP = (
    "Relisez le récapitulatif, puis confirmez sur la page « confirmation.url » ou renvoyez la demande "
    "avec « confirmationToken » dans les 5 minutes."
)
_FIRST = f"La finalisation est irréversible : une personne doit la confirmer. {_NEXT_STEP}"
_AGAIN = f"Cette confirmation est inconnue, expirée ou déjà utilisée : en voici une nouvelle. {_NEXT_STEP}"
_CHANGED = (
    f"Le document a changé depuis le récapitulatif : rien n'a été finalisé, en voici un nouveau. {_NEXT_STEP}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who is asked, and the means to ask; *base_url* is where the confirmation page is reached."""

    db: Database
    clock: Clock
    mint: Mint
    user_id: str
    base_url: str


async def confirmed(asker: Asker, question: Question, token: str | None) -> str:
    """
    The hash of a token that answers *question* and is still to be used; anything else is refused.

    To use it is the caller's business, in the transaction that also writes down what is about to be done.
    """
    if token is None:
        raise await _asked(asker, question, Code.CONFIRMATION_REQUIRED, _FIRST)
    token_hash = hash_of(token)
    async with asker.db.reading() as tx:
        found = await store.find(tx, token_hash)
    now = asker.clock.now()
    match judge(found, question, user_id=asker.user_id, now=now):
        case Verdict.GOOD:
            return token_hash
        case Verdict.FOREIGN:
            raise GatewayError(
                Code.FORBIDDEN,
                "Cette confirmation a été donnée à une autre personne : demandez la vôtre en finalisant "
                "le document sans « confirmationToken ».",
            )
        case Verdict.CHANGED:
            async with asker.db.transaction() as tx:
                await store.use(tx, token_hash, now=now)
            raise await changed(asker, question)
        case Verdict.WORTHLESS:
            raise await asked_again(asker, question)


async def asked_again(asker: Asker, question: Question) -> GatewayError:
    """For a token that was good a moment ago and that somebody else has used since."""
    return await _asked(asker, question, Code.CONFIRMATION_REQUIRED, _AGAIN)


async def changed(asker: Asker, question: Question) -> GatewayError:
    """The answer was given to another question."""
    return await _asked(asker, question, Code.DOCUMENT_CHANGED, _CHANGED)


async def show_confirmation(db: Database, token: str) -> Confirmation:
    """What a link leads to; a page that nobody was given does not exist."""
    async with db.reading() as tx:
        found = await store.find(tx, hash_of(token))
    if found is None:
        raise GatewayError(
            Code.NOT_FOUND,
            "Ce lien de confirmation n'existe pas : reprenez la finalisation depuis votre application.",
        )
    return found


async def _asked(asker: Asker, question: Question, code: Code, message: str) -> GatewayError:
    token = asker.mint.token()
    expires_at = asker.clock.deadline(LIFE)
    confirmation = Confirmation(
        token_hash=hash_of(token),
        user_id=asker.user_id,
        document_id=question.document_id,
        operation=question.operation,
        content_hash=question.fingerprint,
        summary=question.summary,
        warnings=tuple(question.warnings_json),
        created_at=asker.clock.now(),
        expires_at=expires_at,
    )
    async with asker.db.transaction() as tx:
        await store.add(tx, confirmation)
    return GatewayError(
        code,
        message,
        beside={
            "confirmation": {
                "token": token,
                "expiresAt": expires_at,
                "summary": question.summary,
                "warnings": question.warnings_json,
                "url": f"{asker.base_url}/confirm/{token}",
            }
        },
    )
