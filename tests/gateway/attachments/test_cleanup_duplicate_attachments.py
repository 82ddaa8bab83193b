"""POST /api/qonto/attachments/cleanup-duplicates: shown first, then removed as shown."""

from typing import Any

import pytest

from gateway.db.tables import attachment_uploads
from gateway.resources.attachment_cleanup.service import TRANSACTIONS_MAX
from mock_qonto.resources.transactions.messages import DetachFromTransaction
from mock_qonto.web.faults import Kind
from tests.gateway.attachments.drawer import JPEG, NOBODY, PDF, PNG, Answer, Drawer, digest
from tests.gateway.attachments.spoken import spoken_over

pytestmark = pytest.mark.anyio
CLEANUP = "cleanup_duplicate_attachments"
DELETE = "delete_transaction_attachment"
OTHER_PDF = PDF.replace(b"1.7", b"1.4")


async def looked(drawer: Drawer, transaction: str | None = None, **body: Any) -> Answer:
    told = {"transactionId": transaction, **body}
    return await drawer.ask(CLEANUP, json={key: value for key, value in told.items() if value is not None})


async def cleaned(drawer: Drawer, plan: str, transaction: str | None = None, **body: Any) -> Answer:
    return await looked(drawer, transaction, dryRun=False, plan=plan, **body)


def left(drawer: Drawer, transaction: str) -> list[str]:
    return [file.id for file in drawer.at_the_bank(transaction)]


# ------------------------------------------------------------------ what is right
async def test_a_dry_run_shows_what_stays_and_what_would_go_and_removes_nothing(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PNG, PDF, OTHER_PDF, PDF)

    answer = await looked(drawer, transaction)

    (group,) = answer.body["groups"]
    assert (answer.status, answer.body["dryRun"], answer.body["deleted"]) == (200, True, [])
    assert (group["sha256"], group["size"], group["transactionId"]) == (digest(PDF), len(PDF), transaction)
    assert group["keep"]["attachmentId"] == files[0]
    assert [one["attachmentId"] for one in group["duplicates"]] == [files[2], files[4]]
    assert (answer.body["transactionsChecked"], answer.body["attachmentsChecked"]) == (1, 5)
    assert left(drawer, transaction) == files
    assert drawer.asked_of_bank(DELETE) == []


async def test_what_was_shown_is_removed_and_the_oldest_stays(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PNG, PDF, OTHER_PDF, PDF)
    local = await drawer.known(transaction, *files)
    plan = (await looked(drawer, local)).body["plan"]

    answer = await cleaned(drawer, plan, local)

    assert (answer.status, answer.body["dryRun"]) == (200, False)
    assert answer.body["deleted"] == [
        {"transactionId": transaction, "attachmentId": files[2], "keptAttachmentId": files[0]},
        {"transactionId": transaction, "attachmentId": files[4], "keptAttachmentId": files[0]},
    ]
    assert left(drawer, transaction) == [files[0], files[1], files[3]]
    assert await drawer.attachment_ids(local) == [files[0], files[1], files[3]]


async def test_all_known_transactions_are_looked_at_each_for_itself(drawer: Drawer) -> None:
    transactions = [drawer.booked() for _ in range(3)]
    files = [drawer.given(transactions[0], PDF, PDF), drawer.given(transactions[1], PNG, PNG)]
    files.append(drawer.given(transactions[2], PDF))
    for transaction, ids in zip(transactions, files, strict=True):
        await drawer.known(transaction, *ids)

    shown = await looked(drawer)
    answer = await cleaned(drawer, shown.body["plan"])

    assert shown.body["transactionsChecked"] == 2  # the third has one file only
    assert {one["attachmentId"] for one in answer.body["deleted"]} == {files[0][1], files[1][1]}
    assert [left(drawer, one) for one in transactions] == [files[0][:1], files[1][:1], files[2]]


async def test_no_body_at_all_is_a_dry_run_of_all(drawer: Drawer) -> None:
    transaction = drawer.booked()
    await drawer.known(transaction, *drawer.given(transaction, PDF, PDF))

    answer = await drawer.ask(CLEANUP)

    assert (answer.status, answer.body["dryRun"], len(answer.body["groups"])) == (200, True, 1)
    assert len(left(drawer, transaction)) == 2


async def test_many_transactions_are_looked_at_page_by_page(drawer: Drawer) -> None:
    for _ in range(TRANSACTIONS_MAX + 2):
        transaction = drawer.booked()
        await drawer.known(transaction, *drawer.given(transaction, PDF, PDF))

    first = await looked(drawer)
    second = await looked(drawer, after=first.body["nextAfter"])

    assert [one.body["transactionsChecked"] for one in (first, second)] == [TRANSACTIONS_MAX, 2]
    assert second.body["nextAfter"] is None
    groups = [one["transactionId"] for page in (first, second) for one in page.body["groups"]]
    assert len(set(groups)) == TRANSACTIONS_MAX + 2


async def test_without_duplicates_there_is_nothing_to_do(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, OTHER_PDF, PNG, JPEG)

    shown = await looked(drawer, transaction)
    answer = await cleaned(drawer, shown.body["plan"], transaction)

    assert (shown.body["groups"], answer.status, answer.body["deleted"]) == ([], 200, [])
    assert left(drawer, transaction) == files


async def test_what_we_remember_of_an_upload_is_about_the_file_that_stays(drawer: Drawer) -> None:
    transaction = drawer.booked()
    (older,) = drawer.given(transaction, PNG)
    uploaded = (await drawer.upload(transaction, PDF)).body["attachmentId"]
    twin = drawer.given(transaction, PDF)
    plan = (await looked(drawer, transaction)).body["plan"]
    await cleaned(drawer, plan, transaction)

    (upload,) = await drawer.rows(attachment_uploads)

    assert left(drawer, transaction) == [older, uploaded]
    assert (upload["attachment_id"], twin[0] in left(drawer, transaction)) == (uploaded, False)


