"""What can be seen at a gateway without changing anything, on whatever happens to be there."""

import re
from typing import Any

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import DRAFT
from contracts.suite.gateway.expectations import CONTROL, texts
from contracts.suite.gateway.person import UNKNOWN_ID, Person
from contracts.suite.outcome import CannotTry, expect

READS = (
    "show_health",
    "show_status",
    "show_balance",
    "list_invoices",
    "list_service_invoices",
    "list_quotes",
    "list_credit_notes",
    "list_clients",
    "list_transactions",
    "show_debug",
    "show_debug_counts",
)
UNSAID = ("Traceback (most recent call last)", 'File "', "site-packages")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_SERVER = 500


def health_is_told(person: Person) -> None:
    """Health is told in JSON, whether it is good or bad."""
    answer = person.ask("show_health")

    expect(answer.ok or answer.status == 503, f"{answer.asked} answered {answer.status}")  # noqa: PLR2004
    expect(isinstance(answer.body, dict), f"{answer.asked} told nothing that a machine can read")


def nothing_that_is_read_breaks(person: Person) -> None:
    """No list and no view breaks the gateway."""
    for operation in READS:
        if person.has(operation):
            answer = person.ask(operation)
            expect(answer.status not in {500, 501}, f"{answer.asked} answered {answer.status}")


def nothing_that_is_read_tells_how_it_works(person: Person) -> None:
    """No list and no view tells a stack trace or a credential."""
    for operation in READS:
        if person.has(operation):
            answer = person.ask(operation)
            text = answer.content.decode("utf-8", "replace")
            told = [word for word in UNSAID if word in text]
            expect(not told, f"{answer.asked} tells {told}")


def reading_changes_nothing(person: Person) -> None:
    """To read asks the bank to change nothing."""
    for operation in READS:
        if person.has(operation):
            person.ask(operation)
            written = person.written_at_bank
            expect(not written, f"{operation} asked the bank for {written[0].operation if written else ''}")


def no_draft_is_listed_with_a_number(person: Person) -> None:
    """A draft has no number, in any list."""
    for one in _listed(person, "list_invoices", "invoices"):
        if one.get("status") == DRAFT:
            expect(not one.get("number"), f"a draft is listed as {one.get('number')}")


def what_is_final_is_listed_with_its_number(person: Person) -> None:
    """An invoice that is final has a number, in any list."""
    for one in _listed(person, "list_invoices", "invoices"):
        if one.get("status") in {"unpaid", "paid", "canceled"}:
            expect(bool(one.get("number")), f"{one.get('id')} is {one.get('status')} and has no number")


def no_number_is_listed_twice(person: Person) -> None:
    """No two invoices have one number."""
    numbers = [one["number"] for one in _listed(person, "list_invoices", "invoices") if one.get("number")]

    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    expect(not twice, f"{', '.join(map(str, twice))} is on two invoices")


def a_listed_invoice_is_shown_as_it_is_listed(person: Person) -> None:
    """List and detail of an invoice agree on its number and status."""
    for one in _listed(person, "list_invoices", "invoices")[:3]:
        shown = person.document("invoice", person.ask("show_invoice", str(one["id"])).must_succeed())
        told = None if shown is None else (shown.number, shown.status)
        expect(told == (one.get("number"), one.get("status")), f"{one['id']} is listed and shown differently")


def no_listed_draft_has_a_pdf(person: Person) -> None:
    """A draft that is there has no PDF."""
    drafts = [one for one in _listed(person, "list_invoices", "invoices") if one.get("status") == DRAFT]

    for one in drafts[:3]:
        expect(not one.get("pdf_url"), f"the draft {one['id']} is listed with the address of a PDF")
        answer = person.ask("show_invoice_pdf", str(one["id"]))
        expect(not answer.ok, f"{answer.asked} served the PDF of a draft")


def a_list_is_the_same_twice(person: Person) -> None:
    """A list that is read twice is the same."""
    first, second = (_listed(person, "list_invoices", "invoices") for _ in range(2))

    ids = [[one.get("id") for one in listed] for listed in (first, second)]
    expect(ids[0] == ids[1], "the list is in another order, or another list, the second time")


def no_quote_is_listed_twice(person: Person) -> None:
    """No quote is listed twice."""
    ids = [one.get("id") for one in _listed(person, "list_quotes", "quotes")]

    expect(len(ids) == len(set(ids)), "a quote is listed twice")


