import pytest

from tests.mock_qonto.support import PNG, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_uploads_and_pdfs_are_listed_newest_first(guided: Customer) -> None:
    upload = (await guided.upload(PNG)).json()["attachment"]["id"]
    invoice = await guided.unpaid()

    listed = (await guided.get("/v2/attachments")).json()

    newest, second, *older = [one["id"] for one in listed["attachments"]]
    assert (newest, second) == (invoice["attachment_id"], upload)
    assert len(older) == 1  # the bill that a transaction of the demo has
    assert listed["meta"]["total_count"] == 3


async def test_every_look_at_the_list_signs_anew(guided: Customer) -> None:
    await guided.upload(PNG)
    first = (await guided.get("/v2/attachments")).json()["attachments"][0]["url"]
    guided.wait(1)

    assert (await guided.get("/v2/attachments")).json()["attachments"][0]["url"] != first


async def test_there_is_no_page_before_the_first(guided: Customer) -> None:
    assert refusal(await guided.get("/v2/attachments", page="0")) == (422, "invalid_format", "page")


async def test_the_newest_edition_has_no_such_list(modern: Customer) -> None:
    assert (await modern.get("/v2/attachments")).status_code == 404
