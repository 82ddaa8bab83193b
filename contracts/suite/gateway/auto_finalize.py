"""Rule 1 at a gateway: whatever is created is a draft, however loudly somebody asks for more."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import (
    CONTROL,
    nothing_final,
    only_a_draft,
    still_a_draft,
)
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

WISH: Mapping[str, Any] = {"autoFinalize": True}
SPELLINGS = (
    "auto_finalize",
    "AutoFinalize",
    "auto-finalize",
    "AUTOFINALIZE",
    "autofinalise",
    "auto finalize",
)
DEEP: Sequence[Mapping[str, Any]] = (
    {"options": {"autoFinalize": True}},
    {"settings": [{"invoice": {"auto_finalize": True}}]},
    {"meta": {"deeply": {"nested": [[{"autoFinalize": True}]]}}},
)
YES = ("true", 1, "1", "yes", "oui", "on")
ALREADY_FINAL: Sequence[Mapping[str, Any]] = (
    {"status": "unpaid"},
    {"status": "finalized"},
    {"finalize": True},
    {"draft": False},
)


def auto_finalize_is_not_honoured(person: Person) -> None:
    """A creation that wishes to be final at once makes nothing final."""
    only_a_draft(person, person.create(person.dialect.drafts, extra=WISH))


def auto_finalize_is_not_honoured_in_any_spelling(person: Person) -> None:
    """However the wish is spelled, nothing becomes final."""
    for spelling in SPELLINGS:
        only_a_draft(person, person.create(person.dialect.drafts, extra={spelling: True}))


def auto_finalize_is_not_honoured_at_any_depth(person: Person) -> None:
    """However deep the wish is hidden in a body, nothing becomes final."""
    for hidden in DEEP:
        only_a_draft(person, person.create(person.dialect.drafts, extra=hidden))


def auto_finalize_is_not_honoured_in_a_line(person: Person) -> None:
    """A wish hidden in the lines of an invoice makes nothing final."""
    body = person.body_of(person.dialect.drafts)
    lines = body.get("items") if isinstance(body, dict) else None
    wishing = [{**line, **WISH} for line in lines] if isinstance(lines, list) else [dict(WISH)]

    only_a_draft(person, person.create(person.dialect.drafts, extra={"items": wishing}))


def auto_finalize_is_not_honoured_in_any_word(person: Person) -> None:
    """A wish said as a word or as a number makes nothing final."""
    for word in YES:
        only_a_draft(person, person.create(person.dialect.drafts, extra={"autoFinalize": word}))


def auto_finalize_is_not_honoured_in_the_address(person: Person) -> None:
    """A wish in the query makes nothing final."""
    for name in ("autoFinalize", "auto_finalize"):
        only_a_draft(person, person.create(person.dialect.drafts, query={name: "true"}))


def a_wish_for_another_status_makes_nothing_final(person: Person) -> None:
    """A creation that names another status than draft makes a draft, or nothing."""
    for wish in ALREADY_FINAL:
        only_a_draft(person, person.create(person.dialect.drafts, extra=wish))


def auto_finalize_is_not_honoured_for_an_order(person: Person) -> None:
    """An invoice from an order that wishes to be final at once is a draft, or nothing."""
    made = only_a_draft(person, person.of_order("create_invoice", extra=WISH))

    if made is not None:
        person.free(made)


def auto_finalize_is_not_honoured_for_a_quote(person: Person) -> None:
    """A quote that wishes to be final at once is not sent to anybody."""
    only_a_draft(person, person.create("create_service_quote", extra=WISH), kind="quote")


def auto_finalize_is_not_honoured_by_a_conversion(person: Person) -> None:
    """A quote converted with the wish becomes a draft, or nothing."""
    quote = _sent_quote(person)
    sent = len(person.done_at_bank("send_quote"))

    answer = person.ask("convert_quote", quote.id, dict(WISH))

    made = person.document("invoice", answer) if answer.ok else None
    expect(made is None or not made.number, f"{answer.asked} made {made.number if made else ''}")
    expect(not person.done_at_bank("finalize_client_invoice"), f"{answer.asked} finalised at the bank")
    expect(len(person.done_at_bank("send_quote")) == sent, f"{answer.asked} sent the quote again")


def auto_finalize_is_not_honoured_for_a_credit_note(person: Person) -> None:
    """A credit note that wishes to be final at once is a draft, or nothing."""
    person.need("create_credit_note")
    invoice = person.final()

    answer = person.create("create_credit_note", document=invoice.id, extra=WISH)

    made = person.document("credit_note", answer) if answer.ok else None
    expect(made is None or not made.number, f"{answer.asked} made {made.number if made else ''}")
    expect(not person.done_at_bank("create_credit_note"), "the bank was asked for the credit note at once")


def auto_finalize_is_not_honoured_by_a_change(person: Person) -> None:
    """A draft that is changed with the wish stays a draft."""
    draft = person.draft()

    for wish in (WISH, *ALREADY_FINAL):
        answer = person.ask(
            "update_invoice", draft.id, {**person.body_of("update_invoice", price=60), **wish}
        )

        still_a_draft(person, draft, after=f"{answer.asked} with {wish}")


def auto_finalize_is_not_honoured_by_any_other_deed(person: Person) -> None:
    """No deed on a draft makes it final because the wish goes with it."""
    draft = person.draft()

    for operation in ("validate_invoice_to_draft", "send_invoice", "mark_invoice_paid", "cancel_invoice"):
        if person.has(operation):
            answer = person.ask(operation, draft.id, dict(WISH))
            still_a_draft(person, draft, after=f"{answer.asked} with the wish")


def every_creation_tells_the_bank_that_it_is_a_draft(person: Person) -> None:
    """An invoice is created at the bank as a draft, in so many words: without them Qonto may finalise it."""
    person.draft()

    _said_draft(person)


def an_invoice_of_an_order_is_created_as_a_draft(person: Person) -> None:
    """An invoice from an order is created at the bank as a draft, in so many words."""
    draft = person.draft_of_order()

    _said_draft(person)
    person.free(draft)


def a_converted_quote_is_created_as_a_draft(person: Person) -> None:
    """The invoice that a quote becomes is created at the bank as a draft, in so many words."""
    person.need("convert_quote")
    quote = _sent_quote(person)

    made = person.made("invoice", person.ask("convert_quote", quote.id, {}))

    _said_draft(person)
    expect(not person.again(made).number, "a quote became an invoice that is final")


def a_refused_wish_leaves_nothing_behind(person: Person) -> None:
    """Where the wish is refused, nothing was made at the bank either."""
    answer = person.create(person.dialect.drafts, extra=WISH)

    made = person.done_at_bank("create_client_invoice")
    expect(answer.ok or not made, f"{answer.asked} refused, and made an invoice all the same")
    nothing_final(person, after=answer.asked)


def a_draft_is_a_draft_and_bears_no_number(person: Person) -> None:
    """What was created is shown as a draft without a number, at once and later."""
    draft = person.draft()

    expect(not draft.number, f"a draft was born with number {draft.number}")
    expect(draft.status in {None, "draft"}, f"a draft was born {draft.status}")
    still_a_draft(person, draft, after="a second look")


def _said_draft(person: Person) -> None:
    said = [one.asked for one in person.done_at_bank("create_client_invoice")]
    expect(bool(said), "the bank was asked for no invoice")
    for body in said:
        status = body.get("status") if isinstance(body, dict) else None
        expect(status == "draft", f"the bank was asked for an invoice that is {status!r}")


def _sent_quote(person: Person) -> Document:
    quote = person.quote()
    person.finalize(quote).must_succeed()
    return quote


R1 = ("R1",)
BEHAVIOURS = (
    Behaviour(play=auto_finalize_is_not_honoured, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_in_any_spelling, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_at_any_depth, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_in_a_line, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_in_any_word, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_in_the_address, rules=R1),
    Behaviour(play=a_wish_for_another_status_makes_nothing_final, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_for_an_order, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_for_a_quote, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_by_a_conversion, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_for_a_credit_note, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_by_a_change, rules=R1),
    Behaviour(play=auto_finalize_is_not_honoured_by_any_other_deed, rules=R1),
    Behaviour(play=every_creation_tells_the_bank_that_it_is_a_draft, rules=R1, needs=CONTROL),
    Behaviour(play=an_invoice_of_an_order_is_created_as_a_draft, rules=R1, needs=CONTROL),
    Behaviour(play=a_converted_quote_is_created_as_a_draft, rules=R1, needs=CONTROL),
    Behaviour(play=a_refused_wish_leaves_nothing_behind, rules=R1, needs=CONTROL),
    Behaviour(play=a_draft_is_a_draft_and_bears_no_number, rules=R1),
)
