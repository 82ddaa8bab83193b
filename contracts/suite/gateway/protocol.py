"""What only our own gateway promises: contracts/gateway.yaml to the letter, and the words of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import contracts
from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour, Need
from contracts.suite.gateway.person import UNKNOWN_ID, Person
from contracts.suite.outcome import expect

OURS = frozenset({Need.OUR_PROTOCOL})
CONTROLLED = frozenset({Need.OUR_PROTOCOL, Need.CONTROL})
CONFIRM, FORBIDDEN, CONFLICT, INVALID = 428, 403, 409, 422
PLAIN_TEXT = {"Content-Type": "text/plain"}


def every_answer_is_as_the_contract_says(person: Person) -> None:
    """Whatever is asked of an invoice on its way, every answer has the shape that the contract promises."""
    draft = person.draft()
    person.ask("show_invoice", draft.id)
    person.ask("show_invoice_details", draft.id)
    person.change(draft)
    person.finalize(draft)
    person.ask("show_invoice_pdf", draft.id)
    person.ask("cancel_invoice", draft.id)
    person.ask("list_invoices")
    person.ask("delete_invoice", draft.id)

    known = contracts.load("gateway").operations
    for call in person.calls:
        if call.operation and isinstance(call.answered, dict):
            breaches = known[call.operation].response_errors(call.status, call.answered)
            expect(not breaches, f"{call.method} {call.target}: {breaches[0] if breaches else ''}", rule="G")


def a_question_is_a_428(person: Person) -> None:
    """The question is 428 CONFIRMATION_REQUIRED, with token, expiry, page, summary and warnings."""
    answer = person.question(person.draft()).answer

    _refused(answer, CONFIRM, "CONFIRMATION_REQUIRED")
    for name in ("token", "expiresAt", "url", "summary", "warnings"):
        answer.at(f"confirmation.{name}")


def a_question_says_what_becomes_final(person: Person) -> None:
    """The summary says who is billed, every line, VAT by rate, the total, and what cannot be undone."""
    draft = person.draft(quantity=3, price=33.33, vat_rate=0.055)

    summary = person.question(draft).answer.at("confirmation.summary")

    expect(bool(summary["customer"]["name"]), "nobody is billed")
    expect([line["total_amount_cents"] for line in summary["items"]] == [10549], "other lines are summed up")
    expect([float(one["vat_rate"]) for one in summary["vat"]] == [0.055], "VAT is not told by rate")
    expect(summary["total_amount_cents"] == draft.total_cents, "another total is summed up")
    expect(bool(summary["irreversible"]), "nobody is told what cannot be undone")


def a_question_lives_five_minutes(person: Person) -> None:
    """A token lives five minutes by the bank's clock."""
    answer = person.question(person.draft()).answer

    expires = datetime.fromisoformat(answer.at("confirmation.expiresAt"))
    left_s = (expires - person.plane.now).total_seconds()
    expect(295 <= left_s <= 300, f"it expires in {left_s} s")  # noqa: PLR2004


def a_rate_that_is_no_rate_is_named(person: Person) -> None:
    """A VAT of 0.2 % is warned of as VAT_RATE_NOT_LEGAL."""
    warnings = person.question(person.draft(vat_rate=0.002)).answer.at("confirmation.warnings")

    expect("VAT_RATE_NOT_LEGAL" in {one["code"] for one in warnings}, f"warned of {warnings}")


def a_wish_to_finalize_is_named(person: Person) -> None:
    """A wish to finalize by itself is 422 AUTO_FINALIZE_FORBIDDEN."""
    answer = person.create(person.dialect.drafts, extra={"options": {"auto_finalize": True}})

    _refused(answer, INVALID, "AUTO_FINALIZE_FORBIDDEN")


def a_no_to_finalizing_is_harmless(person: Person) -> None:
    """A creation that says autoFinalize: false, as the reference's front end does, makes a draft."""
    answer = person.create(person.dialect.drafts, extra={"autoFinalize": False})

    expect(person.made("invoice", answer).number is None, "no was taken for yes")


