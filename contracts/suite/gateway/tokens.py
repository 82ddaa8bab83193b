"""Rule 3 at a gateway: what brings the yes back is for one document, one person, one time and one use."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Question
from contracts.suite.gateway.expectations import CONTROL, by_token, one_number, still_a_draft
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect

GARBAGE = ("nonsense", "0" * 43, "null", "../../etc/passwd", "x" * 150)
OTHER_KINDS: Sequence[Any] = ("", None, 0, 1, True, [], {}, ["yes"])


def a_made_up_token_makes_nothing_final(person: Person) -> None:
    """What nobody handed out confirms nothing."""
    draft = person.draft()
    question = person.question(draft)

    for garbage in GARBAGE:
        answer = person.say_yes(draft, _forged(question, garbage))
        expect(not answer.ok, f"{garbage[:20]!r} was taken for a yes")

    still_a_draft(person, draft, after="made up tokens")


def a_token_of_another_kind_makes_nothing_final(person: Person) -> None:
    """An empty token, a number, a list, a truth value: none of them confirms anything."""
    draft = person.draft()
    field = person.dialect.confirmation.field
    by_token(person, person.question(draft))

    for odd in OTHER_KINDS:
        answer = person.ask("finalize_invoice", draft.id, {field: odd})
        expect(not answer.ok, f"{odd!r} was taken for a yes")

    still_a_draft(person, draft, after="tokens of another kind")


def a_token_is_for_one_document(person: Person) -> None:
    """The answer to one question does not make another document final."""
    draft, other = person.draft(), person.draft(title="Tout autre chose")
    token = by_token(person, person.question(other))

    answer = person.ask("finalize_invoice", draft.id, {person.dialect.confirmation.field: token})

    expect(not answer.ok, "another document's token was taken for a yes")
    still_a_draft(person, draft, after="another document's token")
    still_a_draft(person, other, after="its token spent elsewhere")


def a_token_is_for_one_person(person: Person) -> None:
    """What one person was asked, another cannot answer."""
    if person.dialect.other_person is None:
        raise CannotTry("the dialect knows one person (other_person)")
    draft = person.draft()
    question = person.question(draft)
    by_token(person, question)

    answer = person.say_yes(draft, question, headers=person.dialect.other_person)

    expect(not answer.ok, "somebody else's answer was taken for a yes")
    still_a_draft(person, draft, after="somebody else's answer")


def a_token_is_forgotten(person: Person) -> None:
    """A question that was answered too late is asked anew."""
    lives_s = person.dialect.confirmation.lives_s
    if lives_s is None:
        raise CannotTry("the dialect forgets no question (confirmation.lives_s)")
    draft = person.draft()
    question = person.question(draft)

    person.wait(lives_s + 1)

    expect(not person.say_yes(draft, question).ok, "an answer that came too late was taken for a yes")
    still_a_draft(person, draft, after="an answer that came too late")


def a_token_is_spent_once(person: Person) -> None:
    """The same answer given twice finalises once, and the number stays."""
    draft = person.draft()
    question = person.question(draft)
    person.say_yes(draft, question).must_succeed()
    number = one_number(person, draft)

    for _ in range(2):
        person.say_yes(draft, question)

    expect(one_number(person, draft) == number, f"{number} became another number")


def two_questions_give_one_number(person: Person) -> None:
    """Two questions about one draft, both answered, finalise once."""
    draft = person.draft()
    first, second = person.question(draft), person.question(draft)
    answers = (person.say_yes(draft, first), person.say_yes(draft, second))

    if any(answer.ok for answer in answers):
        number = one_number(person, draft)
        person.say_yes(draft, first)
        expect(one_number(person, draft) == number, f"{number} became another number")
    else:
        still_a_draft(person, draft, after="two answers that were refused")


def _forged(question: Question, text: str) -> Question:
    url = None if question.url is None else f"{question.url.rpartition('/')[0]}/{text.replace('/', '_')}"
    return replace(question, token=text, url=url)


R3 = ("R3",)
BEHAVIOURS = (
    Behaviour(play=a_made_up_token_makes_nothing_final, rules=R3),
    Behaviour(play=a_token_of_another_kind_makes_nothing_final, rules=R3),
    Behaviour(play=a_token_is_for_one_document, rules=R3),
    Behaviour(play=a_token_is_for_one_person, rules=R3),
    Behaviour(play=a_token_is_forgotten, rules=R3, needs=CONTROL),
    Behaviour(play=a_token_is_spent_once, rules=("R3", "R2")),
    Behaviour(play=two_questions_give_one_number, rules=("R3", "R2")),
)
