"""What the guide of 2026-02-19 and Qonto's pages of today say differently."""

from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.bank.customer import UNKNOWN_ID, Customer, only
from contracts.suite.bank.marks import GUIDE, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_CREATED = {"guide": 200, "2026-11": 201}


def a_create_answers_as_its_edition_says(bank: Customer) -> None:
    """Whoever makes a client, an invoice or a quote is answered 200 in the guide, 201 today."""
    created = _CREATED[bank.edition]
    client = {"kind": "company", "name": "Atelier Morel", "currency": "EUR"}

    bank.ask("create_client", body=client).must_be(created)
    bank.ask("create_client_invoice", body=bank.invoice_body()).must_be(created)
    bank.ask("create_quote", body=bank.quote_body()).must_be(created)


def without_a_status_it_is_a_draft(bank: Customer) -> None:
    """In the guide an invoice that was made without a status is a draft."""
    invoice = _without_a_status(bank)

    expect(invoice["status"] == "draft", f"it was born {invoice['status']}")
    expect(invoice["number"] is None, f"it was born with number {invoice['number']}")
    bank.ask("delete_client_invoice", invoice["id"]).must_be(204)


def without_a_status_it_is_final_at_once(bank: Customer) -> None:
    """Today an invoice that was made without a status is final at once, its number consumed."""
    invoice = _without_a_status(bank)

    expect(invoice["status"] == "unpaid", f"it was born {invoice['status']}")
    expect(bool(invoice["number"]), "it was born without a number")
    bank.ask("delete_client_invoice", invoice["id"]).must_be(412)


def lines_come_back_as_numbers(bank: Customer) -> None:
    """In the guide what a line says as text comes back as numbers."""
    line = only(bank.invoice(bank.draft(items=[bank.line_of(quantity="1.50")])["id"])["items"], "lines")

    found = (line["quantity"], line["unit_price"], line["vat_rate"])
    expect(found == (1.5, 49.9, 0.2), f"quantity, price and rate are {found}")


def lines_come_back_as_text(bank: Customer) -> None:
    """Today a line comes back as it was said: quantity and rate as text, the price with its currency."""
    line = only(bank.invoice(bank.draft(items=[bank.line_of(quantity="3")])["id"])["items"], "lines")

    found = (line["quantity"], line["unit_price"], line["vat_rate"])
    expect(found == ("3", {"value": "49.90", "currency": "EUR"}, "0.2"), f"quantity, price, rate are {found}")


def the_guide_has_no_detail_of_an_account(bank: Customer) -> None:
    """The guide knows no detail of an account: the edge answers."""
    id = bank.ids("list_bank_accounts")[0]

    _nowhere(bank.say("GET", f"/v2/bank_accounts/{id}"))


def the_guide_has_no_settings(bank: Customer) -> None:
    """The guide knows no settings of invoicing: the edge answers."""
    _nowhere(bank.say("GET", "/v2/settings"))


def the_guide_deletes_no_client(bank: Customer) -> None:
    """The guide deletes no client: the edge answers, and the client stays."""
    _nowhere(bank.say("DELETE", f"/v2/clients/{bank.client}"))

    expect(bank.shown("show_client", bank.client)["id"] == bank.client, "it is gone all the same")


def the_guide_writes_no_credit_note(bank: Customer) -> None:
    """The guide writes no credit note: the edge answers, and the invoice stays as it is."""
    invoice = bank.final()["id"]

    _nowhere(bank.say("POST", "/v2/credit_notes", bank.credit_note_body(invoice)))

    after = bank.invoice(invoice)
    expect((after["status"], after["credit_notes_ids"]) == ("unpaid", []), "it was credited all the same")


def the_settings_say_how_numbers_are_given(bank: Customer) -> None:
    """Today the settings say whether numbers are given automatically or by hand."""
    mode = bank.ask("show_settings").must_be(200).at("settings.numbering_mode")

    expect(mode in {"automatic", "manual"}, f"numbers are given {mode}")


