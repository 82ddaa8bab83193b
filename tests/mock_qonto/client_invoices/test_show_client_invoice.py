import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_an_invoice_is_shown_as_created(customer: Customer) -> None:
    draft = await customer.draft()

    assert await customer.invoice(draft["id"]) == draft


async def test_it_carries_a_copy_of_the_client_whose_kind_is_called_type(customer: Customer) -> None:
    person = {"kind": "freelancer", "first_name": "Léa", "last_name": "Garnier", "currency": "EUR"}
    id = (await customer.post("/v2/clients", person)).json()["client"]["id"]

    client = (await customer.draft(client_id=id))["client"]

    assert (client["id"], client["type"], client["first_name"]) == (id, "freelancer", "Léa")
    assert client.keys().isdisjoint({"kind", "name"})


async def test_the_number_is_sent_under_both_names(customer: Customer) -> None:
    invoice = await customer.unpaid()

    assert invoice["number"] == invoice["invoice_number"] == "F-2026-001"


async def test_the_pdf_appears_a_second_after_finalizing(customer: Customer) -> None:
    draft = await customer.draft()
    await customer.act(draft, "finalize")

    customer.wait(0.999)
    before = await customer.invoice(draft["id"])
    customer.wait(0.001)
    after = await customer.invoice(draft["id"])

    assert before["attachment_id"] is None
    assert after["attachment_id"] is not None
    assert after["updated_at"] == "2026-03-02T09:00:01.000Z"


async def test_how_late_the_pdf_is_can_be_switched(customer: Customer) -> None:
    customer.world.change(switches={**customer.world.settings.switches, "invoice_pdf_delay_s": 60})
    draft = await customer.draft()
    await customer.act(draft, "finalize")

    customer.wait(59)
    assert (await customer.invoice(draft["id"]))["attachment_id"] is None
    customer.wait(1)
    assert (await customer.invoice(draft["id"]))["attachment_id"] is not None


async def test_an_invoice_paid_or_cancelled_at_once_still_gets_its_pdf(customer: Customer) -> None:
    paid, cancelled = await customer.draft(status="unpaid"), await customer.draft(status="unpaid")
    await customer.act(paid, "mark_as_paid")
    await customer.act(cancelled, "mark_as_canceled")

    customer.wait(1)

    for invoice in (paid, cancelled):
        assert (await customer.invoice(invoice["id"]))["attachment_id"] is not None


async def test_the_guides_pdf_url_is_signed_once_and_dies(guided: Customer) -> None:
    invoice = await guided.unpaid()
    guided.wait(1798)
    alive = await guided.http.get(invoice["pdf_url"])
    guided.wait(1)
    dead = await guided.http.get(invoice["pdf_url"])

    assert (alive.status_code, alive.headers["Content-Type"]) == (200, "application/pdf")
    assert dead.status_code == 200  # 29:59 after it was signed, one second after the invoice became final
    guided.wait(1)
    assert (await guided.http.get(invoice["pdf_url"])).status_code == 403
    assert (await guided.invoice(invoice["id"]))["pdf_url"] == invoice["pdf_url"]


async def test_a_switch_leaves_the_guides_pdf_url_null(guided: Customer) -> None:
    guided.world.change(switches={**guided.world.settings.switches, "pdf_url": "null"})

    assert (await guided.unpaid())["pdf_url"] is None


async def test_the_newest_edition_has_no_pdf_url(modern: Customer) -> None:
    assert "pdf_url" not in await modern.unpaid()


@pytest.mark.parametrize("id", [UNKNOWN_ID, "F-2026-001", "%00"])
async def test_an_unknown_id_is_not_found(customer: Customer, id: str) -> None:
    assert refusal(await customer.get(f"/v2/client_invoices/{id}"))[:2] == (404, "not_found")


async def test_nothing_of_another_world_is_seen(customer: Customer) -> None:
    draft = await customer.draft()
    twin = customer.world.fork("other", key_digest=customer.world.settings.key_digest or "")
    customer.bank.worlds["other"] = twin
    twin.change(key_digest=None)
    await customer.delete(f"/v2/client_invoices/{draft['id']}")

    answer = await customer.http.get(
        f"/v2/client_invoices/{draft['id']}", headers={"Authorization": "other:key"}
    )

    assert answer.status_code == 200
