import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio

PERSON = {"kind": "individual", "first_name": "Léa", "last_name": "Garnier", "currency": "EUR"}


async def test_a_company_has_a_name_and_no_first_or_last_one(customer: Customer) -> None:
    client = await customer.client(name="Atelier Morel")

    assert client["name"] == "Atelier Morel"
    assert client.keys().isdisjoint({"first_name", "last_name"})


@pytest.mark.parametrize("kind", ["individual", "freelancer"])
async def test_people_have_no_key_name_at_all(customer: Customer, kind: str) -> None:
    client = (await customer.post("/v2/clients", {**PERSON, "kind": kind})).json()["client"]

    assert "name" not in client
    assert (client["first_name"], client["last_name"]) == ("Léa", "Garnier")


async def test_a_create_answers_with_the_status_of_its_edition(customer: Customer, edition: str) -> None:
    answer = await customer.post("/v2/clients", PERSON)

    assert answer.status_code == {"guide": 200, "2026-11": 201}[edition]


async def test_created_twice_there_are_two(customer: Customer) -> None:
    first, second = await customer.client(), await customer.client()

    assert first["id"] != second["id"]
    assert (await customer.get("/v2/clients")).json()["meta"]["total_count"] == 2


async def test_the_billing_address_is_repeated_field_by_field(customer: Customer) -> None:
    address = {"street_address": "4 quai des Chartrons", "city": "Bordeaux", "zip_code": "33000"}

    client = await customer.client(billing_address=address)

    assert client["billing_address"] == {**address, "province_code": None, "country_code": None}
    assert (client["address"], client["city"]) == ("4 quai des Chartrons", "Bordeaux")
    assert client["delivery_address"] is None


async def test_an_address_field_by_field_is_understood_and_journalled_as_a_quirk(customer: Customer) -> None:
    client = await customer.client(address="4 quai des Chartrons", city="Bordeaux")

    assert client["billing_address"]["street_address"] == "4 quai des Chartrons"
    assert customer.exchange.quirks == ("flat_address",)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "cat", "name": "x"}, "/kind"),
        ({"kind": "company"}, "/name"),
        ({"kind": "individual", "first_name": "Léa"}, "/last_name"),
        ({"kind": "company", "name": "x", "email": "nobody"}, "/email"),
        ({"kind": "company", "name": "x", "currency": "euro"}, "/currency"),
    ],
)
async def test_what_is_not_a_client_is_refused(
    customer: Customer, body: dict[str, str], pointer: str
) -> None:
    answer = await customer.post("/v2/clients", body)

    assert refusal(answer) == (422, "invalid_format", f"/data/attributes{pointer}")


async def test_without_a_kind_there_is_no_client(customer: Customer) -> None:
    answer = await customer.post("/v2/clients", {"name": "Atelier Morel"})

    assert refusal(answer)[:2] == (422, "invalid_format")


async def test_the_guides_client_may_say_type_for_kind(guided: Customer) -> None:
    answer = await guided.post("/v2/clients", {"type": "individual", "name": "Jean Paul Roy"})

    client = answer.json()["client"]
    assert (client["kind"], client["first_name"], client["last_name"]) == ("individual", "Jean Paul", "Roy")
    assert guided.exchange.quirks == ("type_for_kind",)


async def test_the_real_api_does_not_know_that_word(modern: Customer) -> None:
    refused = await modern.post("/v2/clients", {"type": "company", "name": "Atelier Morel"})
    ignored = await modern.post("/v2/clients", {"kind": "company", "type": "individual", "name": "Morel"})

    assert refused.status_code == 422
    assert ignored.json()["client"]["kind"] == "company"
    assert modern.exchange.unread == ("/type",)