async def test_files_that_cannot_be_read_are_compared_with_nothing(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (drawer, wire):
        transaction = drawer.booked()
        files = drawer.given(transaction, PDF, PDF, PNG, PNG)
        wire.never = frozenset(files[:1])

        answer = await looked(drawer, transaction)

        assert answer.body["unreadable"] == [{"transactionId": transaction, "attachmentId": files[0]}]
        assert [one["keep"]["attachmentId"] for one in answer.body["groups"]] == [files[2]]


# ------------------------------------------------------------------ what has changed since
@pytest.mark.parametrize("what", ["one more", "one less", "the one that stays"])
async def test_a_plan_that_no_longer_holds_removes_nothing(drawer: Drawer, what: str) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PDF, PDF)
    plan = (await looked(drawer, transaction)).body["plan"]
    if what == "one more":
        drawer.given(transaction, PDF)
    else:
        gone = files[1] if what == "one less" else files[0]
        _deleted_on_the_dashboard(drawer, transaction, gone)
    before = left(drawer, transaction)

    answer = await cleaned(drawer, plan, transaction)

    assert answer.said == (409, "CLEANUP_PLAN_CHANGED")
    assert answer.details["plan"] == (await looked(drawer, transaction)).body["plan"] != plan
    assert left(drawer, transaction) == before
    assert drawer.asked_of_bank(DELETE) == []


async def test_the_plan_of_one_transaction_is_not_that_of_another(drawer: Drawer) -> None:
    one, other = drawer.booked(), drawer.booked()
    drawer.given(one, PDF, PDF)
    files = drawer.given(other, PDF, PDF)
    plan = (await looked(drawer, one)).body["plan"]

    answer = await cleaned(drawer, plan, other)

    assert answer.said == (409, "CLEANUP_PLAN_CHANGED")
    assert left(drawer, other) == files


async def test_said_twice_the_second_finds_another_plan(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PDF)
    plan = (await looked(drawer, transaction)).body["plan"]
    await cleaned(drawer, plan, transaction)

    again = await cleaned(drawer, plan, transaction)

    assert again.said == (409, "CLEANUP_PLAN_CHANGED")
    assert left(drawer, transaction) == files[:1]


# ------------------------------------------------------------------ what Qonto does to it
async def test_a_failure_half_way_says_what_was_done_and_what_was_not(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PDF, PDF, PDF)
    local = await drawer.known(transaction, *files)
    plan = (await looked(drawer, transaction)).body["plan"]
    drawer.fault(DELETE, Kind.STATUS, nth=2)

    answer = await cleaned(drawer, plan, transaction)

    def ids(name: str) -> list[str]:
        return [one["attachmentId"] for one in answer.details[name]]

    assert answer.said == (504, "OUTCOME_UNKNOWN")
    assert (ids("deleted"), answer.details["failedAt"]["attachmentId"]) == ([files[1]], files[2])
    assert ids("notAttempted") == [files[3]]
    assert left(drawer, transaction) == await drawer.attachment_ids(local) == [files[0], *files[2:]]


async def test_a_refusal_half_way_is_that_refusal(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PDF)
    plan = (await looked(drawer, transaction)).body["plan"]
    drawer.fault(DELETE, Kind.STATUS, status=403)

    answer = await cleaned(drawer, plan, transaction)

    assert (answer.said, answer.details["deleted"]) == ((502, "UPSTREAM_AUTH_FAILED"), [])
    assert left(drawer, transaction) == files


async def test_an_answer_that_is_lost_is_looked_for(drawer: Drawer) -> None:
    transaction = drawer.booked()
    files = drawer.given(transaction, PDF, PDF, PDF)
    plan = (await looked(drawer, transaction)).body["plan"]
    drawer.fault(DELETE, Kind.APPLY_THEN_DROP, count=2)

    answer = await cleaned(drawer, plan, transaction)

    assert (answer.status, len(answer.body["deleted"])) == (200, 2)
    assert left(drawer, transaction) == files[:1]


# ------------------------------------------------------------------ what is refused
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"dryRun": False}, "plan"),
        ({"dryRun": False, "plan": "abc"}, "plan"),
        ({"dryRun": "false"}, "dryRun"),
        ({"dryRun": 0}, "dryRun"),
        ({"dryRun": None}, "dryRun"),
        ({"transactionId": ""}, "transactionId"),
        ({"transactionId": 12}, "transactionId"),
        ({"transactionId": NOBODY, "after": NOBODY}, "after"),
        ({"dry_run": False}, "dry_run"),
        ({"force": True}, "force"),
    ],
    ids=str,
)
async def test_what_is_not_understood_is_refused_by_name(
    drawer: Drawer, body: dict[str, Any], field: str
) -> None:
    transaction = drawer.booked()
    await drawer.known(transaction, *drawer.given(transaction, PDF, PDF))

    answer = await drawer.ask(CLEANUP, json=body)

    assert answer.said == (422, "INVALID")
    assert [one["field"] for one in answer.details["fields"]] == [field]
    assert len(left(drawer, transaction)) == 2


async def test_an_unknown_transaction_is_404(drawer: Drawer) -> None:
    assert (await looked(drawer, NOBODY)).said == (404, "TRANSACTION_NOT_FOUND")


# ------------------------------------------------------------------ behind the scenes
def _deleted_on_the_dashboard(drawer: Drawer, transaction: str, id: str) -> None:
    drawer.stack.bank.execute(drawer.stack.world, DetachFromTransaction(id=transaction, attachment_id=id))
