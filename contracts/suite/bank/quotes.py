"""Quotes: numbered at once, decided by somebody else."""

from contracts.suite.bank.customer import Customer, only
from contracts.suite.bank.marks import CONTROL, GUIDE, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_UNDOCUMENTED = ("finalize", "accept", "approve", "decline", "cancel", "convert")


def a_quote_waits_for_approval(bank: Customer) -> None:
    """A quote waits for approval from the start, and has its number at once."""
    id = bank.quote()["id"]

    quote = bank.shown("show_quote", id)

    expect(quote["status"] == "pending_approval", f"it is {quote['status']}")
    expect(bool(quote["number"]), "it has no number")
    expect(quote["client"]["id"] == bank.client, "it is for somebody else")


def a_quote_is_shown_as_it_was_made(bank: Customer) -> None:
    """A quote is shown as it was made, texts and dates and all."""
    said = {"header": f"Bonjour {bank.mark}", "footer": "Merci", "expiry_date": bank.day(45)}

    made = bank.quote(**said)

    wrong = [name for name, value in said.items() if made[name] != value]
    expect(not wrong, f"not as asked: {', '.join(wrong)}")
    expect(bank.shown("show_quote", made["id"])["header"] == said["header"], "another header is shown")


def the_same_quote_twice_is_two_quotes(bank: Customer) -> None:
    """The same create twice makes two quotes with two numbers."""
    first, second = bank.quote(), bank.quote()

    expect(first["id"] != second["id"], "both have the same id")
    expect(first["number"] != second["number"], f"both are {first['number']}")
    expect({first["id"], second["id"]} <= set(bank.ids("list_quotes")), "not both of them are listed")


def a_quote_is_changed_while_it_waits(bank: Customer) -> None:
    """A quote that waits can be changed: what is said changes, the rest and the number stay."""
    before = bank.quote(header="Bonjour")

    change = {"expiry_date": bank.day(60), "items": [bank.line_of(quantity="2")]}
    bank.ask("update_quote", before["id"], change).must_be(200)

    after = bank.shown("show_quote", before["id"])
    expect(after["expiry_date"] == bank.day(60), f"it expires on {after['expiry_date']}")
    expect(after["total_amount"]["value"] == "119.76", f"the total is {after['total_amount']['value']}")
    same = ("header", "number", "status", "client", "issue_date")
    expect(all(after[name] == before[name] for name in same), "something else has changed too")


def a_quote_is_not_changed_before_its_pdf_is_made(bank: Customer) -> None:
    """Before its PDF is made a quote cannot be changed: 412 `quote_has_no_attachment`."""
    id = bank.ask("create_quote", body=bank.quote_body()).must_succeed().at("quote.id")

    answer = bank.ask("update_quote", id, {"header": "Bonjour"}).must_be(412)

    code = answer.at("errors.0.code")
    expect(code == "quote_has_no_attachment", f"its code is {code}")
    expect(bank.shown("show_quote", id)["header"] is None, "it has changed all the same")
    bank.wait(1)
    bank.ask("update_quote", id, {"header": "Bonjour"}).must_be(200)


def a_quote_nobody_was_sent_can_be_deleted(bank: Customer) -> None:
    """A quote that nobody was sent can be deleted, and is gone."""
    id = bank.quote()["id"]

    bank.ask("delete_quote", id).must_be(204)

    bank.ask("show_quote", id).must_be(404)
    bank.ask("delete_quote", id).must_be(404)
    expect(id not in bank.ids("list_quotes"), "the list still has it")


def a_quote_that_was_sent_stays(bank: Customer) -> None:
    """A quote that was sent cannot be deleted any more."""
    id = bank.quote()["id"]
    bank.ask("send_quote", id, bank.letter()).must_be(204)

    bank.ask("delete_quote", id).must_be_refused()

    expect(id in bank.ids("list_quotes"), "it is gone all the same")


def the_number_of_a_deleted_quote_is_not_given_again(bank: Customer) -> None:
    """Nobody gets the number of a quote that was deleted."""
    gone = bank.quote()
    bank.ask("delete_quote", gone["id"]).must_be(204)

    number = bank.quote()["number"]

    expect(number != gone["number"], f"{number} was given again")


def sending_a_quote_decides_nothing(bank: Customer) -> None:
    """Sending a quote is 204, may be repeated, and leaves it waiting."""
    quote = bank.quote()

    for _ in range(2):
        answer = bank.ask("send_quote", quote["id"], bank.letter()).must_be(204)
        expect(answer.content == b"", "a 204 has a body")

    after = bank.shown("show_quote", quote["id"])
    expect(after["status"] == "pending_approval", f"sending has made it {after['status']}")
    expect(after["number"] == quote["number"], f"its number has become {after['number']}")


def a_quote_goes_where_the_letter_says(bank: Customer) -> None:
    """A quote goes to whom the letter names, even if the client has no address."""
    client = bank.new_client(email=None)
    id = bank.quote(client_id=client["id"])["id"]

    bank.ask("send_quote", id, bank.letter(copy_to_self=False)).must_be(204)

    letter = only(bank.letters, "letters")
    expect(letter["recipients"] == bank.letter()["send_to"], f"it went to {letter['recipients']}")
    expect(letter["about"] == id, "it is about something else")