def the_guide_names_an_order_by_its_own_word(bank: Customer) -> None:
    """In the guide `purchase_order_number` is read as the purchase order."""
    id = bank.draft(purchase_order_number=f"CMD-{bank.mark}")["id"]

    order = bank.invoice(id)["purchase_order"]
    expect(order == f"CMD-{bank.mark}", f"the purchase order is {order}")


def today_nobody_knows_the_guides_word(bank: Customer) -> None:
    """Today `purchase_order_number` is a word that nobody knows, and is ignored."""
    id = bank.draft(purchase_order_number="CMD-7", purchase_order=f"CMD-{bank.mark}")["id"]

    order = bank.invoice(id)["purchase_order"]
    expect(order == f"CMD-{bank.mark}", f"the purchase order is {order}")


def a_client_may_say_type_for_kind(bank: Customer) -> None:
    """In the guide a client that says `type` is of that kind."""
    made = bank.ask("create_client", body={"type": "individual", "name": "Jean Roy"}).must_be(200)

    kind = bank.shown("show_client", made.at("client.id"))["kind"]
    expect(kind == "individual", f"it is {kind}")


def today_a_client_needs_its_kind(bank: Customer) -> None:
    """Today a client that says `type` has no kind, and is refused."""
    bank.ask("create_client", body={"type": "company", "name": "Atelier Morel"}).must_be_refused()


def today_a_credit_note_can_be_asked_for(bank: Customer) -> None:
    """Today the API knows how to write a credit note: an empty one is refused by it, not by the edge."""
    answer = bank.say("POST", "/v2/credit_notes", {"invoice_id": UNKNOWN_ID}, operation="create_credit_note")

    answer.must_be_refused().at("errors.0.code")


def _without_a_status(bank: Customer) -> dict[str, Any]:
    body = bank.invoice_body()
    del body["status"]
    id = bank.ask("create_client_invoice", body=body).must_succeed().at("client_invoice.id")
    return bank.invoice(id)


def _nowhere(answer: Answer) -> None:
    kind = answer.must_be(404).headers.get("content-type", "")
    expect(
        kind.startswith("text/plain"), f"{answer.asked} answered {kind or 'no content type'}, not plain text"
    )


BEHAVIOURS = (
    Behaviour(play=a_create_answers_as_its_edition_says, rules=("I",), stateful=False),
    Behaviour(play=without_a_status_it_is_a_draft, rules=("R1",), editions=GUIDE),
    Behaviour(play=without_a_status_it_is_final_at_once, rules=("R1",), editions=NEWEST),
    Behaviour(play=lines_come_back_as_numbers, rules=("M",), editions=GUIDE),
    Behaviour(play=lines_come_back_as_text, rules=("M",), editions=NEWEST),
    Behaviour(
        play=the_guide_has_no_detail_of_an_account, rules=("T",), editions=GUIDE, reads=True, stateful=False
    ),
    Behaviour(play=the_guide_has_no_settings, rules=("N",), editions=GUIDE, reads=True, stateful=False),
    Behaviour(play=the_guide_deletes_no_client, rules=("K",), editions=GUIDE),
    Behaviour(play=the_guide_writes_no_credit_note, rules=("C",), editions=GUIDE),
    Behaviour(
        play=the_settings_say_how_numbers_are_given, rules=("N",), editions=NEWEST, reads=True, stateful=False
    ),
    Behaviour(play=the_guide_names_an_order_by_its_own_word, rules=("I",), editions=GUIDE),
    Behaviour(play=today_nobody_knows_the_guides_word, rules=("I",), editions=NEWEST),
    Behaviour(play=a_client_may_say_type_for_kind, rules=("K",), editions=GUIDE),
    Behaviour(play=today_a_client_needs_its_kind, rules=("K",), editions=NEWEST, stateful=False),
    Behaviour(play=today_a_credit_note_can_be_asked_for, rules=("C",), editions=NEWEST, stateful=False),
)
