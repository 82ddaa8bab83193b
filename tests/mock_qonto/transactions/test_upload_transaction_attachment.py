from typing import Any

import pytest

from mock_qonto.registry import PLAIN
from mock_qonto.resources.uploads.model import Upload
from mock_qonto.state import open_disk
from tests.mock_qonto.state.pictures import picture
from tests.mock_qonto.support import PNG, UNKNOWN_ID, Customer, a_bank, customer_of, refusal
from tests.mock_qonto.transactions.book import BILL, files, one_with_a_file, one_without, send_file

pytestmark = pytest.mark.anyio


async def test_nothing_is_said_and_the_file_shows_a_moment_later(customer: Customer) -> None:
    one = await one_without(customer)
    customer.wait(60)

    answer = await send_file(customer, one["id"])

    assert (answer.status_code, answer.json()) == (200, {})
    assert await files(customer, one["id"]) == []
    assert (await one_again(customer, one))["updated_at"] == one["updated_at"]
    customer.wait(1)
    (file,) = await files(customer, one["id"])
    after = await one_again(customer, one)
    assert (after["attachment_ids"], file["file_name"]) == ([file["id"]], "bill.pdf")
    assert after["updated_at"] == file["created_at"] > one["updated_at"]
    assert (await customer.http.get(file["url"])).content == BILL


async def test_what_changed_last_is_the_newest_by_change(customer: Customer) -> None:
    oldest = (await customer.get("/v2/transactions", sort_by="updated_at:asc")).json()["transactions"][0]

    await send_file(customer, oldest["id"])
    customer.wait(1)

    (newest,) = (await customer.get("/v2/transactions", sort_by="updated_at:desc", per_page=1)).json()[
        "transactions"
    ]
    assert newest["id"] == oldest["id"]
    changed = await customer.get("/v2/transactions", updated_at_from="2026-03-01T00:00:00Z")
    assert [one["id"] for one in changed.json()["transactions"]] == [oldest["id"]]


async def test_the_readable_id_will_do(customer: Customer) -> None:
    one = await one_with_a_file(customer)

    await send_file(customer, one["transaction_id"], PNG)
    customer.wait(1)

    kinds = [file["file_content_type"] for file in await files(customer, one["id"])]
    assert kinds == ["application/pdf", "image/png"]


async def test_the_same_key_within_thirty_minutes_makes_no_second_file(customer: Customer) -> None:
    one = await one_without(customer)

    first = await send_file(customer, one["id"], key="k-1")
    customer.wait(1799)
    again = await send_file(customer, one["id"], key="k-1")
    other = await send_file(customer, one["id"], key="k-2")
    customer.wait(1)

    assert first.json() == again.json() == other.json() == {}
    assert len(await files(customer, one["id"])) == 2


async def test_thirty_minutes_later_the_key_means_nothing(customer: Customer) -> None:
    one = await one_without(customer)

    for _ in range(2):
        await send_file(customer, one["id"], key="k-1")
        customer.wait(1800)

    assert len(await files(customer, one["id"])) == 2


async def test_without_a_key_every_upload_is_another(customer: Customer) -> None:
    one = await one_without(customer)

    for _ in range(2):
        await send_file(customer, one["id"], key="")
    customer.wait(1)

    assert len(await files(customer, one["id"])) == 2


async def test_how_long_it_takes_is_a_switch(customer: Customer) -> None:
    switches = customer.world.settings.switches
    customer.world.change(switches={**switches, "transaction_attachment_delay_s": 90})
    one = await one_without(customer)

    await send_file(customer, one["id"])
    customer.wait(89)

    assert await files(customer, one["id"]) == []
    customer.wait(1)
    assert len(await files(customer, one["id"])) == 1


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"file": ("a.pdf", b"MZ no paper")}, (422, "not_in_list", "/data/attributes/file")),
        ({"document": ("a.pdf", BILL)}, (422, "invalid", "/data/attributes/file")),
    ],
)
async def test_what_is_no_file_is_refused_and_nothing_is_kept(
    customer: Customer, form: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    one = await one_without(customer)

    answer = await customer.call("POST", f"/v2/transactions/{one['id']}/attachments", files=form)
    customer.wait(1)

    assert refusal(answer) == expected
    assert await files(customer, one["id"]) == []
    assert customer.world.all(Upload) == []


async def test_json_is_not_a_form(customer: Customer) -> None:
    one = await one_without(customer)

    answer = await customer.post(f"/v2/transactions/{one['id']}/attachments", {"file": "x"})

    assert answer.status_code == 415


async def test_an_unknown_transaction_takes_no_file(customer: Customer) -> None:
    assert refusal(await send_file(customer, UNKNOWN_ID))[:2] == (404, "not_found")


async def test_a_restart_in_between_loses_neither_the_file_nor_its_key(tmp_path: Any, edition: str) -> None:
    bank = a_bank(edition)
    disk = open_disk(tmp_path / "bank.db", bank, plain=PLAIN)
    async with customer_of(bank) as customer:
        one = await one_without(customer)
        await send_file(customer, one["id"], key="k-1")
        before = picture(bank)
    disk.close()

    again = a_bank(edition)
    disk = open_disk(tmp_path / "bank.db", again, plain=PLAIN)
    async with customer_of(again) as customer:
        assert picture(again)["verone-4819"]["records"] == before["verone-4819"]["records"]
        await send_file(customer, one["id"], key="k-1")
        customer.wait(2)
        (file,) = await files(customer, one["id"])
        assert (await one_again(customer, one))["attachment_ids"] == [file["id"]]
        await customer.delete(f"/v2/transactions/{one['id']}/attachments")
        after = picture(again)
    disk.close()

    third = a_bank(edition)
    disk = open_disk(tmp_path / "bank.db", third, plain=PLAIN)
    assert picture(third)["verone-4819"]["records"] == after["verone-4819"]["records"]
    disk.close()


async def test_a_snapshot_knows_what_is_on_its_way(customer: Customer) -> None:
    one, world = await one_without(customer), customer.world
    await send_file(customer, one["id"])
    then = world.snapshot()
    customer.wait(1)

    world.restore(then)

    assert await files(customer, one["id"]) == []
    customer.wait(1)
    assert len(await files(customer, one["id"])) == 1


async def one_again(customer: Customer, one: dict[str, Any]) -> dict[str, Any]:
    return dict((await customer.get(f"/v2/transactions/{one['id']}")).json()["transaction"])
