"""What a form must hold for a file to be attached, and what is said first of what it lacks."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from gateway.errors import Code
from gateway.resources.attachment_upload.model import UploadAsked, upload_asked
from gateway.resources.attachments.model import FileKind
from gateway.web.multipart import Form, FormFile
from tests.gateway.attachments.drawer import PNG
from tests.gateway.refused import code_and_details, refusal_of

FILE = FormFile(name="C:\\scan", declared_type="image/png", content=PNG)
TEXTS = {"transactionId": "t-1", "documentId": "d-1"}


def form(file: FormFile | None = FILE, **texts: str) -> Form:
    return Form(texts={**TEXTS, **texts}, files={} if file is None else {"file": file})


def test_a_whole_form_is_read_whole() -> None:
    assert upload_asked(form()) == UploadAsked(
        transaction="t-1",
        document="d-1",
        file_name="scan.png",
        kind=FileKind.PNG,
        content=PNG,
        sha256=sha256(PNG).hexdigest(),
    )


def test_a_document_left_empty_is_not_given() -> None:
    assert upload_asked(form(documentId="")).document is None
    assert upload_asked(Form(texts={"transactionId": "t-1"}, files={"file": FILE})).document is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (form(None, transactionId=""), "file"),
        (form(replace(FILE, content=b""), transactionId=""), "transactionId"),
        (form(replace(FILE, content=b"")), "file"),
        (form(transactionId="t" * 201), "transactionId"),
        (form(documentId="d" * 101), "documentId"),
    ],
)
def test_what_is_missing_is_named_before_the_file_is_looked_at(asked: Form, field: str) -> None:
    refused = refusal_of(lambda: upload_asked(asked))

    assert refused is not None
    assert (refused.code, [one["field"] for one in refused.details["fields"]]) == (Code.INVALID, [field])
    assert refused.details["fields"][0]["message"] in refused.message


@pytest.mark.parametrize("texts", [{"transactionId": "t" * 200}, {"documentId": "d" * 100}])
def test_an_id_may_be_as_long_as_it_may_be(texts: dict[str, Any]) -> None:
    assert upload_asked(form(**texts)).kind is FileKind.PNG


@pytest.mark.parametrize(
    "file", [replace(FILE, content=b"GIF89a"), replace(FILE, declared_type="application/pdf")]
)
def test_a_file_of_another_kind_is_told_which_there_are(file: FormFile) -> None:
    supported = ["application/pdf", "image/jpeg", "image/png"]

    assert code_and_details(lambda: upload_asked(form(file))) == (
        Code.UNSUPPORTED_MEDIA_TYPE,
        {"field": "file", "supported": supported},
    )


def test_a_file_that_is_announced_as_another_is_told_both() -> None:
    lying = replace(FILE, declared_type="text/" + "x" * 200)

    refused = refusal_of(lambda: upload_asked(form(lying)))

    assert refused is not None
    assert f"« text/{'x' * 95} »" in refused.message
    assert "« image/png »" in refused.message
