import pytest

from mock_qonto.resources.attachments.model import Attachment
from tests.mock_qonto.support import PNG, Customer, refusal

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(PNG, "image/png"), (b"%PDF-1.7\n", "application/pdf"), (b"\xff\xd8\xff\xe0", "image/jpeg")],
)
async def test_the_answer_holds_the_id_alone(customer: Customer, content: bytes, content_type: str) -> None:
    answer = await customer.upload(content)

    assert (answer.status_code, list(answer.json()["attachment"])) == (200, ["id"])
    stored = customer.world.all(Attachment)[-1]
    assert (stored.content, stored.file_content_type) == (content, content_type)


async def test_the_content_decides_not_the_name(customer: Customer) -> None:
    answer = await customer.upload(b"MZ not a picture", name="holiday.png")

    assert refusal(answer) == (422, "not_in_list", "/data/attributes/file")


async def test_another_part_or_none_is_no_file(customer: Customer) -> None:
    assert refusal(await customer.upload(PNG, part="document"))[:2] == (422, "invalid")


async def test_json_is_not_a_form(customer: Customer) -> None:
    answer = await customer.http.post("/v2/attachments", json={"file": "x"})

    assert answer.status_code == 415


@pytest.mark.parametrize("boundary", ["", "; boundary=x"])
async def test_a_broken_form_is_refused(customer: Customer, boundary: str) -> None:
    headers = {"Content-Type": f"multipart/form-data{boundary}"}

    answer = await customer.call("POST", "/v2/attachments", content=b"--y", headers=headers)

    assert refusal(answer)[:2] == (400, "bad_request")


async def test_the_same_key_within_thirty_minutes_is_the_same_upload(customer: Customer) -> None:
    before = len(customer.world.all(Attachment))
    first = await customer.upload(PNG, key="k-1")
    customer.wait(1799)
    again = await customer.upload(PNG, key="k-1")
    other = await customer.upload(PNG, key="k-2")

    assert again.json() == first.json()
    assert other.json() != first.json()
    assert len(customer.world.all(Attachment)) == before + 2


async def test_thirty_minutes_later_the_key_means_nothing(customer: Customer) -> None:
    first = await customer.upload(PNG, key="k-1")
    customer.wait(1800)

    assert (await customer.upload(PNG, key="k-1")).json() != first.json()


async def test_without_a_key_every_upload_is_another(customer: Customer) -> None:
    assert (await customer.upload(PNG)).json() != (await customer.upload(PNG)).json()
