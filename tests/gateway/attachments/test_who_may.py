"""With tokens: who may look at files, who may change them, and who may neither."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.attachments.drawer import JWT, NOBODY, PDF, UPLOAD, Drawer, bank_of, bearer, clock_of
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio
ROUTES = (
    ("POST", UPLOAD),
    ("POST", "/api/qonto/attachments/cleanup-duplicates"),
    ("GET", f"/api/qonto/attachments/{NOBODY}"),
    ("DELETE", f"/api/qonto/attachments/{NOBODY}?transactionId=x"),
    ("GET", "/api/qonto/debug"),
    ("GET", "/api/qonto/debug-counts"),
)


@pytest.fixture
async def guarded(sqlite_url: str) -> AsyncIterator[Drawer]:
    bank = bank_of("guide")
    async with stack(sqlite_url, bank=bank, clock=clock_of(bank), settings=JWT) as running:
        yield Drawer(stack=running, database_url=sqlite_url)


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x.y.z"}, {"X-User-Id": "marie"}], ids=str)
async def test_without_a_token_nothing_is_shown_and_nothing_done(
    guarded: Drawer, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = await guarded.stack.client.request(method, path, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    assert not guarded.stack.bank.journal.exchanges


@pytest.mark.parametrize("role", ["user", "service"])
async def test_a_person_and_a_service_may_work_with_files(guarded: Drawer, role: str) -> None:
    guarded.stack.client.headers.update(bearer(role=role))
    transaction = guarded.booked()

    uploaded = await guarded.upload(transaction)
    shown = await guarded.show(uploaded.body["attachmentId"])
    looked = await guarded.ask("cleanup_duplicate_attachments", json={"transactionId": transaction})
    deleted = await guarded.ask(
        "delete_attachment", id=uploaded.body["attachmentId"], transactionId=transaction
    )

    assert (uploaded.status, looked.status, deleted.status) == (201, 200, 200)
    assert (shown.status_code, shown.content) == (200, PDF)


async def test_a_page_of_another_origin_may_not_upload(guarded: Drawer) -> None:
    headers = {**bearer(), "Origin": "https://evil.example"}
    parts = {"transactionId": (None, guarded.booked()), "file": ("a.pdf", PDF)}

    answer = await guarded.stack.client.post(UPLOAD, files=parts, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "ORIGIN_FORBIDDEN")
