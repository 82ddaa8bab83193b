"""Rule 3 at a gateway: it asks, and only a person's own answer to that very question makes anything final."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import still_a_draft
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect

WORDS = ({"confirmed": True}, {"confirm": True}, {"force": True}, {"understood": "yes"}, {"dialog": "yes"})


def finalizing_asks_first(person: Person) -> None:
    """The first call to finalize makes nothing final: it asks a person."""
    draft = person.draft()

    person.question(draft)

    still_a_draft(person, draft, after="a question that nobody answered")


def the_workflow_asks_first_too(person: Person) -> None:
    """The other way to finalize, through the workflow, asks as well."""
    person.need("finalize_invoice_workflow")
    draft = person.draft()
    if person.has("validate_invoice_to_draft"):
        person.ask("validate_invoice_to_draft", draft.id, {}).must_succeed()

    person.question(draft, "finalize_invoice_workflow")

    still_a_draft(person, draft, after="a question that nobody answered")


def a_yes_makes_it_final(person: Person) -> None:
    """Asked and confirmed, an invoice is final and bears a number."""
    draft = person.draft()

    person.finalize(draft).must_succeed()

    now = person.again(draft)
    expect(bool(now.number), "confirmed, and there is no number")
    expect(now.status != "draft", "confirmed, and it is a draft all the same")


def a_yes_in_the_workflow_makes_it_final(person: Person) -> None:
    """Confirmed through the workflow, an invoice is final and bears a number."""
    person.need("finalize_invoice_workflow")
    draft = person.draft()
    if person.has("validate_invoice_to_draft"):
        person.ask("validate_invoice_to_draft", draft.id, {}).must_succeed()

    person.finalize(draft, "finalize_invoice_workflow").must_succeed()

    expect(bool(person.again(draft).number), "confirmed, and there is no number")


def asking_again_and_again_makes_nothing_final(person: Person) -> None:
    """A question asked three times is no answer."""
    draft = person.draft()

    for _ in range(3):
        person.question(draft)

    still_a_draft(person, draft, after="three questions that nobody answered")


def looking_at_the_question_makes_nothing_final(person: Person) -> None:
    """To open the page that asks is not to say yes."""
    draft = person.draft()
    question = person.question(draft)
    if question.url is None:
        raise CannotTry("the question has no page")

    for method in ("GET", "HEAD", "GET"):
        person.say(method, question.url)

    still_a_draft(person, draft, after="a look at the page")


def an_empty_form_makes_nothing_final(person: Person) -> None:
    """A form sent without what a person has to fill in makes nothing final."""
    draft = person.draft()
    question = person.question(draft)
    if question.url is None or not person.dialect.confirmation.form:
        raise CannotTry("the question has no page, or its form nothing to fill in")

    person.say("POST", question.url, data={"nothing": "said"})

    still_a_draft(person, draft, after="a form that nobody filled in")


def a_word_is_no_confirmation(person: Person) -> None:
    """A body or an address that claims the confirmation confirms nothing."""
    if not person.asks_before:
        raise CannotTry("the dialect has no confirmation")
    draft = person.draft()

    for words in WORDS:
        answer = person.ask("finalize_invoice", draft.id, dict(words))
        expect(not answer.ok, f"{words} was taken for a yes")
        answer = person.ask("finalize_invoice", draft.id, {}, query=words)
        expect(not answer.ok, f"{words} in the address was taken for a yes")

    still_a_draft(person, draft, after="words")


def what_changed_is_asked_anew(person: Person) -> None:
    """A draft that was changed after the question is not finalised by the old answer."""
    draft = person.draft()
    question = person.question(draft)
    person.change(draft).must_succeed()

    answer = person.say_yes(draft, question)

    expect(not answer.ok, "what nobody has read was finalised")
    still_a_draft(person, draft, after="the answer to an outdated question")


def what_changed_can_be_confirmed(person: Person) -> None:
    """Asked anew after a change, and confirmed, it becomes final as it was changed."""
    draft = person.draft()
    person.question(draft)
    person.change(draft).must_succeed()
    changed = person.again(draft)

    person.finalize(changed).must_succeed()

    expect(
        person.again(draft).fields.get("items") == changed.fields.get("items"), "other lines were finalised"
    )


def a_deleted_draft_is_not_finalised(person: Person) -> None:
    """The answer to a question about a draft that is gone makes nothing."""
    draft = person.draft()
    question = person.question(draft)
    person.ask("delete_invoice", draft.id).must_succeed()

    answer = person.say_yes(draft, question)

    expect(not answer.ok, "a draft that is gone was finalised")
    expect(not person.done_at_bank("finalize_client_invoice"), "the bank was asked for it all the same")


def an_unknown_document_is_not_finalised(person: Person) -> None:
    """To finalize what does not exist is refused, and the bank finalises nothing."""
    draft = Document(
        kind="invoice",
        id="00000000-0000-4000-a000-000000000000",
        bank_id=None,
        number=None,
        status=None,
        fields={},
    )

    answer = person.ask("finalize_invoice", draft.id, {})

    expect(not answer.ok, "what does not exist was finalised")
    expect(not person.done_at_bank("finalize_client_invoice"), "the bank finalised something")


def a_rate_nobody_pays_is_warned_of(person: Person) -> None:
    """A VAT of 0.2 %, which burnt F-2026-001, is warned of before anybody says yes; 20 % is not."""
    where = person.dialect.confirmation.warnings
    if where is None:
        raise CannotTry("the dialect has no warnings (confirmation.warnings)")
    odd, plain = person.draft(vat_rate=0.002), person.draft(vat_rate=0.2)

    warned = person.question(odd).answer.at(where)
    silent = person.question(plain).answer.at(where)

    expect(bool(warned), "0.2 % of VAT was not worth a warning")
    expect(not silent, f"20 % of VAT was warned of: {silent}")


R3 = ("R3",)
BEHAVIOURS = (
    Behaviour(play=finalizing_asks_first, rules=R3),
    Behaviour(play=the_workflow_asks_first_too, rules=R3),
    Behaviour(play=a_yes_makes_it_final, rules=("R3",)),
    Behaviour(play=a_yes_in_the_workflow_makes_it_final, rules=R3),
    Behaviour(play=asking_again_and_again_makes_nothing_final, rules=R3),
    Behaviour(play=looking_at_the_question_makes_nothing_final, rules=R3),
    Behaviour(play=an_empty_form_makes_nothing_final, rules=R3),
    Behaviour(play=a_word_is_no_confirmation, rules=R3),
    Behaviour(play=what_changed_is_asked_anew, rules=R3),
    Behaviour(play=what_changed_can_be_confirmed, rules=R3),
    Behaviour(play=a_deleted_draft_is_not_finalised, rules=R3),
    Behaviour(play=an_unknown_document_is_not_finalised, rules=R3),
    Behaviour(play=a_rate_nobody_pays_is_warned_of, rules=R3),
)