def what_is_final_is_a_409_with_its_number(person: Person) -> None:
    """What can no more be done to a final invoice is 409 ALREADY_FINALIZED, with its number."""
    final = person.final()

    for answer in (
        person.change(final),
        person.ask("delete_invoice", final.id),
        person.ask("finalize_invoice", final.id, {}),
    ):
        _refused(answer, CONFLICT, "ALREADY_FINALIZED")
        expect(answer.at("details.number") == final.number, f"{answer.asked} tells no number")


def another_persons_token_is_a_403(person: Person) -> None:
    """Somebody else's token is 403."""
    draft = person.draft()
    question = person.question(draft)

    person.say_yes(draft, question, headers={"X-User-Id": "somebody-else"}).must_be(FORBIDDEN)


def an_outdated_question_is_a_409_with_a_new_one(person: Person) -> None:
    """What changed since the question is 409 DOCUMENT_CHANGED, with a new question."""
    draft = person.draft()
    question = person.question(draft)
    person.change(draft).must_succeed()

    answer = person.say_yes(draft, question)

    _refused(answer, CONFLICT, "DOCUMENT_CHANGED")
    expect(answer.at("confirmation.token") != question.token, "the old question is asked again")


def a_pdf_of_a_draft_is_a_404(person: Person) -> None:
    """The PDF of a draft is 404 PDF_NOT_AVAILABLE."""
    answer = person.ask("show_invoice_pdf", person.draft().id)

    _refused(answer, 404, "PDF_NOT_AVAILABLE")


def a_pdf_that_is_not_ready_is_a_503(person: Person) -> None:
    """A PDF that Qonto still renders is 503 PDF_PENDING, and says when to come back."""
    draft = person.draft()
    person.finalize(draft).must_succeed()

    answer = person.ask("show_invoice_pdf", draft.id)

    _refused(answer, 503, "PDF_PENDING")
    expect(answer.headers.get("retry-after", "").isdecimal(), "it does not say when to come back")


def a_pdf_says_where_it_comes_from(person: Person) -> None:
    """A PDF says whether it came from pdf_url, from the attachment or from our own copy."""
    final = person.final()
    first = person.ask("show_invoice_pdf", final.id).must_succeed()
    person.fault("show_client_invoice", "reset", count=9)
    kept = person.ask("show_invoice_pdf", final.id).must_succeed()

    expect(first.headers.get("x-pdf-source") in {"pdf_url", "attachment"}, "it does not say where it is from")
    expect(kept.headers.get("x-pdf-source") == "local", "away, and it is not our own copy")


def a_repetition_says_that_it_is_one(person: Person) -> None:
    """What is said again under its key is answered as before, and says that it is a repetition."""
    key = {"Idempotency-Key": f"suite-{person.draft().id}"}
    person.create(person.dialect.drafts, headers=key).must_succeed()

    answer = person.create(person.dialect.drafts, headers=key).must_succeed()

    expect("idempotency-replayed" in answer.headers, "it does not say that it is a repetition")


def an_unknown_field_is_named(person: Person) -> None:
    """A field that nobody knows is 422, and named."""
    _names(person.create(person.dialect.drafts, extra={"nonsense": 1}), "nonsense")


def a_wrong_field_is_named(person: Person) -> None:
    """A field that cannot be meant is 422, and named with its place."""
    _names(person.create(person.dialect.drafts, quantity="a few"), "items.0.quantity")


def a_missing_field_is_named(person: Person) -> None:
    """A field that is missing is 422, and named."""
    body = {**person.body_of(person.dialect.drafts)}
    del body["clientId"]

    _names(person.ask(person.dialect.drafts, None, body), "clientId")


