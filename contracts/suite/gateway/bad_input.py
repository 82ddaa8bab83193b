"""What cannot be meant is refused at a gateway before anything is done, and never half done."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import nothing_final
from contracts.suite.gateway.person import UNKNOWN_ID, Person
from contracts.suite.outcome import CannotTry, expect

JSON = {"Content-Type": "application/json"}
NOT_JSON = (b"{", b'{"items": [', b"nonsense", b'{"a": 1,}', b"\xff\xfe{}")
NO_OBJECT: Sequence[Any] = ([], [{}], "text", 7, True)
LINES: Sequence[Mapping[str, Any]] = (
    {"quantity": "a few"},
    {"quantity": -1},
    {"price": "much"},
    {"price": {"nested": 1}},
    {"vat_rate": "twenty"},
    {"vat_rate": -0.2},
    {"title": None},
    {"title": ["a", "list"]},
)
BY_ID = (
    "update_invoice",
    "finalize_invoice",
    "cancel_invoice",
    "mark_invoice_paid",
    "send_invoice",
    "delete_invoice",
    "show_invoice_pdf",
)


def what_is_no_json_is_refused(person: Person) -> None:
    """A body that is no JSON is refused, and nothing is made."""
    for content in NOT_JSON:
        answer = person.ask(person.dialect.drafts, content=content, headers=JSON)
        _refused(person, answer, content)


def what_is_no_object_is_refused(person: Person) -> None:
    """A body that is JSON and no object is refused, and nothing is made."""
    for body in NO_OBJECT:
        _refused(person, person.ask(person.dialect.drafts, None, body), body)


def an_empty_creation_is_refused(person: Person) -> None:
    """A creation that says nothing is refused, and nothing is made."""
    _refused(person, person.ask(person.dialect.drafts, None, {}), {})


def a_creation_that_forgets_something_is_refused(person: Person) -> None:
    """A creation that leaves out any one of its fields is refused, or makes a draft."""
    body = person.body_of(person.dialect.drafts)

    for name in body:
        answer = person.ask(person.dialect.drafts, None, {key: body[key] for key in body if key != name})
        _refused_or_draft(person, answer, f"without {name}")


def lines_that_cannot_be_meant_are_refused(person: Person) -> None:
    """Lines of the wrong type or sign are refused, and nothing is made."""
    for wrong in LINES:
        _refused(person, person.create(person.dialect.drafts, **wrong), wrong)


def sums_without_measure_are_refused(person: Person) -> None:
    """Quantities and prices beyond all measure are refused, and nothing is made."""
    for wrong in ({"quantity": 10**40}, {"price": 10**40}, {"price": 1e308}, {"vat_rate": 1e9}):
        _refused(person, person.create(person.dialect.drafts, **wrong), wrong)


def a_customer_nobody_knows_is_refused(person: Person) -> None:
    """An invoice for a customer who does not exist is refused, and nothing is made."""
    if not person.takes(person.dialect.drafts, "customer"):
        raise CannotTry("the dialect names no customer in a creation")

    _refused(person, person.create(person.dialect.drafts, customer=UNKNOWN_ID), UNKNOWN_ID)


def a_document_nobody_knows_is_refused(person: Person) -> None:
    """No deed goes through on a document that does not exist, and the bank is asked to change nothing."""
    for operation in BY_ID:
        if person.has(operation):
            body: Any = None if operation in {"delete_invoice", "show_invoice_pdf"} else {}
            answer = person.ask(operation, UNKNOWN_ID, body)
            expect(not answer.ok, f"{answer.asked} went through on nothing")
            _nothing_done(person, answer)


def an_id_that_is_none_is_refused(person: Person) -> None:
    """What cannot be an id is refused, and neither breaks the gateway nor reaches another document."""
    for odd in ("%00", "..%2f..%2fhealth", "a" * 3000, "' OR 1=1 --", "é", "%F0%9F%92%A3"):
        answer = person.ask("show_invoice", odd)
        expect(not answer.ok, f"{answer.asked[:60]} showed something")
        expect(answer.status < 500, f"{answer.asked[:60]} answered {answer.status}")  # noqa: PLR2004


def a_change_that_cannot_be_meant_changes_nothing(person: Person) -> None:
    """A change of the wrong type is refused as a whole: the draft is what it was."""
    draft = person.draft()

    for wrong in LINES:
        answer = person.change(draft, **{"quantity_text": None, **wrong})
        if not answer.ok:
            expect(answer.refused, f"{answer.asked} answered {answer.status}")
            _unchanged(person, draft)


def a_refusal_says_why(person: Person) -> None:
    """A refusal is told in words: its body is JSON and not empty."""
    empty: tuple[Any, ...] = ({}, [])
    for body in empty:
        answer = person.ask(person.dialect.drafts, None, body)
        expect(bool(answer.body), f"{answer.asked} was refused without a word")


def _unchanged(person: Person, draft: Document) -> None:
    now = person.again(draft)
    for field in ("items", "total_amount", "total_amount_cents"):
        expect(now.fields.get(field) == draft.fields.get(field), f"refused, and {field} changed")


def _refused(person: Person, answer: Answer, what: Any) -> None:
    expect(answer.refused, f"{answer.asked} answered {answer.status} to {str(what)[:60]}")
    _nothing_done(person, answer)


def _refused_or_draft(person: Person, answer: Answer, what: str) -> None:
    expect(answer.ok or answer.refused, f"{answer.asked} answered {answer.status} {what}")
    made = person.document("invoice", answer) if answer.ok else None
    expect(made is None or not made.number, f"{answer.asked} {what} made {made.number if made else ''}")
    nothing_final(person, after=f"{answer.asked} {what}", rule="R1")


def _nothing_done(person: Person, answer: Answer) -> None:
    written = [one for one in person.written_at_bank if one.ok]
    expect(
        not written, f"{answer.asked} was refused, and the bank did {written[0].operation if written else ''}"
    )


G = ("G",)
BEHAVIOURS = (
    Behaviour(play=what_is_no_json_is_refused, rules=G),
    Behaviour(play=what_is_no_object_is_refused, rules=G),
    Behaviour(play=an_empty_creation_is_refused, rules=G),
    Behaviour(play=a_creation_that_forgets_something_is_refused, rules=G),
    Behaviour(play=lines_that_cannot_be_meant_are_refused, rules=G),
    Behaviour(play=sums_without_measure_are_refused, rules=G),
    Behaviour(play=a_customer_nobody_knows_is_refused, rules=G),
    Behaviour(play=a_document_nobody_knows_is_refused, rules=G),
    Behaviour(play=an_id_that_is_none_is_refused, rules=G),
    Behaviour(play=a_change_that_cannot_be_meant_changes_nothing, rules=G),
    Behaviour(play=a_refusal_says_why, rules=G),
)
