"""GET /api/qonto/attachments/{id}: the bytes, under what they are, and never Qonto's link."""

import pytest

from gateway.db.tables import audit_log
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import JPEG, LIVE, NOBODY, PDF, PNG, Drawer, bearer
from tests.gateway.attachments.spoken import spoken_over

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("content", "kind", "name", "shown_as"),
    [
        (PDF, "application/pdf", "facture.pdf", "facture.pdf"),
        (JPEG, "image/jpeg", "photo.jpg", "photo.jpg"),
        (PNG, "image/png", "scan.pdf", "scan.pdf.png"),
    ],
)
async def test_the_file_is_shown_inline_under_what_it_is(
    drawer: Drawer, content: bytes, kind: str, name: str, shown_as: str
) -> None:
    (id,) = drawer.given(drawer.booked(), content, name=name)

    response = await drawer.show(id)

    assert (response.status_code, response.content) == (200, content)
    assert response.headers["content-type"] == kind
    assert response.headers["content-disposition"].startswith(f'inline; filename="{shown_as}"')
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_it_may_be_kept_as_long_as_its_link_lives(drawer: Drawer) -> None:
    (id,) = drawer.given(drawer.booked(), PDF)

    response = await drawer.show(id)

    how, _, seconds = response.headers["cache-control"].partition(", max-age=")
    assert how == "private"
    assert 1795 <= int(seconds) <= 1800


async def test_half_an_hour_later_it_is_shown_all_the_same(drawer: Drawer) -> None:
    (id,) = drawer.given(drawer.booked(), PDF)
    await drawer.show(id)
    drawer.stack.wait(minutes=31)

    assert (await drawer.show(id)).status_code == 200


async def test_what_was_just_uploaded_can_be_shown(drawer: Drawer) -> None:
    uploaded = await drawer.upload(drawer.booked(), PNG, name="reçu été.png")

    response = await drawer.show(uploaded.body["attachmentId"])

    said = response.headers["content-disposition"]
    assert said == ("inline; filename=\"re-u -t-.png\"; filename*=UTF-8''re%C3%A7u%20%C3%A9t%C3%A9.png")


@pytest.mark.parametrize("name", ['a"; filename="evil.html', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "…"])
async def test_a_name_breaks_out_of_no_header(drawer: Drawer, name: str) -> None:
    (id,) = drawer.given(drawer.booked(), PDF, name=name)

    response = await drawer.show(id)

    said = response.headers["content-disposition"]
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert said.count('"') == 2
    assert "/" not in said


@pytest.mark.parametrize("id", [NOBODY, "not-an-id", "a%2Fb", "..%2f..%2fv2"])
async def test_what_is_not_there_is_404(drawer: Drawer, id: str) -> None:
    response = await drawer.show(id)

    assert (response.status_code, response.json()["code"]) == (404, "ATTACHMENT_NOT_FOUND")


async def test_what_was_deleted_is_404(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)
    await drawer.ask("delete_attachment", id=id, transactionId=transaction)

    assert (await drawer.show(id)).status_code == 404


async def test_a_bank_that_is_away_is_said_so(drawer: Drawer) -> None:
    (id,) = drawer.given(drawer.booked(), PDF)
    drawer.fault("show_attachment", Kind.RESET, count=3)

    response = await drawer.show(id)

    assert (response.status_code, response.json()["code"]) == (503, "UPSTREAM_UNREACHABLE")


async def test_looking_changes_nothing(drawer: Drawer) -> None:
    (id,) = drawer.given(drawer.booked(), PDF)

    await drawer.show(id)

    assert await drawer.rows(audit_log) == []


# ------------------------------------------------------------------ what Qonto's links may do
async def test_a_link_that_died_on_the_way_is_signed_anew_once(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (drawer, wire):
        (id,) = drawer.given(drawer.booked(), PDF)
        wire.denied = 1

        response = await drawer.show(id)

        assert (response.status_code, response.content) == (200, PDF)
        assert len(drawer.asked_of_bank("show_attachment")) == 2


async def test_and_not_again_and_again(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (drawer, wire):
        (id,) = drawer.given(drawer.booked(), PDF)
        wire.denied = 9

        response = await drawer.show(id)

        assert (response.status_code, response.json()["code"]) == (502, "UPSTREAM_FAILED")
        assert len(drawer.asked_of_bank("show_attachment")) == 2


async def test_a_page_in_the_place_of_the_file_is_never_passed_on(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (drawer, wire):
        (id,) = drawer.given(drawer.booked(), PDF)
        wire.file = b"<script>alert(1)</script>"

        response = await drawer.show(id)

        assert (response.status_code, response.json()["code"]) == (502, "UPSTREAM_FAILED")


async def test_what_is_none_of_the_known_types_is_a_download(new_url: str) -> None:
    # Against the mock such an answer is a breach of the contract; Qonto itself may say more than it promised.
    async with spoken_over(new_url, settings=LIVE) as (drawer, wire):
        drawer.stack.client.headers.update(bearer())
        (id,) = drawer.given(drawer.booked(), PDF, name="photo.heic")
        wire.said, wire.file = {"file_content_type": "text/html"}, b"<script>alert(1)</script>"

        response = await drawer.show(id)

        assert response.status_code == 200
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["content-disposition"].startswith('attachment; filename="photo.heic"')
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_link_to_another_machine_is_not_followed(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (drawer, wire):
        (id,) = drawer.given(drawer.booked(), PDF)
        wire.said = {"url": "http://169.254.169.254/latest/meta-data"}

        response = await drawer.show(id)

        assert (response.status_code, response.json()["code"]) == (502, "UPSTREAM_FAILED")
