"""POST /api/qonto/attachments/upload: one file, one transaction, once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from gateway.db.tables import attachment_uploads, audit_log, financial_documents
from gateway.resources.attachments.model import FILE_BYTES_MAX
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.transactions.messages import DetachFromTransaction
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.uploads.model import Upload
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import (
    JPEG,
    PDF,
    PNG,
    Drawer,
    at_the_bank,
    bank_of,
    clock_of,
    digest,
    of_size,
)
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


# ------------------------------------------------------------------ what is right
async def test_the_file_is_attached_and_its_id_is_learnt(drawer: Drawer) -> None:
    transaction = drawer.booked()
    local = await drawer.known(transaction)

    answer = await drawer.upload(transaction, name="Facture n° 12.pdf")

    (file,) = drawer.at_the_bank(transaction)
    assert answer.status == 201
    assert answer.body["attachmentId"] == file.id
    assert (answer.body["status"], answer.body["contentType"]) == ("attached", "application/pdf")
    assert (answer.body["size"], answer.body["sha256"]) == (len(PDF), digest(PDF))
    assert (file.content, file.file_content_type) == (PDF, "application/pdf")
    assert file.file_name == answer.body["fileName"] == "Facture n° 12.pdf"
    assert await drawer.attachment_ids(local) == [file.id]


async def test_the_upload_and_who_made_it_are_remembered(drawer: Drawer) -> None:
    transaction = drawer.booked()

    answer = await drawer.upload(transaction)

    (upload,) = await drawer.rows(attachment_uploads)
    (said,) = await drawer.rows(audit_log, action="upload_attachment")
    assert (upload["attachment_id"], upload["uploaded_by"]) == (answer.body["attachmentId"], "local-user")
    assert (said["actor"], said["details"]["attachmentId"]) == ("local-user", answer.body["attachmentId"])


async def test_files_that_were_there_stay_there(drawer: Drawer) -> None:
    transaction = drawer.booked()
    before = drawer.given(transaction, PNG)
    local = await drawer.known(transaction, *before)

    answer = await drawer.upload(transaction)

    assert await drawer.attachment_ids(local) == [*before, answer.body["attachmentId"]]
    assert len(drawer.at_the_bank(transaction)) == 2


@pytest.mark.parametrize("by", ["id", "qonto_id", "transaction_id"])
async def test_a_transaction_is_found_by_each_of_its_names(drawer: Drawer, by: str) -> None:
    transaction = drawer.booked()
    local = await drawer.known(transaction)
    kept = drawer.stack.world.find(Transaction, transaction)
    assert kept is not None

    answer = await drawer.upload(
        {"id": local, "qonto_id": transaction, "transaction_id": kept.transaction_id}[by]
    )

    assert (answer.status, answer.body["transactionId"]) == (201, transaction)


async def test_a_transaction_that_was_never_synchronised_is_found_at_qonto(drawer: Drawer) -> None:
    transaction = drawer.booked()

    answer = await drawer.upload(transaction)

    assert (answer.status, len(drawer.at_the_bank(transaction))) == (201, 1)


@pytest.mark.parametrize("by", ["id", "qonto_id"])
async def test_the_file_may_belong_to_a_document(drawer: Drawer, by: str) -> None:
    transaction = drawer.booked()
    made = await drawer.stack.client.post("/api/qonto/invoices", json={"salesOrderId": INVOICEABLE[0].id})
    assert made.status_code == 201, made.text
    (document,) = await drawer.rows(financial_documents)

    answer = await drawer.upload(transaction, document=document[by])

    (upload,) = await drawer.rows(attachment_uploads)
    assert (answer.status, answer.body["documentId"]) == (201, document["id"])
    assert upload["document_id"] == document["id"]


@pytest.mark.parametrize(
    ("content", "name", "declared", "kind", "kept_as"),
    [
        pytest.param(JPEG, "photo.jpeg", "image/jpeg", "image/jpeg", "photo.jpeg", id="a JPEG"),
        pytest.param(JPEG, "photo.jpg", "image/jpg", "image/jpeg", "photo.jpg", id="as some call it"),
        pytest.param(PNG, "SCAN.PNG", "image/png", "image/png", "SCAN.PNG", id="a PNG"),
        pytest.param(PNG, "scan.pdf", "image/png", "image/png", "scan.pdf.png", id="a PNG named .pdf"),
        pytest.param(PNG, "x", "application/octet-stream", "image/png", "x.png", id="undeclared"),
        pytest.param(PDF, "..\\..\\a/b\\c.pdf", None, "application/pdf", "c.pdf", id="a path for a name"),
        pytest.param(
            PDF, "a\u202efdp.exe", "application/pdf", "application/pdf", "afdp.exe.pdf", id="tricks"
        ),
        pytest.param(PNG + PDF, "both.png", "image/png", "image/png", "both.png", id="a polyglot"),
    ],
)
async def test_the_content_says_what_it_is(
    drawer: Drawer, content: bytes, name: str, declared: str | None, kind: str, kept_as: str
) -> None:
    transaction = drawer.booked()

    answer = await drawer.upload(transaction, content, name=name, declared=declared)

    (file,) = drawer.at_the_bank(transaction)
    assert (answer.status, answer.body["contentType"], answer.body["fileName"]) == (201, kind, kept_as)
    assert (file.file_content_type, file.file_name, file.content) == (kind, kept_as, content)


async def test_ten_mebibytes_are_taken(drawer: Drawer) -> None:
    transaction = drawer.booked()

    answer = await drawer.upload(transaction, of_size(FILE_BYTES_MAX))

    assert (answer.status, answer.body["size"]) == (201, FILE_BYTES_MAX)


async def test_while_qonto_processes_it_the_id_is_not_known_and_the_next_upload_tells(drawer: Drawer) -> None:
    _slow(drawer)
    transaction = drawer.booked()
    local = await drawer.known(transaction)

    first = await drawer.upload(transaction)
    drawer.stack.wait(minutes=2)
    again = await drawer.upload(transaction)

    (file,) = drawer.at_the_bank(transaction)
    assert (first.status, first.body["attachmentId"], first.body["status"]) == (201, None, "processing")
    assert (again.status, again.body["attachmentId"], again.body["status"]) == (201, file.id, "attached")
    assert await drawer.attachment_ids(local) == [file.id]
    assert len(drawer.asked_of_bank("upload_transaction_attachment")) == 1


async def test_what_qonto_is_still_processing_is_not_sent_as_another_file(drawer: Drawer) -> None:
    _slow(drawer)
    transaction = drawer.booked()

    await drawer.upload(transaction)
    again = await drawer.upload(transaction)
    drawer.stack.wait(minutes=2)

    assert again.body["status"] == "processing"
    assert len(drawer.at_the_bank(transaction)) == 1


async def test_another_upload_learns_of_the_one_that_was_processing(drawer: Drawer) -> None:
    _slow(drawer)
    transaction = drawer.booked()
    await drawer.upload(transaction, PDF)
    drawer.stack.wait(minutes=2)

    await drawer.upload(transaction, PNG, name="b.png")

    (pdf,) = drawer.at_the_bank(transaction)
    (upload,) = await drawer.rows(attachment_uploads, sha256=digest(PDF))
    assert upload["attachment_id"] == pdf.id


# ------------------------------------------------------------------ once
async def test_the_same_file_is_attached_once(drawer: Drawer) -> None:
    transaction = drawer.booked()
    first = await drawer.upload(transaction)

    again = await drawer.upload(transaction, name="autre-nom.pdf")

    assert again.said == (409, "ALREADY_ATTACHED")
    assert again.details["attachmentId"] == first.body["attachmentId"]
    assert len(drawer.at_the_bank(transaction)) == 1


async def test_nor_is_one_that_came_by_another_door(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (there,) = drawer.given(transaction, PDF)
    local = await drawer.known(transaction)

    answer = await drawer.upload(transaction)

    assert (answer.said, answer.details["attachmentId"]) == ((409, "ALREADY_ATTACHED"), there)
    assert await drawer.attachment_ids(local) == [there]
    assert await drawer.rows(attachment_uploads) == []


async def test_another_file_of_the_same_size_is_another_file(drawer: Drawer) -> None:
    transaction = drawer.booked()
    drawer.given(transaction, PDF.replace(b"1.7", b"1.4"))

    assert (await drawer.upload(transaction)).status == 201


async def test_the_same_file_may_be_on_two_transactions(drawer: Drawer) -> None:
    one, other = drawer.booked(), drawer.booked()

    answers = [await drawer.upload(one), await drawer.upload(other)]

    assert [answer.status for answer in answers] == [201, 201]


@pytest.mark.parametrize("by", ["us", "the dashboard"])
async def test_once_deleted_it_may_be_attached_again(drawer: Drawer, by: str) -> None:
    transaction = drawer.booked()
    first = (await drawer.upload(transaction)).body["attachmentId"]
    if by == "us":
        await drawer.ask("delete_attachment", id=first, transactionId=transaction)
    else:
        _deleted_on_the_dashboard(drawer, transaction, first)

    again = await drawer.upload(transaction)

    (file,) = drawer.at_the_bank(transaction)
    (upload,) = await drawer.rows(attachment_uploads)
    assert (again.status, again.body["attachmentId"]) == (201, file.id)
    assert file.id == upload["attachment_id"] != first


async def test_under_one_key_it_is_answered_as_the_first_time(drawer: Drawer) -> None:
    transaction = drawer.booked()
    content = of_size(FILE_BYTES_MAX)

    answers = [await drawer.upload(transaction, content, key="k-1") for _ in range(2)]
    other = await drawer.upload(transaction, PNG, name="b.png", key="k-1")

    assert answers[0] == answers[1]
    assert (answers[0].status, len(drawer.at_the_bank(transaction))) == (201, 1)
    assert other.said == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_sent_twice_at_once_it_is_attached_once(drawer: Drawer) -> None:
    transaction = drawer.booked()

    answers = await asyncio.gather(*(drawer.upload(transaction) for _ in range(6)))

    (file,) = drawer.at_the_bank(transaction)
    assert {answer.status for answer in answers} <= {201, 409}
    assert 201 in {answer.status for answer in answers}
    named = {
        answer.body["attachmentId"] if answer.status == 201 else answer.details["attachmentId"]
        for answer in answers
    }
    assert named == {file.id}
    assert len(await drawer.rows(audit_log, action="upload_attachment")) == 1


async def test_two_gateways_attach_it_once(database_url: str, edition: str) -> None:
    bank = bank_of(edition)
    async with (
        stack(database_url, edition=edition, bank=bank, clock=clock_of(bank)) as one,
        stack(database_url, edition=edition, bank=bank, clock=clock_of(bank)) as other,
    ):
        drawers = [Drawer(stack=each, database_url=database_url) for each in (one, other)]
        transaction = drawers[0].booked()

        answers = await asyncio.gather(*(drawers[place % 2].upload(transaction) for place in range(6)))

    assert {answer.status for answer in answers} <= {201, 409}
    assert len(at_the_bank(bank, transaction)) == 1


async def test_two_files_at_once_are_both_kept(drawer: Drawer) -> None:
    transaction = drawer.booked()
    local = await drawer.known(transaction)

    answers = await asyncio.gather(
        drawer.upload(transaction, PDF), drawer.upload(transaction, PNG, name="b.png")
    )

    assert [answer.status for answer in answers] == [201, 201]
    assert set(await drawer.attachment_ids(local)) == {one.id for one in drawer.at_the_bank(transaction)}


# ------------------------------------------------------------------ what Qonto does to it
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
@pytest.mark.parametrize("count", [1, 3])
async def test_an_answer_that_is_lost_is_looked_for(drawer: Drawer, kind: Kind, count: int) -> None:
    transaction = drawer.booked()
    drawer.fault("upload_transaction_attachment", kind, count=count)

    answer = await drawer.upload(transaction)

    (file,) = drawer.at_the_bank(transaction)
    assert (answer.status, answer.body["attachmentId"]) == (201, file.id)
    assert len(drawer.stack.world.all(Upload)) == 1


async def test_a_bank_that_breaks_leaves_it_open_and_the_next_upload_ends_it(drawer: Drawer) -> None:
    transaction = drawer.booked()
    drawer.fault("upload_transaction_attachment", Kind.STATUS, count=3)

    answer = await drawer.upload(transaction)
    again = await drawer.upload(transaction)

    assert answer.said == (504, "OUTCOME_UNKNOWN")
    assert again.status == 201
    assert len(drawer.at_the_bank(transaction)) == 1


async def test_when_nobody_can_look_that_is_said_and_the_next_upload_tells(drawer: Drawer) -> None:
    transaction = drawer.booked()
    drawer.fault("upload_transaction_attachment", Kind.APPLY_THEN_DROP, count=3)
    drawer.fault("list_transaction_attachments", Kind.STATUS, nth=2, count=3)

    answer = await drawer.upload(transaction)
    drawer.stack.wait(seconds=10)
    again = await drawer.upload(transaction)

    (file,) = drawer.at_the_bank(transaction)
    assert answer.said == (504, "OUTCOME_UNKNOWN")
    assert (again.status, again.body["attachmentId"]) == (201, file.id)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": Kind.STATUS, "status": 422}, (502, "UPSTREAM_REFUSED")),
        ({"kind": Kind.STATUS, "status": 403}, (502, "UPSTREAM_AUTH_FAILED")),
        ({"kind": Kind.TOO_MANY_REQUESTS, "count": 3, "retry_after_s": 60}, (429, "RATE_LIMITED")),
    ],
    ids=["refused", "forbidden", "too many"],
)
async def test_a_refusal_leaves_nothing_behind(
    drawer: Drawer, fault: dict[str, Any], said: tuple[int, str]
) -> None:
    transaction = drawer.booked()
    drawer.fault("upload_transaction_attachment", **fault)

    answer = await drawer.upload(transaction)

    assert answer.said == said
    assert await drawer.rows(attachment_uploads) == []
    assert drawer.at_the_bank(transaction) == []


# ------------------------------------------------------------------ behind the scenes


def _slow(drawer: Drawer) -> None:
    """Qonto takes its time, a minute of it."""
    world = drawer.stack.world
    switches = {**world.settings.switches, "transaction_attachment_delay_s": 60}
    world.settings = replace(world.settings, switches=switches)


def _deleted_on_the_dashboard(drawer: Drawer, transaction: str, id: str) -> None:
    drawer.stack.bank.execute(drawer.stack.world, DetachFromTransaction(id=transaction, attachment_id=id))
