"""When the bank breaks or its answer is lost while it finalises: no number is lost or given twice."""

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import CONTROL, still_a_draft
from contracts.suite.gateway.person import PDF_READY_S, Person
from contracts.suite.outcome import expect

FINALIZE = "finalize_client_invoice"


# ---------------------------------------------------------------- finalize: done, and nobody heard
def a_finalisation_whose_answer_is_lost_keeps_its_number(person: Person) -> None:
    """The bank finalises and the connection ends: the number is shown, and no second one is taken."""
    _finalised_unheard(person, "apply-then-drop")


def a_finalisation_that_timed_out_keeps_its_number(person: Person) -> None:
    """The bank finalises and the edge answers 504: the number is shown, and no second one is taken."""
    _finalised_unheard(person, "apply-then-504")


def a_finalisation_answered_with_garbage_keeps_its_number(person: Person) -> None:
    """The bank finalises and what arrives is no JSON: the number is shown, and no second one is taken."""
    _finalised_unheard(person, "garbage")


def a_finalisation_cut_short_keeps_its_number(person: Person) -> None:
    """The bank finalises and half an answer arrives: the number is shown, and no second one is taken."""
    _finalised_unheard(person, "truncated-body")


def an_invoice_finalised_unseen_is_not_finalised_twice(person: Person) -> None:
    """Nobody can look what came of it: once the bank is back, there is one number, whoever asks again."""
    draft = person.draft()
    question = person.question(draft) if person.asks_before else None
    person.fault(FINALIZE, "apply-then-504")
    # However often it looks before and after.
    person.fault("show_client_invoice", "status", status=403, nth=3, count=20)

    answer = person.finalize(draft) if question is None else person.say_yes(draft, question)
    person.plane.clear_faults()

    if person.done_at_bank(FINALIZE):
        _one_number_in_the_end(person, draft, answer)
    else:  # it had looked more often before, and asked for nothing
        still_a_draft(person, draft, after=answer.asked)


# ---------------------------------------------------------------- finalize: not done
def a_finalisation_that_never_arrived_makes_nothing_final(person: Person) -> None:
    """The connection is reset before the bank did anything: it can be confirmed anew, for one number."""
    _not_finalised(person, "reset")


def a_finalisation_that_came_too_often_makes_nothing_final(person: Person) -> None:
    """The bank answers 429 to the finalisation: it can be confirmed anew, for one number."""
    _not_finalised(person, "429", retry_after_s=1, count=9)


def a_finalisation_that_broke_the_bank_makes_nothing_final(person: Person) -> None:
    """The bank answers 500 to the finalisation: it can be confirmed anew, for one number."""
    _not_finalised(person, "status", status=500, count=9)


# ---------------------------------------------------------------- inside
def _finalised_unheard(person: Person, kind: str) -> None:
    draft = person.draft()
    person.fault(FINALIZE, kind)

    answer = person.finalize(draft)

    _one_number_in_the_end(person, draft, answer)


def _one_number_in_the_end(person: Person, draft: Document, answer: Answer) -> None:
    person.wait(PDF_READY_S)
    now = person.again(draft)
    expect(
        bool(now.number),
        f"the bank finalised it, {answer.asked} answered {answer.status}, no number is shown",
    )
    person.ask("finalize_invoice", draft.id, {})
    again = person.again(draft)
    expect(again.number == now.number, f"{now.number} is {again.number} now")
    done = len(person.done_at_bank(FINALIZE))
    expect(done == 1, f"the bank finalised {done} times")


def _not_finalised(person: Person, kind: str, **options: int) -> None:
    draft = person.draft()
    person.fault(FINALIZE, kind, **options)

    answer = person.finalize(draft)

    person.plane.clear_faults()
    now = person.again(draft)
    done = len(person.done_at_bank(FINALIZE))
    expect(bool(now.number) == bool(done), f"the bank finalised {done} times, shown is {now.number}")
    if answer.ok:  # it said it again by itself, and was heard
        expect(done == 1, f"told as final, and the bank finalised {done} times")
        return
    person.finalize(draft).must_succeed()
    expect(len(person.done_at_bank(FINALIZE)) == 1, "confirmed anew, and not finalised once")


BEHAVIOURS = tuple(
    Behaviour(play=play, rules=rules, needs=CONTROL)
    for play, rules in (
        (a_finalisation_whose_answer_is_lost_keeps_its_number, ("R2",)),
        (a_finalisation_that_timed_out_keeps_its_number, ("R2",)),
        (a_finalisation_answered_with_garbage_keeps_its_number, ("R2",)),
        (a_finalisation_cut_short_keeps_its_number, ("R2",)),
        (an_invoice_finalised_unseen_is_not_finalised_twice, ("R2",)),
        (a_finalisation_that_never_arrived_makes_nothing_final, ("R2",)),
        (a_finalisation_that_came_too_often_makes_nothing_final, ("R2",)),
        (a_finalisation_that_broke_the_bank_makes_nothing_final, ("R2",)),
    )
)