def a_failure_has_an_envelope(person: Person) -> None:
    """Every failure tells success: false, a sentence in French, a code and details."""
    for method, target in (
        ("GET", f"/api/qonto/invoices/{UNKNOWN_ID}"),
        ("GET", "/api/qonto/no-such-route"),
        ("PUT", "/api/qonto/invoices"),
    ):
        answer = person.say(method, target)
        expect(answer.at("success") is False, f"{answer.asked} does not say that it failed")
        expect(len(answer.at("error")) > 10, f"{answer.asked} says {answer.at('error')!r}")  # noqa: PLR2004
        expect(answer.at("code").isupper(), f"{answer.asked} has the code {answer.at('code')!r}")
        answer.at("details")


def a_method_nobody_serves_is_a_405(person: Person) -> None:
    """A method that an address does not serve is 405, with those that it serves."""
    answer = person.say("PUT", "/api/qonto/invoices").must_be(405)

    told = {word.strip() for word in answer.headers.get("allow", "").split(",")}
    expect({"GET", "POST"} <= told, f"Allow says {sorted(told)}")


def a_body_of_another_type_is_a_415(person: Person) -> None:
    """A body that does not say that it is JSON is 415."""
    person.ask(person.dialect.drafts, content=b"{}", headers=PLAIN_TEXT).must_be(415)


def a_success_says_so(person: Person) -> None:
    """A creation is 201 and success: true, whatever edition the bank speaks."""
    answer = person.create(person.dialect.drafts).must_be(201)

    expect(answer.at("success") is True, "it does not say that it succeeded")


def _refused(answer: Answer, status: int, code: str) -> None:
    answer.must_be(status)
    expect(answer.at("code") == code, f"{answer.asked} is {answer.at('code')}, not {code}")


def _names(answer: Answer, field: str) -> None:
    _refused(answer, INVALID, "INVALID")
    told: list[Mapping[str, Any]] = answer.at("details.fields")
    named = [str(one["field"]) for one in told]
    expect(field in named, f"{answer.asked} names {named}, not {field}")


G = ("G",)
BEHAVIOURS = (
    Behaviour(play=every_answer_is_as_the_contract_says, rules=G, needs=OURS),
    Behaviour(play=a_question_is_a_428, rules=("R3",), needs=OURS),
    Behaviour(play=a_question_says_what_becomes_final, rules=("R3",), needs=OURS),
    Behaviour(play=a_question_lives_five_minutes, rules=("R3",), needs=CONTROLLED),
    Behaviour(play=a_rate_that_is_no_rate_is_named, rules=("R3",), needs=OURS),
    Behaviour(play=a_wish_to_finalize_is_named, rules=("R1",), needs=OURS),
    Behaviour(play=a_no_to_finalizing_is_harmless, rules=("R1",), needs=OURS),
    Behaviour(play=what_is_final_is_a_409_with_its_number, rules=("R2",), needs=OURS),
    Behaviour(play=another_persons_token_is_a_403, rules=("R3",), needs=OURS),
    Behaviour(play=an_outdated_question_is_a_409_with_a_new_one, rules=("R3",), needs=OURS),
    Behaviour(play=a_pdf_of_a_draft_is_a_404, rules=("R4",), needs=OURS),
    Behaviour(play=a_pdf_that_is_not_ready_is_a_503, rules=("R4",), needs=CONTROLLED),
    Behaviour(play=a_pdf_says_where_it_comes_from, rules=("R5",), needs=CONTROLLED),
    Behaviour(play=a_repetition_says_that_it_is_one, rules=G, needs=OURS),
    Behaviour(play=an_unknown_field_is_named, rules=G, needs=OURS),
    Behaviour(play=a_wrong_field_is_named, rules=G, needs=OURS),
    Behaviour(play=a_missing_field_is_named, rules=G, needs=OURS),
    Behaviour(play=a_failure_has_an_envelope, rules=G, needs=OURS),
    Behaviour(play=a_method_nobody_serves_is_a_405, rules=G, needs=OURS),
    Behaviour(play=a_body_of_another_type_is_a_415, rules=G, needs=OURS),
    Behaviour(play=a_success_says_so, rules=G, needs=OURS),
)
