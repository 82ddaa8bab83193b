"""Invoices that are not final yet: what may still be changed, and what must not happen by itself."""

from contracts.suite.bank.customer import UNKNOWN_ID, Customer
from contracts.suite.bank.marks import CONTROL
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect


def a_draft_has_no_number(bank: Customer) -> None:
    """A draft has no number until it is finalised, and then one for ever."""
    draft = bank.draft()
    expect(draft["number"] is None, f"a draft was born with number {draft['number']}")

    final = bank.finalized(draft["id"])

    expect(bool(final["number"]), "a finalised invoice has no number")
    expect(bank.invoice(draft["id"])["number"] == final["number"], "the number changed between two reads")


def a_draft_stays_a_draft_whatever_is_read_and_changed(bank: Customer) -> None:
    """Nothing but finalising makes a draft final: not reading, not listing, not changing it."""
    id = bank.draft()["id"]

    bank.ask("update_client_invoice", id, {"header": "Bonjour"}).must_be(200)
    bank.listed("list_client_invoices")
    bank.ask("send_client_invoice", id, bank.letter())

    draft = bank.invoice(id)
    expect(draft["status"] == "draft", f"it has become {draft['status']}")
    expect(draft["number"] is None, f"it has got number {draft['number']}")
    expect(not draft.get("finalized_at"), f"it became final at {draft.get('finalized_at')}")


def a_draft_stays_a_draft_however_long_it_waits(bank: Customer) -> None:
    """Time alone finalises nothing."""
    id = bank.draft()["id"]

    bank.wait(90 * 24 * 3600)

    draft = bank.invoice(id)
    expect(draft["status"] == "draft", f"three months later it is {draft['status']}")
    expect(draft["number"] is None, f"three months later it has number {draft['number']}")


def an_invoice_is_shown_as_it_was_made(bank: Customer) -> None:
    """An invoice is shown as it was made, texts and dates and all."""
    said = {
        "purchase_order": f"CMD-{bank.mark}",
        "header": "Bonjour",
        "footer": "Merci",
        "terms_and_conditions": "Sans escompte.",
        "due_date": bank.day(45),
    }

    made = bank.draft(**said)

    wrong = [name for name, value in said.items() if made[name] != value]
    expect(not wrong, f"not as asked: {', '.join(wrong)}")
    expect(bank.invoice(made["id"]) == made, "what is shown differs from what was made")


def the_same_invoice_twice_is_two_invoices(bank: Customer) -> None:
    """The same create twice makes two drafts, as no key says that they are one."""
    first, second = bank.draft(), bank.draft()

    expect(first["id"] != second["id"], "both have the same id")
    listed = bank.ids("list_client_invoices")
    expect({first["id"], second["id"]} <= set(listed), "not both of them are in the list")


def a_draft_without_lines_says_null(bank: Customer) -> None:
    """A draft may have no lines yet, and then says null for them, not an empty list."""
    id = bank.draft(items=[])["id"]

    draft = bank.invoice(id)

    expect(draft["items"] is None, f"its lines are {draft['items']}")
    expect(draft["total_amount_cents"] == 0, f"nothing costs {draft['total_amount_cents']} cents")


def a_change_leaves_the_rest_of_a_draft(bank: Customer) -> None:
    """A change of a draft changes what it says, and leaves the rest."""
    before = bank.draft(header="Bonjour", purchase_order="CMD-1")

    bank.ask("update_client_invoice", before["id"], {"due_date": bank.day(60)}).must_be(200)

    after = bank.invoice(before["id"])
    changed = {name for name in before if before[name] != after[name]} - {"updated_at"}
    expect(changed == {"due_date"}, f"changed: {', '.join(sorted(changed)) or 'nothing'}")


def lines_are_replaced_whole(bank: Customer) -> None:
    """New lines take the place of all the old ones, and the total is theirs."""
    draft = bank.draft(items=[bank.line_of(), bank.line_of()])

    lines = [bank.line_of(title="Autre", quantity="2")]
    bank.ask("update_client_invoice", draft["id"], {"items": lines}).must_be(200)

    after = bank.invoice(draft["id"])
    titles = [line["title"] for line in after["items"]]
    expect(titles == ["Autre"], f"the lines are {', '.join(titles)}")
    expect(after["total_amount"]["value"] == "119.76", f"the total is {after['total_amount']['value']}")


def a_draft_can_go_to_another_client(bank: Customer) -> None:
    """Another client of a draft is copied onto it."""
    draft = bank.draft()
    other = bank.new_client(name="Autre SARL")

    bank.ask("update_client_invoice", draft["id"], {"client_id": other["id"]}).must_be(200)

    client = bank.invoice(draft["id"])["client"]
    expect((client["id"], client["name"]) == (other["id"], "Autre SARL"), f"it goes to {client['name']}")


def neither_status_nor_currency_can_be_changed(bank: Customer) -> None:
    """A change names neither status nor currency: both stay, and no number is given."""
    id = bank.draft()["id"]

    bank.ask("update_client_invoice", id, {"status": "unpaid", "currency": "USD"})

    draft = bank.invoice(id)
    expect(draft["status"] == "draft", f"a change has made it {draft['status']}")
    expect(draft["number"] is None, f"a change has given it number {draft['number']}")
    expect(draft["currency"] == "EUR", f"a change has made it {draft['currency']}")


