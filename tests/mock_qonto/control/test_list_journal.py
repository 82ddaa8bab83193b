"""What happened."""

import httpx
import pytest

from mock_qonto.kernel.bank import Bank
from tests.mock_qonto.control.support import Customer, fields_of

pytestmark = pytest.mark.anyio


async def test_a_call_is_there_with_its_verdict_and_what_it_caused(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    draft = await customer.create_draft()
    finalized = await customer.finalize(draft)

    last = (await control.get("/journal")).json()["exchanges"][-1]

    assert (last["operation"], last["status"], last["verdict"]) == (
        "finalize_client_invoice",
        200,
        "accepted",
    )
    assert last["target"] == f"/v2/client_invoices/{draft}/finalize"
    assert last["request_id"] == finalized.headers["x-request-id"]
    assert last["response"]["body"] == finalized.json()
    assert [(event["event"], event["id"]) for event in last["events"]] == [("ClientInvoiceFinalized", draft)]


async def test_fields_that_nobody_reads_are_named(control: httpx.AsyncClient, customer: Customer) -> None:
    body = {"kind": "company", "name": "Atelier Nord", "currency": "EUR", "nickname": "Nono"}
    await customer.ask("POST", "/v2/clients", json=body)
    await customer.ask("GET", "/v2/clients", params={"colour": "blue"})

    created, listed = (await control.get("/journal")).json()["exchanges"]

    assert (created["verdict"], created["unread"]) == ("deviant", ["/nickname"])
    assert created["request"]["body"] == body
    assert (listed["verdict"], listed["unread"]) == ("deviant", ["colour"])


async def test_calls_are_chosen_by_operation_and_status(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.clients()
    await customer.ask("POST", "/v2/clients", content=b"{")
    await customer.ask("POST", "/v2/clients", content=b"")

    created = (await control.get("/journal?operation=create_client")).json()
    broken = (await control.get("/journal?status=400")).json()
    refused = (await control.get("/journal?status=4xx")).json()

    assert [row["status"] for row in created["exchanges"]] == [400, 422]
    assert [row["operation"] for row in broken["exchanges"]] == ["create_client"]
    assert refused["meta"]["matched"] == 2


async def test_one_can_follow_from_a_number_on(control: httpx.AsyncClient, customer: Customer) -> None:
    for _ in range(3):
        await customer.clients()
    seen = (await control.get("/journal")).json()["exchanges"][0]["number"]

    after = (await control.get(f"/journal?since={seen}&limit=1")).json()

    assert [row["number"] for row in after["exchanges"]] == [seen + 1]
    assert after["meta"]["matched"] == 2


async def test_or_from_an_instant_on(control: httpx.AsyncClient, customer: Customer) -> None:
    await customer.clients()
    await control.post("/clock/advance", json={"seconds": 60})
    await customer.clients()

    after = (await control.get("/journal?since=2026-03-02T10:01:00%2B01:00")).json()

    assert [row["at"] for row in after["exchanges"]] == ["2026-03-02T09:01:00.000Z"]


async def test_without_since_it_is_the_end_that_is_shown(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    for _ in range(3):
        await customer.clients()

    shown = (await control.get("/journal?limit=2")).json()

    assert [row["number"] for row in shown["exchanges"]] == [2, 3]
    assert shown["meta"] == {"matched": 3, "shown": 2, "last": 3, "dropped": 0}


async def test_worlds_have_their_own(
    control: httpx.AsyncClient, customer: Customer, bank_door: httpx.AsyncClient
) -> None:
    made = (await control.post("/worlds", json={"slug": "other"})).json()
    await customer.clients()
    await Customer(bank_door, made["authorization"]).create_client()

    mine = (await control.get("/journal", headers={"X-World": "other"})).json()["exchanges"]

    assert [row["operation"] for row in mine] == ["create_client"]


async def test_what_a_test_did_is_told_from_what_a_customer_did(control: httpx.AsyncClient) -> None:
    await control.post("/actions/receive-transfer", json={"amount_cents": 5988, "label": "Atelier Nord"})

    journal = (await control.get("/journal")).json()

    assert journal["exchanges"] == []
    assert [(row["cause"], row["command"]) for row in journal["unprompted"]] == [
        ("control", "ReceiveTransfer")
    ]


async def test_bytes_that_are_no_text_are_counted(control: httpx.AsyncClient, customer: Customer) -> None:
    await customer.ask("POST", "/v2/attachments", files={"file": ("scan.png", b"\x89PNG\r\n\x1a\n\xff\xfe")})

    (row,) = (await control.get("/journal")).json()["exchanges"]

    assert row["request"]["body"].endswith(" bytes>")


async def test_the_ring_says_what_it_has_let_go(
    control: httpx.AsyncClient, customer: Customer, bank: Bank
) -> None:
    bank.journal.capacity = 2
    for _ in range(3):
        await customer.clients()

    meta = (await control.get("/journal")).json()["meta"]

    assert (meta["matched"], meta["dropped"]) == (2, 1)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("operaton=list_clients", "operaton"),
        ("status=nine", "status"),
        ("since=yesterday", "since"),
        ("since=2026-13-01T00:00:00Z", "since"),
        ("limit=0", "limit"),
        ("limit=all", "limit"),
    ],
)
async def test_a_wrong_filter_is_refused_rather_than_ignored(
    control: httpx.AsyncClient, query: str, field: str
) -> None:
    answer = await control.get(f"/journal?{query}")

    assert answer.status_code == 422
    assert fields_of(answer) == [field]
