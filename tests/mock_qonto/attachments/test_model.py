"""What is kept of a file, for how long a key means it, and what goes with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mock_qonto.documents.sheet import Sheet
from mock_qonto.resources.attachments.model import (
    KEY_LIFETIME,
    PDF,
    AttachInvoicePdf,
    Attachment,
    AttachmentDeleted,
    AttachSheet,
    DeleteAttachment,
    UploadAttachment,
    check_content,
    uploaded_under,
)
from mock_qonto.resources.transactions.messages import (
    AttachToTransaction,
    BookTransaction,
    DetachAllFromTransaction,
)
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side
from tests.mock_qonto.desk import Desk, refused
from tests.mock_qonto.support import PNG

UPLOAD = UploadAttachment(id="a-1", file_name="scan.png", content=PNG, idempotency_key="key-1")
SHEET = Sheet(
    heading="Devis",
    number="D-2026-001",
    facts=(),
    seller=(),
    buyer=(),
    columns=("", "", "", "", ""),
    rows=(),
    totals=(),
    payment=(),
    notes=(),
)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def kept(desk: Desk, id: str = "a-1") -> Attachment:
    return desk.one(Attachment, id)


def test_an_upload_is_kept_as_it_came_under_the_type_its_bytes_speak_of(desk: Desk) -> None:
    desk.says(UPLOAD)

    assert kept(desk) == Attachment(
        id="a-1",
        created_at=desk.now,
        updated_at=desk.now,
        file_name="scan.png",
        file_content_type="image/png",
        content=PNG,
        idempotency_key="key-1",
    )


def test_the_pdf_of_a_document_keeps_what_it_is_drawn_from_and_no_bytes(desk: Desk) -> None:
    desk.says(AttachInvoicePdf(id="a-1", file_name="F-1.pdf", invoice_id="i-1"))
    desk.says(AttachSheet(id="a-2", file_name="D-1.pdf", sheet=SHEET))

    blank = Attachment(
        id="a-1",
        created_at=desk.now,
        updated_at=desk.now,
        file_name="F-1.pdf",
        file_content_type=PDF,
        content=None,
    )
    assert kept(desk) == replace(blank, invoice_id="i-1")
    assert kept(desk, "a-2") == replace(blank, id="a-2", file_name="D-1.pdf", sheet=SHEET)


def test_a_key_means_the_latest_upload_under_it_for_half_an_hour(desk: Desk) -> None:
    desk.says(UPLOAD)
    desk.says(replace(UPLOAD, id="a-2", idempotency_key="key-2"))
    begun = desk.now

    first = uploaded_under(desk.world, "key-1", begun + KEY_LIFETIME - timedelta(microseconds=1))
    desk.wait(KEY_LIFETIME.total_seconds())
    gone = uploaded_under(desk.world, "key-1", desk.now)
    desk.says(replace(UPLOAD, id="a-3"))

    assert first == kept(desk)
    assert gone is None
    assert uploaded_under(desk.world, "key-1", desk.now) == kept(desk, "a-3")
    assert uploaded_under(desk.world, "key-9", desk.now) is None


def test_a_file_of_a_transaction_is_on_it_until_either_lets_go(desk: Desk) -> None:
    movement = Movement(side=Side.CREDIT, operation_type="income", amount_cents=1000, label="Martin")
    desk.says(BookTransaction(id="t-1", bank_account_id=desk.account.id, movement=movement))
    before = desk.one(Transaction, "t-1")
    desk.wait(60)
    for id in ("a-1", "a-2", "a-3"):
        desk.says(replace(UPLOAD, id=id, idempotency_key=None, transaction_id="t-1"))
        desk.says(AttachToTransaction(id="t-1", attachment_id=id))
    assert kept(desk).transaction_id == "t-1"

    assert desk.says(DeleteAttachment(id="a-2"))[0] == AttachmentDeleted(
        id="a-2", at=desk.now, transaction_id="t-1"
    )

    on_it = replace(before, attachment_ids=("a-1", "a-3"), updated_at=desk.now)
    assert desk.one(Transaction, "t-1") == on_it
    assert [file.id for file in desk.files] == ["a-1", "a-3"]
    desk.says(DetachAllFromTransaction(id="t-1"))
    assert desk.one(Transaction, "t-1") == replace(on_it, attachment_ids=())
    assert desk.files == []


def test_a_file_nobody_knows_is_named_as_one(desk: Desk) -> None:
    answer = refused(lambda: desk.says(DeleteAttachment(id="a-1")))

    assert answer == (404, "not_found", "attachment a-1 was not found")


@pytest.mark.parametrize("content", [b"", b"%PDF", b"GIF89a", b" %PDF-1.7"])
def test_other_bytes_are_refused(content: bytes) -> None:
    answer = refused(lambda: check_content(content))

    assert answer[:2] == (422, "not_in_list")
