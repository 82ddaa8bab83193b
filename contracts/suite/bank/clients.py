"""Clients: whom one bills."""

from typing import Any

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

PERSON = {"kind": "freelancer", "first_name": "Léa", "last_name": "Garnier", "name": None}


def a_client_is_shown_as_it_was_made(bank: Customer) -> None:
    """A client is shown as it was made."""
    made = bank.new_client(vat_number="FR32123456789", phone={"country_code": "+33", "number": "478000000"})

    shown = bank.shown("show_client", made["id"])

    expect(shown == made, "what is shown differs from what was made")
    expect(shown["vat_number"] == "FR32123456789", f"its VAT number is {shown['vat_number']}")


def a_company_has_a_name_and_no_first_name(bank: Customer) -> None:
    """A company has a name, and no keys for a first and a last one."""
    client = bank.new_client()

    expect(client.get("name") == "Atelier Morel", f"its name is {client.get('name')}")
    expect(client.keys().isdisjoint({"first_name", "last_name"}), "it has a first and a last name as well")


def a_person_has_two_names_and_no_key_name(bank: Customer) -> None:
    """A person has a first and a last name, and no key `name` at all."""
    id = bank.new_client(**PERSON)["id"]

    person = bank.shown("show_client", id)

    expect((person["first_name"], person["last_name"]) == ("Léa", "Garnier"), "not the names that were given")
    expect("name" not in person, "a person has the key `name`")


def a_client_has_the_names_of_its_kind(bank: Customer) -> None:
    """A company without a name, and a person without a last one, are refused."""
    for body in ({"kind": "company", "email": "a@b.example"}, {"kind": "individual", "first_name": "Léa"}):
        bank.ask("create_client", body=body).must_be_refused()


def the_same_client_twice_is_two_clients(bank: Customer) -> None:
    """Nothing is checked for uniqueness: the same client twice is two clients."""
    first, second = bank.new_client(), bank.new_client()

    expect(first["id"] != second["id"], "both have the same id")
    for id in (first["id"], second["id"]):
        expect(bank.shown("show_client", id)["id"] == id, "one of the two is not there")


def an_address_is_repeated_field_by_field(bank: Customer) -> None:
    """The billing address is there whole, and once more field by field."""
    address = {"street_address": "4 quai des Chartrons", "city": "Bordeaux", "zip_code": "33000"}
    id = bank.new_client(billing_address=address)["id"]

    shown = bank.shown("show_client", id)

    expect(shown["billing_address"]["city"] == shown["city"] == "Bordeaux", "the two cities differ")
    expect(shown["address"] == "4 quai des Chartrons", f"the street is {shown['address']}")


def a_change_leaves_the_rest_of_a_client(bank: Customer) -> None:
    """A change of a client changes what it says, and leaves the rest."""
    before = bank.new_client()

    bank.ask("update_client", before["id"], {"email": "compta@morel.example", "locale": "en"}).must_be(200)

    after = bank.shown("show_client", before["id"])
    changed = {name for name in before if before[name] != after[name]} - {"updated_at"}
    expect(changed == {"email", "locale"}, f"changed: {', '.join(sorted(changed)) or 'nothing'}")


def a_client_keeps_its_kind(bank: Customer) -> None:
    """The kind of a client never changes."""
    id = bank.new_client()["id"]

    bank.ask("update_client", id, {"kind": "individual", "email": "a@morel.example"})

    kind = bank.shown("show_client", id)["kind"]
    expect(kind == "company", f"the company has become {kind}")


def a_name_is_found_in_part(bank: Customer) -> None:
    """A client is found by a part of its name, whatever its case and accents."""
    id = bank.new_client(name=f"Élan et Fils {bank.mark}")["id"]

    for part in (f"fils {bank.mark}", f"ELAN ET FILS {bank.mark.upper()}"):
        found = bank.ids("list_clients", {"filter[name]": part})
        expect(found == [id], f"{len(found)} clients are called {part}")


def a_person_is_found_by_both_names(bank: Customer) -> None:
    """A person is found by the first and the last name together."""
    id = bank.new_client(**{**PERSON, "last_name": f"Garnier{bank.mark}"})["id"]

    found = bank.ids("list_clients", {"filter[name]": f"lea garnier{bank.mark}"})

    expect(found == [id], f"{len(found)} clients are called so")


def an_email_address_is_found_whole(bank: Customer) -> None:
    """A client is found by its e-mail address, in any case but not in part."""
    id = bank.new_client(email=f"{bank.mark}@morel.example")["id"]

    whole = bank.ids("list_clients", {"filter[email]": f"{bank.mark}@MOREL.example"})
    part = bank.ids("list_clients", {"filter[email]": bank.mark})

    expect(whole == [id], f"{len(whole)} clients have the address")
    expect(part == [], "a part of an address was enough")


def numbers_of_a_client_are_found(bank: Customer) -> None:
    """A client is found by its VAT number and by its tax number."""
    id = bank.new_client(vat_number=f"FR{bank.mark}", tax_identification_number=bank.mark)["id"]

    by_vat = bank.ids("list_clients", {"filter[vat_number]": f"fr{bank.mark}"})
    by_tax = bank.ids("list_clients", {"filter[tax_identification_number]": bank.mark})

    expect(by_vat == [id], f"{len(by_vat)} clients have that VAT number")
    expect(by_tax == [id], f"{len(by_tax)} clients have that tax number")


