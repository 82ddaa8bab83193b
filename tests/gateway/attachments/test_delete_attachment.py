"""DELETE /api/qonto/attachments/{id}?transactionId=: one file, and what is left."""

import asyncio

import pytest

from gateway.db.tables import attachment_uploads, audit_log
from mock_qonto.resources.transactions.messages import DetachFromTransaction
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import JPEG, NOBODY, PDF, PNG, Drawer

pytestmark = pytest.mark.anyio


async def test_one_file_goes_and_the_others_stay(drawer: Drawer) -> None:
    transaction = drawer.booked()
    one, two, three = drawer.given(transaction, PDF, PNG, JPEG)
    local = await drawer.known(transaction, one, two, three)

    answer = await drawer.ask("delete_attachment", id=two, transactionId=local)

    assert answer.status == 200
    assert answer.body["deletedAttachmentId"] == two
    assert answer.body["remainingAttachments"] == [one, three]
    assert await drawer.attachment_ids(local) == [one, three]
    assert [file.id for file in drawer.at_the_bank(transaction)] == [one, three]


async def test_the_last_one_may_go(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)
    local = await drawer.known(transaction, id)

    answer = await drawer.ask("delete_attachment", id=id, transactionId=local)

    assert (answer.status, answer.body["remainingAttachments"]) == (200, [])
    assert await drawer.attachment_ids(local) == []


async def test_deleted_twice_it_is_404(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)
    await drawer.ask("delete_attachment", id=id, transactionId=transaction)

    again = await drawer.ask("delete_attachment", id=id, transactionId=transaction)

    assert again.said == (404, "ATTACHMENT_NOT_FOUND")


async def test_who_deleted_it_is_on_record(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)

    await drawer.ask("delete_attachment", id=id, transactionId=transaction)

    actions = {row["action"]: row["details"]["attachmentId"] for row in await drawer.rows(audit_log)}
    assert actions == {"ask_delete_attachment": id, "delete_attachment": id}


async def test_what_we_uploaded_is_forgotten_with_it(drawer: Drawer) -> None:
    transaction = drawer.booked()
    id = (await drawer.upload(transaction)).body["attachmentId"]

    await drawer.ask("delete_attachment", id=id, transactionId=transaction)

    assert await drawer.rows(attachment_uploads) == []


async def test_what_was_deleted_on_the_dashboard_is_404_and_no_longer_ours(drawer: Drawer) -> None:
    transaction = drawer.booked()
    one, two = drawer.given(transaction, PDF, PNG)
    local = await drawer.known(transaction, one, two)
    drawer.stack.bank.execute(drawer.stack.world, DetachFromTransaction(id=transaction, attachment_id=one))

    answer = await drawer.ask("delete_attachment", id=one, transactionId=local)

    assert answer.said == (404, "ATTACHMENT_NOT_FOUND")
    assert await drawer.attachment_ids(local) == [two]
    assert drawer.asked_of_bank("delete_transaction_attachment") == []


async def test_a_file_of_another_transaction_is_not_touched(drawer: Drawer) -> None:
    one, other = drawer.booked(), drawer.booked()
    (id,) = drawer.given(other, PDF)

    answer = await drawer.ask("delete_attachment", id=id, transactionId=one)

    assert answer.said == (404, "ATTACHMENT_NOT_FOUND")
    assert [file.id for file in drawer.at_the_bank(other)] == [id]


async def test_the_transaction_must_be_named(drawer: Drawer) -> None:
    (id,) = drawer.given(drawer.booked(), PDF)

    for query in ({}, {"transactionId": ""}, {"transaction_id": "x"}):
        answer = await drawer.ask("delete_attachment", id=id, **query)

        assert answer.said == (422, "INVALID_PARAMETER")
        assert [one["field"] for one in answer.details["fields"]] == ["transactionId"]


async def test_an_unknown_transaction_is_404(drawer: Drawer) -> None:
    (id,) = drawer.given(drawer.booked(), PDF)

    answer = await drawer.ask("delete_attachment", id=id, transactionId=NOBODY)

    assert answer.said == (404, "TRANSACTION_NOT_FOUND")


# ------------------------------------------------------------------ what Qonto does to it
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
async def test_an_answer_that_is_lost_is_looked_for(drawer: Drawer, kind: Kind) -> None:
    transaction = drawer.booked()
    one, two = drawer.given(transaction, PDF, PNG)
    local = await drawer.known(transaction, one, two)
    drawer.fault("delete_transaction_attachment", kind)

    answer = await drawer.ask("delete_attachment", id=one, transactionId=local)

    assert (answer.status, answer.body["remainingAttachments"]) == (200, [two])
    assert await drawer.attachment_ids(local) == [two]
    assert len(drawer.asked_of_bank("delete_transaction_attachment")) == 1


@pytest.mark.parametrize("kind", [Kind.STATUS, Kind.RESET])
async def test_what_is_still_there_is_not_said_to_be_gone(drawer: Drawer, kind: Kind) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)
    local = await drawer.known(transaction, id)
    drawer.fault("delete_transaction_attachment", kind)

    answer = await drawer.ask("delete_attachment", id=id, transactionId=local)
    between = await drawer.attachment_ids(local)
    again = await drawer.ask("delete_attachment", id=id, transactionId=local)

    assert answer.said == (504, "OUTCOME_UNKNOWN")
    assert between == [id]
    assert again.status == 200


async def test_when_nobody_can_look_that_is_said_and_the_next_call_settles_it(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)
    local = await drawer.known(transaction, id)
    drawer.fault("delete_transaction_attachment", Kind.APPLY_THEN_DROP)
    drawer.fault("list_transaction_attachments", Kind.STATUS, nth=2, count=3)

    answer = await drawer.ask("delete_attachment", id=id, transactionId=local)
    again = await drawer.ask("delete_attachment", id=id, transactionId=local)

    assert answer.said == (504, "OUTCOME_UNKNOWN")
    assert again.said == (404, "ATTACHMENT_NOT_FOUND")
    assert await drawer.attachment_ids(local) == []


async def test_a_refusal_changes_nothing(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (id,) = drawer.given(transaction, PDF)
    local = await drawer.known(transaction, id)
    drawer.fault("delete_transaction_attachment", Kind.STATUS, status=403)

    answer = await drawer.ask("delete_attachment", id=id, transactionId=local)

    assert answer.said == (502, "UPSTREAM_AUTH_FAILED")
    assert await drawer.attachment_ids(local) == [id]


async def test_deleted_by_many_at_once_it_goes_once(drawer: Drawer) -> None:
    transaction = drawer.booked()
    one, two = drawer.given(transaction, PDF, PNG)
    local = await drawer.known(transaction, one, two)

    answers = await asyncio.gather(
        *(drawer.ask("delete_attachment", id=one, transactionId=local) for _ in range(5))
    )

    assert sorted(answer.status for answer in answers) == [200, 404, 404, 404, 404]
    assert await drawer.attachment_ids(local) == [two]