def an_empty_letter_with_a_quote_is_eof(bank: Customer) -> None:
    """Sending a quote without a body is 422 `invalid_body`, and the error says EOF."""
    id = bank.quote()["id"]

    answer = bank.ask("send_quote", id).must_be(422)

    found = (answer.at("errors.0.code"), answer.at("errors.0.detail"))
    expect(found == ("invalid_body", "EOF"), f"it says {found}")


def without_a_letter_a_quote_goes_to_the_client(bank: Customer) -> None:
    """The guide's client sends a quote without a body: it goes to the client's own address."""
    client = bank.new_client(email="compta@morel.example")
    id = bank.quote(client_id=client["id"])["id"]

    bank.ask("send_quote", id).must_be(204)

    letter = only(bank.letters, "letters")
    expect("compta@morel.example" in letter["recipients"], f"it went to {letter['recipients']}")


def no_call_decides_a_quote(bank: Customer) -> None:
    """No call finalises, accepts, declines or converts a quote: 404, and it waits on."""
    id = bank.quote()["id"]

    for verb in _UNDOCUMENTED:
        bank.say("POST", f"/v2/quotes/{id}/{verb}", {}).must_be(404)

    status = bank.shown("show_quote", id)["status"]
    expect(status == "pending_approval", f"it has become {status}")


def an_approved_quote_says_so(bank: Customer) -> None:
    """A quote that the client approves is approved, and says since when."""
    id = bank.quote()["id"]

    bank.plane.act("approve-quote", quote_id=id)

    quote = bank.shown("show_quote", id)
    expect(quote["status"] == "approved", f"it is {quote['status']}")
    expect(bool(quote["approved_at"]), "nobody knows since when")
    expect(id in bank.ids("list_quotes", {"filter[status]": "approved"}), "it is not among the approved")
    expect(id not in bank.ids("list_quotes", {"filter[status]": "pending_approval"}), "it still waits")


def a_canceled_quote_says_so(bank: Customer) -> None:
    """A quote that is canceled on the dashboard is canceled, and says since when."""
    id = bank.quote()["id"]

    bank.plane.act("cancel-quote", quote_id=id)

    quote = bank.shown("show_quote", id)
    expect(quote["status"] == "canceled", f"it is {quote['status']}")
    expect(bool(quote["canceled_at"]), "nobody knows since when")


def a_quote_names_the_invoices_made_from_it(bank: Customer) -> None:
    """An invoice that names its quote is named by the quote, until it is deleted."""
    quote = bank.quote()
    expect(quote["invoice_ids"] == [], "it names invoices before there are any")

    invoice = bank.draft(quote_id=quote["id"])["id"]

    named = bank.shown("show_quote", quote["id"])["invoice_ids"]
    expect(named == [invoice], f"it names {len(named)} invoices, one was made")


def a_quote_without_terms_or_lines_is_refused(bank: Customer) -> None:
    """A quote needs its terms and at least one line."""
    for field in ("terms_and_conditions", "items"):
        body = bank.quote_body()
        del body[field]
        bank.ask("create_quote", body=body).must_be_refused()
    bank.ask("create_quote", body=bank.quote_body(items=[])).must_be_refused()


def terms_may_be_three_thousand_letters_long(bank: Customer) -> None:
    """The terms of a quote may be three thousand letters long, not one more."""
    longest = "x" * 3000

    kept = bank.quote(terms_and_conditions=longest)
    bank.ask("create_quote", body=bank.quote_body(terms_and_conditions=f"{longest}x")).must_be_refused()

    shown = bank.shown("show_quote", kept["id"])["terms_and_conditions"]
    expect(shown == longest, f"{len(shown)} letters were kept")


BEHAVIOURS = (
    Behaviour(play=a_quote_waits_for_approval, rules=("Q",)),
    Behaviour(play=a_quote_is_shown_as_it_was_made, rules=("Q",)),
    Behaviour(play=the_same_quote_twice_is_two_quotes, rules=("Q",)),
    Behaviour(play=a_quote_is_changed_while_it_waits, rules=("Q",), needs=CONTROL),
    Behaviour(play=a_quote_is_not_changed_before_its_pdf_is_made, rules=("Q",), needs=CONTROL),
    Behaviour(play=a_quote_nobody_was_sent_can_be_deleted, rules=("Q",)),
    Behaviour(play=a_quote_that_was_sent_stays, rules=("Q",)),
    Behaviour(play=the_number_of_a_deleted_quote_is_not_given_again, rules=("Q",)),
    Behaviour(play=sending_a_quote_decides_nothing, rules=("Q",)),
    Behaviour(play=a_quote_goes_where_the_letter_says, rules=("Q",), needs=CONTROL),
    Behaviour(play=an_empty_letter_with_a_quote_is_eof, rules=("Q",), editions=NEWEST, stateful=False),
    Behaviour(play=without_a_letter_a_quote_goes_to_the_client, rules=("Q",), editions=GUIDE, needs=CONTROL),
    Behaviour(play=no_call_decides_a_quote, rules=("Q",)),
    Behaviour(play=an_approved_quote_says_so, rules=("Q",), needs=CONTROL),
    Behaviour(play=a_canceled_quote_says_so, rules=("Q",), needs=CONTROL),
    Behaviour(play=a_quote_names_the_invoices_made_from_it, rules=("Q",), editions=NEWEST),
    Behaviour(play=a_quote_without_terms_or_lines_is_refused, rules=("Q",), stateful=False),
    Behaviour(play=terms_may_be_three_thousand_letters_long, rules=("Q",)),
)
