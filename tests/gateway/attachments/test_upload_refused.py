"""POST /api/qonto/attachments/upload: what is turned away, and that nothing is left of it."""

from typing import Any

import pytest

from gateway.db.tables import attachment_uploads
from gateway.resources.attachments.model import FILE_BYTES_MAX
from tests.gateway.attachments.drawer import NOBODY, PDF, PNG, UPLOAD, Drawer, of_size

pytestmark = pytest.mark.anyio
MULTIPART = "multipart/form-data; boundary=x"


async def _refused(drawer: Drawer, answer: Any, status: int, code: str) -> None:
    assert answer.said == (status, code), answer.body
    assert await drawer.rows(attachment_uploads) == []
    assert drawer.asked_of_bank("upload_transaction_attachment") == []


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        pytest.param(b"GIF89a" + bytes(20), "image/gif", id="a GIF"),
        pytest.param(b"<html>%PDF-1.7</html>", "application/pdf", id="a page"),
        pytest.param(b" " + PDF, "application/pdf", id="a PDF that does not begin as one"),
        pytest.param(PNG, "application/pdf", id="a PNG said to be a PDF"),
        pytest.param(PDF, "image/png", id="a PDF said to be a PNG"),
        pytest.param(PDF, "text/html", id="a PDF said to be a page"),
        pytest.param(b"%PD", "application/pdf", id="too short to be anything"),
    ],
)
async def test_what_is_not_what_it_is_said_to_be_is_415(
    drawer: Drawer, content: bytes, declared: str
) -> None:
    answer = await drawer.upload(drawer.booked(), content, declared=declared)

    await _refused(drawer, answer, 415, "UNSUPPORTED_MEDIA_TYPE")
    assert answer.details["field"] == "file"


async def test_one_byte_more_is_413_and_the_limit_is_named(drawer: Drawer) -> None:
    answer = await drawer.upload(drawer.booked(), of_size(FILE_BYTES_MAX + 1))

    await _refused(drawer, answer, 413, "PAYLOAD_TOO_LARGE")
    assert answer.details["bytesMax"] == FILE_BYTES_MAX
    assert "10 Mio" in answer.body["error"]


async def test_an_empty_file_is_422(drawer: Drawer) -> None:
    answer = await drawer.upload(drawer.booked(), b"")

    await _refused(drawer, answer, 422, "INVALID")
    assert [one["field"] for one in answer.details["fields"]] == ["file"]


@pytest.mark.parametrize("missing", ["file", "transactionId"])
async def test_what_is_missing_is_named(drawer: Drawer, missing: str) -> None:
    transaction = drawer.booked()

    answer = await drawer.upload(
        None if missing == "transactionId" else transaction, None if missing == "file" else PDF
    )

    await _refused(drawer, answer, 422, "INVALID")
    assert [one["field"] for one in answer.details["fields"]] == [missing]


async def test_an_unknown_transaction_is_404(drawer: Drawer) -> None:
    for unknown in (NOBODY, "verone-4819-1-transaction-999", "..", "a/../b", "%2e"):
        await _refused(drawer, await drawer.upload(unknown), 404, "TRANSACTION_NOT_FOUND")


async def test_an_unknown_document_is_404(drawer: Drawer) -> None:
    answer = await drawer.upload(drawer.booked(), document=NOBODY)

    await _refused(drawer, answer, 404, "NOT_FOUND")
    assert answer.details["field"] == "documentId"


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        pytest.param(b'{"file": 1}', "application/json", 415, "UNSUPPORTED_MEDIA_TYPE", id="JSON"),
        pytest.param(PDF, "application/pdf", 415, "UNSUPPORTED_MEDIA_TYPE", id="a bare file"),
        pytest.param(b"", None, 415, "UNSUPPORTED_MEDIA_TYPE", id="nothing"),
        pytest.param(b"--x--\r\n", MULTIPART, 422, "INVALID", id="an empty form"),
        pytest.param(b"", MULTIPART, 400, "MALFORMED_FORM", id="no form"),
        pytest.param(b"hello", MULTIPART, 400, "MALFORMED_FORM", id="another boundary"),
    ],
)
async def test_what_is_no_such_form_is_refused(
    drawer: Drawer, content: bytes, content_type: str | None, status: int, code: str
) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}

    response = await drawer.stack.client.post(UPLOAD, content=content, headers=headers)

    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert await drawer.rows(attachment_uploads) == []
