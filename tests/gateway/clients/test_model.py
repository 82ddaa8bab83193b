"""Who of Qonto's clients is ours, what it is told of them, and what it is never told."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.resources.clients.model import (
    ClientDetails,
    ClientKind,
    KnownClient,
    PostalAddress,
    changes,
    choose,
    create_body,
    same_text,
)

ADDRESS = PostalAddress(street_address="1 rue de la Paix", zip_code="75002", city="Paris", country_code="FR")
OURS = ClientDetails(
    kind=ClientKind.COMPANY,
    email="compta@martin.example",
    billing_address=ADDRESS,
    name="Maison Martin",
    vat_number="FR40303265045",
    tax_identification_number="303 265 045",
)
PERSON = ClientDetails(
    kind=ClientKind.INDIVIDUAL,
    email="jeanne@martin.example",
    billing_address=ADDRESS,
    first_name="Jeanne",
    last_name="Martin",
)
SAID = {
    "street_address": "1 rue de la Paix",
    "zip_code": "75002",
    "city": "Paris",
    "country_code": "FR",
}


def known(of: ClientDetails = OURS, **fields: Any) -> KnownClient:
    return KnownClient(
        **{
            "id": "c-1",
            "kind": of.kind.value,
            "email": of.email,
            "name": of.name,
            "first_name": of.first_name,
            "last_name": of.last_name,
            "vat_number": of.vat_number,
            "tax_identification_number": of.tax_identification_number,
            "currency": "EUR",
            "locale": "fr",
            "billing_address": ADDRESS,
            **fields,
        }
    )


NAMESAKE = known(id="namesake", name=" maison  MARTIN ", tax_identification_number=None)
TAXPAYER = known(id="taxpayer", name="Martin SARL", tax_identification_number="303 265  045")
STRANGER = known(id="stranger", name="Autre", tax_identification_number=None)
OTHER_TAX = known(id="other tax", tax_identification_number="999 999 999")
OTHER_KIND = known(id="other kind", kind="freelancer")


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ((), None),
        ((OTHER_KIND, OTHER_TAX), None),
        ((OTHER_TAX, STRANGER), "stranger"),
        ((STRANGER, TAXPAYER), "taxpayer"),
        ((STRANGER, TAXPAYER, NAMESAKE), "namesake"),
        ((NAMESAKE, known(id="both")), "both"),
        ((STRANGER, replace(STRANGER, id="second")), "stranger"),
    ],
)
def test_ours_is_the_namesake_else_the_taxpayer_else_whom_nothing_sets_apart(
    candidates: tuple[KnownClient, ...], chosen: str | None
) -> None:
    found = choose(candidates, OURS)

    assert (None if found is None else found.id) == chosen


def test_without_a_tax_number_of_ours_nobody_is_the_same_or_another_taxpayer() -> None:
    wanted = replace(OURS, tax_identification_number=None)

    found = choose([OTHER_TAX, replace(NAMESAKE, id="later")], wanted)

    assert found is not None
    assert found.id == "other tax"


def test_a_person_is_recognised_by_first_and_last_name() -> None:
    stranger = known(PERSON, id="stranger", first_name="Jean")
    half = known(PERSON, id="half", last_name=None)

    found = choose([stranger, half, known(PERSON)], PERSON)

    assert found is not None
    assert (found.id, found.full_name) == ("c-1", "Jeanne Martin")
    assert (half.full_name, known().full_name) == ("Jeanne", "Maison Martin")


def test_a_company_is_created_with_all_we_know_and_nothing_we_do_not() -> None:
    fields = {"email": OURS.email, "currency": "EUR", "locale": "fr", "billing_address": SAID}
    numbers = {"vat_number": "FR40303265045", "tax_identification_number": "303 265 045"}

    assert create_body(OURS) == {"kind": "company", "name": "Maison Martin", **fields, **numbers}
    bare = replace(OURS, name=None, vat_number=None, tax_identification_number=None)
    assert create_body(bare) == {"kind": "company", "name": "", **fields}


def test_a_person_is_created_by_two_names_that_fit() -> None:
    long = replace(PERSON, first_name="J" * 61, last_name=None)

    assert create_body(PERSON) == {
        "kind": "individual",
        "first_name": "Jeanne",
        "last_name": "Martin",
        "email": PERSON.email,
        "currency": "EUR",
        "locale": "fr",
        "billing_address": SAID,
    }
    assert (create_body(long)["first_name"], create_body(long)["last_name"]) == ("J" * 60, "")
    assert create_body(replace(long, first_name=None))["first_name"] == ""


def test_what_is_too_long_for_qonto_is_cut() -> None:
    long = PostalAddress(street_address="s" * 256, zip_code="z" * 256, city="c" * 256, country_code="FR")

    body = create_body(replace(OURS, name="n" * 251, billing_address=long))

    assert len(body["name"]) == 250
    assert {len(text) for field, text in body["billing_address"].items() if field != "country_code"} == {255}


def test_only_what_differs_is_changed_and_nothing_is_erased() -> None:
    assert changes(known(), OURS) == {}
    assert changes(known(name="Martin"), OURS) == {"name": "Maison Martin"}
    assert changes(known(), replace(OURS, vat_number=None)) == {}
    moved = replace(ADDRESS, city="Lyon")
    assert changes(known(billing_address=moved), OURS) == {"billing_address": SAID}
    assert changes(known(email=" COMPTA@martin.example "), OURS) == {}
    assert changes(known(email=None), OURS) == {"email": OURS.email}


def test_a_currency_and_a_language_that_are_there_are_left_to_a_person() -> None:
    assert changes(known(currency="USD", locale="en"), OURS) == {}
    assert changes(known(currency=None, locale="en"), OURS) == {"currency": "EUR"}
    assert changes(known(currency="USD", locale=None), OURS) == {"locale": "fr"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A  b", " a B", True),
        (None, "", True),
        (None, "a", False),
        ("Straße", "STRASSE", True),
        ("a", "b", False),
    ],
)
def test_texts_are_the_same_whatever_the_case_and_the_spaces(
    *, one: str | None, other: str | None, same: bool
) -> None:
    assert same_text(one, other) is same
