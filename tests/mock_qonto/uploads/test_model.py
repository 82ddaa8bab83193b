"""A file on its way to a transaction: when it arrives, and how long its key means it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mock_qonto.resources.attachments.model import KEY_LIFETIME, Attachment
from mock_qonto.resources.transactions.messages import BookTransaction
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Movement, Side
from mock_qonto.resources.uploads.model import ProcessUpload, ReceiveUpload, Upload, received_under
from tests.mock_qonto.desk import Desk, refused
from tests.mock_qonto.support import PNG

RECEIVE = ReceiveUpload(
    id="a-1", transaction_id="t-1", file_name="scan.png", content=PNG, idempotency_key="key-1"
)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    movement = Movement(side=Side.CREDIT, operation_type="income", amount_cents=1000, label="Martin")
    desk.says(BookTransaction(id="t-1", bank_account_id=desk.account.id, movement=movement))
    return desk


def test_a_file_waits_for_a_moment_and_then_is_an_attachment_once(desk: Desk) -> None:
    desk.says(RECEIVE)
    waiting = desk.one(Upload, "a-1")
    assert (desk.files, waiting) == (
        [],
        Upload(
            id="a-1",
            created_at=desk.now,
            updated_at=desk.now,
            transaction_id="t-1",
            file_name="scan.png",
            content=PNG,
            idempotency_key="key-1",
        ),
    )

    desk.wait(1)
    hour = desk.now
    desk.wait(60)

    assert desk.says(ProcessUpload(id="a-1")) == ()
    assert desk.one(Upload, "a-1") == replace(waiting, content=None, updated_at=hour)
    (file,) = desk.files
    assert (file.id, file.file_name, file.content, file.transaction_id) == ("a-1", "scan.png", PNG, "t-1")
    assert file.created_at == hour
    assert desk.one(Transaction, "t-1").attachment_ids == ("a-1",)


def test_a_key_was_used_for_half_an_hour(desk: Desk) -> None:
    desk.says(RECEIVE)
    moment = timedelta(microseconds=1)

    assert received_under(desk.world, "key-1", desk.now + KEY_LIFETIME - moment)
    assert not received_under(desk.world, "key-1", desk.now + KEY_LIFETIME)
    assert not received_under(desk.world, "key-2", desk.now)


def test_a_file_of_no_kind_we_take_is_refused_at_once(desk: Desk) -> None:
    assert refused(lambda: desk.says(replace(RECEIVE, content=b"GIF89a")))[:2] == (422, "not_in_list")
    assert desk.world.find(Attachment, "a-1") is None