def no_credit_note_is_issued_without_a_number(person: Person) -> None:
    """A credit note that is a draft has no number, and one that was issued has one."""
    for one in _listed(person, "list_credit_notes", "credit_notes"):
        draft = one.get("status") == DRAFT
        expect(
            draft != bool(one.get("number")), f"{one.get('id')} is {one.get('status')}, {one.get('number')}"
        )


def no_debugging_shows_an_iban(person: Person) -> None:
    """What is shown for debugging holds no whole IBAN."""
    for operation in ("show_debug", "show_debug_counts", "show_status", "show_health"):
        if person.has(operation):
            answer = person.ask(operation)
            found = [text for text in texts(answer.body) if _IBAN.search(text)]
            expect(not found, f"{answer.asked} shows a whole IBAN")


def an_unknown_document_is_not_found(person: Person) -> None:
    """A document that does not exist is said not to."""
    for kind in ("invoice", "quote", "credit_note"):
        if person.has(f"show_{kind}"):
            person.ask(f"show_{kind}", UNKNOWN_ID).must_be_refused()


def an_unknown_document_has_no_pdf(person: Person) -> None:
    """A document that does not exist has no PDF."""
    for kind in ("invoice", "quote", "credit_note"):
        if person.has(f"show_{kind}_pdf"):
            person.ask(f"show_{kind}_pdf", UNKNOWN_ID).must_be_refused()


def an_unknown_address_is_not_found(person: Person) -> None:
    """An address that leads nowhere is said to."""
    answer = person.say("GET", "/api/qonto/no-such-route")

    answer.must_be_refused()


def a_read_with_odd_words_does_not_break(person: Person) -> None:
    """Odd words in the query of a list are refused or passed over, and break nothing."""
    for query in ({"page": "-1"}, {"page": "many"}, {"status": "'; --"}, {"per_page": "100000000"}):
        answer = person.ask("list_invoices", query=query)
        expect(answer.status < _SERVER, f"{answer.asked} answered {answer.status}")


def accounts_are_told(person: Person) -> None:
    """The balance of the accounts is told."""
    answer = person.ask("show_balance").must_succeed()

    expect(bool(answer.body), f"{answer.asked} told nothing")


def _listed(person: Person, operation: str, name: str) -> list[dict[str, Any]]:
    listed = person.ask(operation).must_succeed().body
    found = listed.get(name) if isinstance(listed, dict) else None
    if not isinstance(found, list):
        raise CannotTry(f"the dialect does not say where {operation} lists (documents)")
    return [one for one in found if isinstance(one, dict)]


G = ("G",)
BEHAVIOURS = (
    Behaviour(play=health_is_told, rules=G, reads=True, stateful=False),
    Behaviour(play=nothing_that_is_read_breaks, rules=G, reads=True, stateful=False),
    Behaviour(play=nothing_that_is_read_tells_how_it_works, rules=G, reads=True, stateful=False),
    Behaviour(play=reading_changes_nothing, rules=("R3",), reads=True, needs=CONTROL),
    Behaviour(play=no_draft_is_listed_with_a_number, rules=("R1",), reads=True),
    Behaviour(play=what_is_final_is_listed_with_its_number, rules=("R2",), reads=True),
    Behaviour(play=no_number_is_listed_twice, rules=("R2",), reads=True),
    Behaviour(play=a_listed_invoice_is_shown_as_it_is_listed, rules=("R2",), reads=True),
    Behaviour(play=no_listed_draft_has_a_pdf, rules=("R4",), reads=True),
    Behaviour(play=a_list_is_the_same_twice, rules=("G",), reads=True),
    Behaviour(play=no_quote_is_listed_twice, rules=("G",), reads=True),
    Behaviour(play=no_credit_note_is_issued_without_a_number, rules=("G",), reads=True),
    Behaviour(play=no_debugging_shows_an_iban, rules=G, reads=True, stateful=False),
    Behaviour(play=an_unknown_document_is_not_found, rules=("G",), reads=True, stateful=False),
    Behaviour(play=an_unknown_document_has_no_pdf, rules=("R4",), reads=True, stateful=False),
    Behaviour(play=an_unknown_address_is_not_found, rules=("G",), reads=True, stateful=False),
    Behaviour(play=a_read_with_odd_words_does_not_break, rules=("G",), reads=True, stateful=False),
    Behaviour(play=accounts_are_told, rules=("G",), reads=True, stateful=False),
)
