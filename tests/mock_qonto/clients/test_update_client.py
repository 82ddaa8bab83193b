import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_what_is_sent_changes_and_the_rest_stays(customer: Customer) -> None:
    client = await customer.client(email="a@b.example", vat_number="FR12345678901")
    customer.wait(5)

    changed = (
        await customer.patch(f"/v2/clients/{client['id']}", {"email": None, "name": "Morel & fils"})
    ).json()

    assert changed["client"] == {
        **client,
        "email": None,
        "name": "Morel & fils",
        "updated_at": "2026-03-02T09:00:05.000Z",
    }


async def test_the_kind_never_changes(customer: Customer) -> None:
    client = await customer.client()

    answer = await customer.patch(f"/v2/clients/{client['id']}", {"kind": "individual"})

    assert answer.json()["client"]["kind"] == "company"
    assert customer.exchange.unread == ("/kind",)


async def test_a_renamed_client_is_found_under_its_new_name(customer: Customer) -> None:
    client = await customer.client(name="Morel")
    await customer.patch(f"/v2/clients/{client['id']}", {"name": "Élan"})

    found = (await customer.get("/v2/clients", **{"filter[name]": "elan"})).json()["clients"]

    assert [one["id"] for one in found] == [client["id"]]


async def test_an_invoice_keeps_the_client_as_it_was(customer: Customer) -> None:
    client = await customer.client(name="Morel")
    draft = await customer.draft(client_id=client["id"])

    await customer.patch(f"/v2/clients/{client['id']}", {"name": "Élan"})

    assert (await customer.invoice(draft["id"]))["client"]["name"] == "Morel"


async def test_a_client_keeps_a_name(customer: Customer) -> None:
    client = await customer.client()

    answer = await customer.patch(f"/v2/clients/{client['id']}", {"name": ""})

    assert refusal(answer) == (422, "invalid_format", "/data/attributes/name")


async def test_an_unknown_client_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.patch(f"/v2/clients/{UNKNOWN_ID}", {}))[:2] == (404, "not_found")
