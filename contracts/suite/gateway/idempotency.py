"""A creation under a key happens once at a gateway, however often it is said."""

import secrets
from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect

CREATE = "create_client_invoice"


def a_creation_under_a_key_happens_once(person: Person) -> None:
    """The same creation under the same key makes one invoice, and tells of it both times."""
    key = _key(person, "once")

    first, second = (_created(person, key) for _ in range(2))

    expect(len(person.done_at_bank(CREATE)) == 1, "two invoices were made under one key")
    same = person.made("invoice", first).id == person.made("invoice", second).id
    expect(same, "two answers under one key tell of two invoices")


def two_keys_make_two_invoices(person: Person) -> None:
    """The same creation under two keys makes two invoices."""
    first = person.made("invoice", _created(person, _key(person, "one")))

    second = person.made("invoice", _created(person, _key(person, "two")))

    expect(first.id != second.id, "two creations under two keys are one")


def a_key_is_for_one_content(person: Person) -> None:
    """Another creation under a key that was used makes no second invoice and is not taken for the first."""
    key = _key(person, "content")
    _created(person, key).must_succeed()

    answer = _created(person, key, price=999)

    expect(not answer.ok, "another content under the same key was taken")
    expect(person.control is None or len(person.done_at_bank(CREATE)) == 1, "a second invoice was made")


def a_creation_unheard_is_repeated_under_its_key(person: Person) -> None:
    """An answer that was lost on the way from the bank: said again under its key, there is one invoice."""
    key = _key(person, "unheard")
    person.fault(CREATE, "apply-then-drop")
    person.fault("list_client_invoices", "status", status=403, count=20)

    _created(person, key)
    person.plane.clear_faults()
    again = _created(person, key)

    made = len(person.done_at_bank(CREATE))
    expect(made == 1, f"{made} invoices were made under one key")
    expect(not again.ok or person.document("invoice", again) is not None, "told as made, and not shown")


def a_key_makes_no_exception_of_the_rules(person: Person) -> None:
    """Under a key, too, a creation that wishes to be final makes nothing final."""
    key = _key(person, "wish")

    for _ in range(2):
        answer = person.create(person.dialect.drafts, extra={"autoFinalize": True}, headers=key)
        made = person.document("invoice", answer) if answer.ok else None
        expect(made is None or not made.number, "a wish under a key was honoured")
    expect(not person.done_at_bank("finalize_client_invoice"), "the bank was asked to finalise")


def _key(person: Person, word: str) -> dict[str, str]:
    """A key that no run has used before. Raises CannotTry: the dialect has none."""
    if person.dialect.once is None:
        raise CannotTry("the dialect has no key under which things happen once (once)")
    return {person.dialect.once: f"suite-{word}-{secrets.token_hex(8)}"}


def _created(person: Person, key: dict[str, str], **values: Any) -> Answer:
    return person.create(person.dialect.drafts, headers=key, **values)


BEHAVIOURS = (
    Behaviour(play=a_creation_under_a_key_happens_once, rules=("G",), needs=CONTROL),
    Behaviour(play=two_keys_make_two_invoices, rules=("G",)),
    Behaviour(play=a_key_is_for_one_content, rules=("G",)),
    Behaviour(play=a_creation_unheard_is_repeated_under_its_key, rules=("G",), needs=CONTROL),
    Behaviour(play=a_key_makes_no_exception_of_the_rules, rules=("R1",)),
)
