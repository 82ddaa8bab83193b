"""`POST /api/qonto/clients`: made known once, and nothing is made up for it."""

from typing import Any

import pytest

from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio

COMPANY: dict[str, Any] = {
    "type": "company",
    "name": "Maison Fictive SAS",
    "email": "factures@maison-fictive.example.com",
    "vatNumber": "FR00000000200",
    "address": {
        "streetAddress": "3 place de l'Exemple",
        "city": "Bordeaux",
        "zipCode": "33000",
        "countryCode": "France",
    },
}
PERSON: dict[str, Any] = {"type": "individual", "name": "Camille de l'Essai", "email": "camille@example.com"}


async def test_a_stranger_is_made_known(shop: Shop) -> None:
    answer = await shop.ask("create_client", json=COMPANY)

    client = answer.body["client"]
    assert (answer.status, answer.body["isNew"]) == (201, True)
    assert (client["name"], client["kind"], client["vat_number"]) == (
        COMPANY["name"],
        "company",
        "FR00000000200",
    )
    assert client["billing_address"] == {
        "street_address": "3 place de l'Exemple",
        "zip_code": "33000",
        "city": "Bordeaux",
        "country_code": "FR",
    }
    assert (client["currency"], client["locale"]) == ("EUR", "fr")


async def test_a_persons_name_is_read_as_first_and_last_name(shop: Shop) -> None:
    client = (await shop.ask("create_client", json=PERSON)).body["client"]

    assert (client["first_name"], client["last_name"]) == ("Camille", "de l'Essai")
    assert client["name"] == PERSON["name"]


async def test_both_names_of_a_person_may_be_given(shop: Shop) -> None:
    body = {"type": "individual", "firstName": "Marie Camille", "lastName": "Essai"}

    client = (await shop.ask("create_client", json=body)).body["client"]

    assert (client["first_name"], client["last_name"]) == ("Marie Camille", "Essai")


@pytest.mark.parametrize(
    "again",
    [
        COMPANY,
        {**COMPANY, "email": COMPANY["email"].upper()},
        {**COMPANY, "email": "autre@maison-fictive.example.com"},  # the VAT number says who it is
        {"type": "company", "name": "Tout autre nom", "email": COMPANY["email"]},
    ],
    ids=["word for word", "another case", "by its VAT number", "by its e-mail"],
)
async def test_who_is_known_is_found_and_left_as_it_is(shop: Shop, again: dict[str, Any]) -> None:
    made = (await shop.ask("create_client", json=COMPANY)).body["client"]

    answer = await shop.ask("create_client", json=again)

    assert (answer.status, answer.body["isNew"]) == (200, False)
    assert answer.body["client"] == made
    assert len(shop.asked_of_bank("create_client")) == 1
    assert not shop.asked_of_bank("update_client")


async def test_without_email_or_vat_number_it_is_known_by_its_name(shop: Shop) -> None:
    body = {"type": "company", "name": "Sans Adresse SARL"}
    made = (await shop.ask("create_client", json=body)).body["client"]

    answer = await shop.ask("create_client", json={**body, "name": "SANS adresse sarl"})

    assert (answer.status, answer.body["client"]["id"]) == (200, made["id"])


@pytest.mark.parametrize(
    "other",
    [
        {**PERSON, "email": COMPANY["email"]},
        {**COMPANY, "name": "Autre Maison SARL", "vatNumber": "FR00000000999"},
    ],
    ids=["a person is no company", "two companies share an accountant"],
)
async def test_who_only_shares_an_email_is_somebody_else(shop: Shop, other: dict[str, Any]) -> None:
    made = (await shop.ask("create_client", json=COMPANY)).body["client"]

    answer = await shop.ask("create_client", json=other)

    assert (answer.status, answer.body["isNew"]) == (201, True)
    assert answer.body["client"]["id"] != made["id"]


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504])
async def test_a_lost_answer_is_looked_up_not_asked_again(shop: Shop, kind: Kind) -> None:
    shop.fault("create_client", kind)

    answer = await shop.ask("create_client", json=COMPANY)

    assert (answer.status, answer.body["isNew"]) == (201, True)
    assert len(shop.asked_of_bank("create_client")) == 1
    assert (await shop.ask("list_clients")).body["count"] == 1


async def test_what_may_still_arrive_is_not_asked_again(shop: Shop) -> None:
    shop.fault("create_client", Kind.RESET)

    answer = await shop.ask("create_client", json=COMPANY)

    assert (answer.status, answer.code) == (504, "OUTCOME_UNKNOWN")
    assert len(shop.asked_of_bank("create_client")) == 1
    assert (await shop.ask("create_client", json=COMPANY)).status == 201


async def test_nothing_is_said_of_what_cannot_be_looked_up(shop: Shop) -> None:
    shop.fault("create_client", Kind.APPLY_THEN_DROP)
    shop.fault("list_clients", Kind.STATUS, nth=3, count=9)

    answer = await shop.ask("create_client", json=COMPANY)

    assert (answer.status, answer.code) == (504, "OUTCOME_UNKNOWN")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "type"),
        ({**COMPANY, "type": "freelancer"}, "type"),
        ({"type": "company", "email": "a@example.com"}, "name"),
        ({**COMPANY, "name": "  "}, "name"),
        ({**COMPANY, "firstName": "Camille"}, "firstName"),
        ({"type": "individual", "name": "Camille"}, "name"),
        ({"type": "individual", "firstName": "Camille"}, "lastName"),
        ({"type": "individual", "name": "Camille " + "x" * 61}, "name"),
        ({**COMPANY, "email": "nobody"}, "email"),
        ({**COMPANY, "vatNumber": "F"}, "vatNumber"),
        (
            {**COMPANY, "address": {"city": "Bordeaux", "zipCode": "33000", "countryCode": "FR"}},
            "address.streetAddress",
        ),
        ({**COMPANY, "address": {**COMPANY["address"], "countryCode": "Atlantide"}}, "address.countryCode"),
        ({**COMPANY, "address": {**COMPANY["address"], "zipCode": " "}}, "address.zipCode"),
        ({**COMPANY, "siret": "1"}, "siret"),
    ],
)
async def test_what_is_missing_or_wrong_is_named_and_nothing_is_asked(
    shop: Shop, body: dict[str, Any], field: str
) -> None:
    answer = await shop.ask("create_client", json=body)

    assert (answer.status, answer.code) == (422, "INVALID")
    assert field in [one["field"] for one in answer.body["details"]["fields"]]
    assert not shop.asked_of_bank("create_client")