def filters_of_clients_add_up(bank: Customer) -> None:
    """Two filters are both meant."""
    name = f"Filtre {bank.mark}"
    first = bank.new_client(name=name, email="un@morel.example")["id"]
    bank.new_client(name=name, email="deux@morel.example")

    found = bank.ids("list_clients", {"filter[name]": name, "filter[email]": "un@morel.example"})

    expect(found == [first], f"{len(found)} clients came of both filters")


def a_renamed_client_is_found_by_its_new_name(bank: Customer) -> None:
    """A client that was renamed is found by the new name, no longer by the old."""
    id = bank.new_client(name=f"Avant {bank.mark}")["id"]

    bank.ask("update_client", id, {"name": f"Après {bank.mark}"}).must_be(200)

    expect(bank.ids("list_clients", {"filter[name]": f"apres {bank.mark}"}) == [id], "not by the new name")
    expect(bank.ids("list_clients", {"filter[name]": f"avant {bank.mark}"}) == [], "still by the old name")


def clients_are_sorted_by_name(bank: Customer) -> None:
    """Clients are sorted by name, either way."""
    made = {letter: bank.new_client(name=f"{letter} {bank.mark}")["id"] for letter in "bac"}

    for way, expected in (("asc", "abc"), ("desc", "cba")):
        found = bank.ids("list_clients", {"filter[name]": bank.mark, "sort_by": f"name:{way}"})
        expect(found == [made[letter] for letter in expected], f"name:{way} is in another order")


def clients_are_sorted_by_birth(bank: Customer) -> None:
    """Clients are sorted by the moment they were made, either way."""
    made = [bank.new_client(name=f"{letter} {bank.mark}")["id"] for letter in "bac"]

    for way, expected in (("asc", made), ("desc", made[::-1])):
        found = bank.ids("list_clients", {"filter[name]": bank.mark, "sort_by": f"created_at:{way}"})
        expect(found == expected, f"created_at:{way} is in another order")


def clients_changed_since_an_instant_are_found(bank: Customer) -> None:
    """`filter[updated_at_from]` finds whoever changed since, and nobody else."""
    bank.new_client()
    changed = bank.new_client()["id"]
    bank.wait(60)
    bank.ask("update_client", changed, {"email": "a@morel.example"}).must_be(200)

    since = bank.shown("show_client", changed)["updated_at"]

    found = bank.ids("list_clients", {"filter[updated_at_from]": since})
    expect(found == [changed], f"{len(found)} clients have changed, it says; one has")


def a_deleted_client_is_gone(bank: Customer) -> None:
    """A client that was deleted is gone: not shown, not found, not deleted again."""
    id = bank.new_client(name=f"Parti {bank.mark}")["id"]

    answer = bank.ask("delete_client", id).must_be(204)

    expect(answer.content == b"", "a 204 has a body")
    bank.ask("show_client", id).must_be(404)
    bank.ask("delete_client", id).must_be(404)
    expect(bank.ids("list_clients", {"filter[name]": f"Parti {bank.mark}"}) == [], "the list still has it")


def a_deleted_client_stays_on_its_invoices(bank: Customer) -> None:
    """An invoice keeps its copy of a client that was deleted."""
    client = bank.new_client()
    final = bank.final(client_id=client["id"])

    bank.ask("delete_client", client["id"]).must_be(204)

    expect(bank.invoice(final["id"])["client"] == final["client"], "the invoice has lost its client")


def nobody_bills_a_deleted_client(bank: Customer) -> None:
    """A client that was deleted cannot be billed."""
    client = bank.new_client()["id"]
    bank.ask("delete_client", client).must_be(204)

    body: dict[str, Any] = bank.invoice_body(client_id=client)

    bank.ask("create_client_invoice", body=body).must_be(422)


BEHAVIOURS = (
    Behaviour(play=a_client_is_shown_as_it_was_made, rules=("K",)),
    Behaviour(play=a_company_has_a_name_and_no_first_name, rules=("K",), stateful=False),
    Behaviour(play=a_person_has_two_names_and_no_key_name, rules=("K",)),
    Behaviour(play=a_client_has_the_names_of_its_kind, rules=("K",), stateful=False),
    Behaviour(play=the_same_client_twice_is_two_clients, rules=("K",)),
    Behaviour(play=an_address_is_repeated_field_by_field, rules=("K",)),
    Behaviour(play=a_change_leaves_the_rest_of_a_client, rules=("K",)),
    Behaviour(play=a_client_keeps_its_kind, rules=("K",)),
    Behaviour(play=a_name_is_found_in_part, rules=("K",)),
    Behaviour(play=a_person_is_found_by_both_names, rules=("K",)),
    Behaviour(play=an_email_address_is_found_whole, rules=("K",)),
    Behaviour(play=numbers_of_a_client_are_found, rules=("K",)),
    Behaviour(play=filters_of_clients_add_up, rules=("K",)),
    Behaviour(play=a_renamed_client_is_found_by_its_new_name, rules=("K",)),
    Behaviour(play=clients_are_sorted_by_name, rules=("L",)),
    Behaviour(play=clients_are_sorted_by_birth, rules=("L",)),
    Behaviour(play=clients_changed_since_an_instant_are_found, rules=("L",), needs=CONTROL),
    Behaviour(play=a_deleted_client_is_gone, rules=("K",), editions=NEWEST),
    Behaviour(play=a_deleted_client_stays_on_its_invoices, rules=("K",), editions=NEWEST),
    Behaviour(play=nobody_bills_a_deleted_client, rules=("K",), editions=NEWEST),
)
