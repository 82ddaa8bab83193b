"""Rule 3 at every door of the gateway: no document becomes final but by a person's fresh word of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.machines import gateway_words as words
from tests.machines.gateway_ledger import Bill, Offer, Refusal, Taking
from tests.machines.shop import OTHER, PERSON, Shop
from tests.machines.words import Choice

ASKED: Refusal = (428, "CONFIRMATION_REQUIRED")
CHANGED: Refusal = (409, "DOCUMENT_CHANGED")
FOREIGN: Refusal = (403, "FORBIDDEN")


def asked_and_answered(
    shop: Shop,
    choice: Choice,
    *,
    door: str,
    path: str,
    document: Bill | Offer | Taking,
    refusal: Refusal | None,
    version: int,
    write: Callable[[], None],
    perhaps: Sequence[Refusal] = (),
    said_with: dict[str, Any] | None = None,
) -> None:
    """
    *refusal*: what is said whatever the token. *perhaps*: what may be said of a good one, too.

    Which token is a choice: mostly the newest there is for this document, and a question where there is none.
    """
    person = OTHER if choice.of(8) == 7 else PERSON
    token = _token(shop, choice, document.id)
    body = {**(said_with or {}), **({} if token is None else {"confirmationToken": token})}
    worth = shop.ledger.worth(token, door=door, document=document.id, version=version, person=person)
    expected: tuple[Refusal, ...] | None
    if refusal is not None:
        expected = (refusal,)
    else:
        expected = {
            "asked": (ASKED,),
            "foreign": (FOREIGN,),
            "changed": (CHANGED,),
            "good": ((200, ""), *perhaps),
        }[worth]
    bank_id = getattr(document, "bank_id", None)
    done = shop.tell(door, path, body, expected, 200, person=person, document=bank_id)
    shop.remember(done.said, door=door, document=document.id, version=version, person=person)
    question = None if token is None else shop.ledger.question(token)
    if question is not None and refusal is None and worth in {"good", "changed"}:
        question.used = True
    if refusal is None and worth == "good":
        shop.settle(document, done, write)
        shop.tally.reached[f"{door} confirmed"] += int(bool(done.sure))
    elif refusal is None and worth != "asked":
        shop.tally.reached[f"{door} {worth}"] += 1


def _token(shop: Shop, choice: Choice, document: str) -> str | None:
    own = [question for question in shop.ledger.questions if question.document == document]
    which = choice.of(16)
    if which == 15:
        return words.NOBODYS_TOKEN
    if which == 14 and shop.ledger.questions:
        return str(choice.among(shop.ledger.questions).token)
    if which > 10 and own:
        return str(choice.among(own).token)
    return own[-1].token if own and which else None