def a_wrong_change_changes_nothing(bank: Customer) -> None:
    """A change that is refused changes nothing, not even the part that could have been."""
    draft = bank.draft()

    change = {"header": "Bonjour", "client_id": UNKNOWN_ID}
    bank.ask("update_client_invoice", draft["id"], change).must_be_refused()

    expect(bank.invoice(draft["id"]) == draft, "the draft has changed all the same")


def a_deleted_draft_is_gone(bank: Customer) -> None:
    """A deleted draft is gone: not shown, not listed, not finalised, not deleted again."""
    id = bank.draft()["id"]

    answer = bank.ask("delete_client_invoice", id).must_be(204)

    expect(answer.content == b"", "a 204 has a body")
    bank.ask("show_client_invoice", id).must_be(404)
    bank.ask("finalize_client_invoice", id).must_be(404)
    bank.ask("delete_client_invoice", id).must_be(404)
    expect(id not in bank.ids("list_client_invoices"), "the list still has it")


def a_person_is_billed_by_both_names(bank: Customer) -> None:
    """On an invoice the kind of a client is called `type`, and a person has two names."""
    client = bank.new_client(kind="individual", name=None, first_name="Léa", last_name="Garnier")

    billed = bank.invoice(bank.draft(client_id=client["id"])["id"])["client"]

    expect(billed["type"] == "individual", f"its type is {billed['type']}")
    expect((billed["first_name"], billed["last_name"]) == ("Léa", "Garnier"), "it has other names")
    expect(billed["id"] == client["id"], "it is another client")


def an_unknown_client_cannot_be_billed(bank: Customer) -> None:
    """An invoice for a client who is not there is 422 `invalid_client_id`."""
    answer = bank.ask("create_client_invoice", body=bank.invoice_body(client_id=UNKNOWN_ID))

    code = answer.must_be(422).at("errors.0.code")
    expect(code == "invalid_client_id", f"its code is {code}")


def an_invoice_needs_an_iban(bank: Customer) -> None:
    """An invoice that does not say where to pay is 422 `invalid_iban`."""
    for methods in ({"iban": ""}, {}):
        answer = bank.ask("create_client_invoice", body=bank.invoice_body(payment_methods=methods))

        code = answer.must_be(422).at("errors.0.code")
        expect(code == "invalid_iban", f"its code is {code}")


def a_client_without_a_currency_cannot_be_billed(bank: Customer) -> None:
    """A client that has no currency cannot be billed; the error points at it."""
    client = bank.new_client(currency=None)

    answer = bank.ask("create_client_invoice", body=bank.invoice_body(client_id=client["id"]))

    pointer = answer.must_be(422).at("errors.0.source.pointer")
    expect(pointer == "/data/attributes/currency", f"it points at {pointer}")


def a_client_is_billed_in_its_own_currency(bank: Customer) -> None:
    """An invoice in another currency than the client's is refused."""
    price = {"value": "49.90", "currency": "USD"}

    body = bank.invoice_body(currency="USD", items=[bank.line_of(unit_price=price)])

    bank.ask("create_client_invoice", body=body).must_be(422)


def where_to_pay_comes_back_as_a_list(bank: Customer) -> None:
    """`payment_methods` is said as an object and shown as a list."""
    methods = bank.draft()["payment_methods"]

    expect(isinstance(methods, list) and len(methods) == 1, f"payment_methods is {methods}")
    expect(methods[0]["iban"] == bank.iban, f"one is to pay to {methods[0]['iban']}")


BEHAVIOURS = (
    Behaviour(play=a_draft_has_no_number, rules=("R1",)),
    Behaviour(play=a_draft_stays_a_draft_whatever_is_read_and_changed, rules=("R1",)),
    Behaviour(play=a_draft_stays_a_draft_however_long_it_waits, rules=("R1",), needs=CONTROL),
    Behaviour(play=an_invoice_is_shown_as_it_was_made, rules=("I",)),
    Behaviour(play=the_same_invoice_twice_is_two_invoices, rules=("I",)),
    Behaviour(play=a_draft_without_lines_says_null, rules=("I",)),
    Behaviour(play=a_change_leaves_the_rest_of_a_draft, rules=("I",)),
    Behaviour(play=lines_are_replaced_whole, rules=("I",)),
    Behaviour(play=a_draft_can_go_to_another_client, rules=("I",)),
    Behaviour(play=neither_status_nor_currency_can_be_changed, rules=("R1",)),
    Behaviour(play=a_wrong_change_changes_nothing, rules=("I",)),
    Behaviour(play=a_deleted_draft_is_gone, rules=("I",)),
    Behaviour(play=a_person_is_billed_by_both_names, rules=("I",)),
    Behaviour(play=an_unknown_client_cannot_be_billed, rules=("I",), stateful=False),
    Behaviour(play=an_invoice_needs_an_iban, rules=("I",), stateful=False),
    Behaviour(play=a_client_without_a_currency_cannot_be_billed, rules=("I",)),
    Behaviour(play=a_client_is_billed_in_its_own_currency, rules=("I",)),
    Behaviour(play=where_to_pay_comes_back_as_a_list, rules=("I",), stateful=False),
)
