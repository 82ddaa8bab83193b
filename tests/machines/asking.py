"""Rule 3 at every door of the gateway: no document becomes final but by a person's fresh word of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.machines import gateway_words as words
from tests.machines.gateway_ledger import Bill, Offer, Refusal, Taking
from tests.machines.shop import OTHER, PERSON, Shop
from tests.machines.words import Choice

ASKED: Refusal = (428, "CONFIRMATION_REQUIRED")
CHANGED: Refusal = (409, "DOCUMENT_CHANGED")
FOREIGN: Refusal = (403, "FORBIDDEN")
_SAID_OF: Mapping[str, Refusal | None] = {
    "asked": ASKED,
    "foreign": FOREIGN,
    "changed": CHANGED,
    "good": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """
    A way to make *document* final. *write* is what becomes of it.

    *refusal* is what is said whatever the token.
    """

    operation: str
    path: str
    document: Bill | Offer | Taking
    refusal: Refusal | None
    write: Callable[[], None]
    version_now: Callable[[], int]
    change: Callable[[], None] | None = None
    """Something that makes another question of it."""


def asked_and_answered(shop: Shop, choice: Choice, door: Door) -> None:
    """
    With a token or without: mostly the newest there is for this document, and a question where there is none.

    Who is asked mostly says yes at once; sometimes somebody else does, or something changes in between.
    """
    person = OTHER if choice.of(8) == 7 else PERSON
    asked = len(shop.ledger.questions)
    _said(shop, door, person, _token(shop, choice, door.document.id))
    if len(shop.ledger.questions) == asked:
        return
    token = shop.ledger.questions[-1].token
    match choice.of(8):
        case 7:
            pass
        case 6:
            _said(shop, door, PERSON if person == OTHER else OTHER, token)
        case 5 if door.change is not None:
            door.change()
            _said(shop, door, person, token)
        case _:
            _said(shop, door, person, token)


def _said(shop: Shop, door: Door, person: str, token: str | None) -> None:
    document, version = door.document, door.version_now()
    worth = shop.ledger.worth(
        token, door=door.operation, document=document.id, version=version, person=person
    )
    expected = door.refusal or _SAID_OF[worth]
    body = {} if token is None else {"confirmationToken": token}
    bank_id = getattr(document, "bank_id", None)
    done = shop.tell(door.operation, door.path, body, expected, 200, person=person, document=bank_id)
    shop.remember(done.said, door=door.operation, document=document.id, version=version, person=person)
    if door.refusal is not None:
        return
    question = None if token is None else shop.ledger.question(token)
    if question is not None and worth in {"good", "changed"}:
        question.used = True
    if worth == "good":
        shop.settle(document, done, door.write)
        shop.tally.reached[f"{door.operation} confirmed"] += int(bool(done.sure))
    elif worth != "asked":
        shop.tally.reached[f"{door.operation} {worth}"] += 1


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
