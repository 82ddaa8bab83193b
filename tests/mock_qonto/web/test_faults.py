"""What each kind of fault does to a call: in process, where a drop is an exception, and over a wire."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from uvicorn.server import ServerState

from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.kernel.journal import Exchange
from mock_qonto.web.faults import FAULT_HEADER, INSTEAD, ConnectionDropped, Fault, FaultBook, Kind
from mock_qonto.web.server import AbortableProtocol, uvicorn_config
from tests.mock_qonto.control.support import BANK_URL, NINE, Customer

pytestmark = pytest.mark.anyio

WORLD = "verone-4819"
AUTHORIZATION = f"{WORLD}:any-key"


@pytest.fixture
def bank() -> Bank:
    return build_bank(edition="guide", rate_limit="off", clock=ClockState(held=NINE))


@pytest.fixture
def naps() -> list[float]:
    return []


@pytest.fixture
def faults(naps: list[float]) -> FaultBook:
    async def nap(seconds: float) -> None:
        naps.append(seconds)

    return FaultBook(sleep=nap)


@pytest.fixture
async def customer(bank: Bank, faults: FaultBook, anyio_backend: str) -> AsyncIterator[Customer]:
    transport = httpx.ASGITransport(build_bank_app(bank, faults=faults))
    async with httpx.AsyncClient(transport=transport, base_url=BANK_URL) as door:
        yield Customer(door, AUTHORIZATION)


@asynccontextmanager
async def wired(bank: Bank, faults: FaultBook) -> AsyncIterator[Customer]:
    """The same bank behind a real socket, spoken by the server's own protocol."""
    config = uvicorn_config(build_bank_app(bank, faults=faults))
    config.load()
    state = ServerState()

    def protocol() -> AbortableProtocol:
        return AbortableProtocol(config=config, server_state=state, app_state={})

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as door:
        yield Customer(door, AUTHORIZATION)
    for connection in list(state.connections):
        connection.shutdown()
    server.close()
    await server.wait_closed()


def arm(faults: FaultBook, kind: Kind, operation: str = "create_client", **more: object) -> None:
    fault = Fault(id=faults.next_id(), operation=operation, kind=kind, **more)  # type: ignore[arg-type]
    faults.add(WORLD, fault)


def journalled(bank: Bank) -> Exchange:
    return next(row for row in reversed(bank.journal.exchanges) if row.fault is not None)


async def create(customer: Customer) -> httpx.Response:
    body = {"kind": "company", "name": "Atelier Nord", "currency": "EUR"}
    return await customer.ask("POST", "/v2/clients", json=body)


# ---------------------------------------------------------------- instead of the work
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad_request"),
        (403, "forbidden"),
        (409, "client_invoice_conflict"),
        (500, "internal_server_error"),
        (503, "service_unavailable"),
        (507, "unknown"),
    ],
)
async def test_a_status_is_told_in_the_banks_own_dialect_and_nothing_is_done(
    customer: Customer, bank: Bank, faults: FaultBook, status: int, code: str
) -> None:
    arm(faults, Kind.STATUS, status=status)

    answer = await create(customer)

    assert answer.status_code == status
    assert [(error["code"], error["trace_id"]) for error in answer.json()["errors"]] == [
        (code, answer.headers["x-request-id"])
    ]
    assert answer.headers[FAULT_HEADER] == "status"
    assert await customer.clients() == []
    assert (journalled(bank).verdict, journalled(bank).status) == ("faulted", status)


async def test_429_says_when_to_come_back(customer: Customer, faults: FaultBook) -> None:
    arm(faults, Kind.TOO_MANY_REQUESTS, retry_after_s=7)

    answer = await create(customer)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


async def test_a_reset_connection_has_done_nothing(customer: Customer, bank: Bank, faults: FaultBook) -> None:
    arm(faults, Kind.RESET)

    with pytest.raises(ConnectionDropped):
        await create(customer)

    assert await customer.clients() == []
    assert (journalled(bank).verdict, journalled(bank).status) == ("faulted", 0)


# ---------------------------------------------------------------- after the work
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.TRUNCATED_BODY])
async def test_an_answer_that_is_lost_tells_of_work_that_is_done(
    customer: Customer, bank: Bank, faults: FaultBook, kind: Kind
) -> None:
    arm(faults, kind)

    with pytest.raises(ConnectionDropped):
        await create(customer)

    assert await customer.clients() == ["Atelier Nord"]
    assert (journalled(bank).status, journalled(bank).fault) == (200, kind)


async def test_504_comes_from_the_edge_and_the_work_is_done(
    customer: Customer, bank: Bank, faults: FaultBook
) -> None:
    arm(faults, Kind.APPLY_THEN_504)

    answer = await create(customer)

    assert (answer.status_code, answer.headers["Content-Type"]) == (504, "text/plain; charset=utf-8")
    assert "x-tyk-trace-id" in answer.headers
    assert await customer.clients() == ["Atelier Nord"]
    assert journalled(bank).status == 200


async def test_garbage_is_no_json_and_the_work_is_done(customer: Customer, faults: FaultBook) -> None:
    arm(faults, Kind.GARBAGE)

    answer = await create(customer)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(ValueError, match=r"codec|JSON|Expecting"):
        answer.json()
    assert await customer.clients() == ["Atelier Nord"]


async def test_latency_is_waited_for_after_the_work(
    customer: Customer, faults: FaultBook, naps: list[float]
) -> None:
    arm(faults, Kind.LATENCY, delay_s=2.5)

    answer = await create(customer)

    assert (answer.status_code, naps) == (200, [2.5])
    assert await customer.clients() == ["Atelier Nord"]


async def test_a_slow_body_comes_whole_in_the_end(
    customer: Customer, faults: FaultBook, naps: list[float]
) -> None:
    arm(faults, Kind.SLOW_BODY, delay_s=5)

    answer = await create(customer)

    assert answer.json()["client"]["name"] == "Atelier Nord"
    assert naps == [1.0] * 5


async def test_applied_twice_there_are_two(customer: Customer, bank: Bank, faults: FaultBook) -> None:
    arm(faults, Kind.APPLY_TWICE)

    answer = await create(customer)

    assert answer.status_code == 200
    assert await customer.clients() == ["Atelier Nord", "Atelier Nord"]
    assert len(journalled(bank).events) == 2


async def test_finalized_twice_the_second_answer_is_a_refusal_though_the_number_is_given(
    customer: Customer, faults: FaultBook
) -> None:
    draft = await customer.create_draft()
    arm(faults, Kind.APPLY_TWICE, "finalize_client_invoice")

    answer = await customer.finalize(draft)

    assert answer.status_code == 412
    assert (await customer.invoice(draft))["status"] == "unpaid"


async def test_a_stale_read_shows_what_was_there_when_the_rule_was_made(
    customer: Customer, bank: Bank, faults: FaultBook
) -> None:
    draft = await customer.create_draft()
    arm(faults, Kind.STALE_READ, "show_client_invoice", memory=bank.default_world.snapshot())
    await customer.finalize(draft)

    stale = await customer.invoice(draft)
    fresh = await customer.invoice(draft)

    assert (stale["status"], fresh["status"]) == ("draft", "unpaid")


async def test_a_stale_list_does_not_know_what_came_later(
    customer: Customer, bank: Bank, faults: FaultBook
) -> None:
    arm(faults, Kind.STALE_READ, "list_clients", memory=bank.default_world.snapshot())
    await create(customer)

    seen = [await customer.clients() for _ in range(2)]

    assert seen == [[], ["Atelier Nord"]]


async def test_the_answer_to_a_deletion_has_no_body_to_be_spoilt(
    customer: Customer, faults: FaultBook
) -> None:
    arm(faults, Kind.GARBAGE, "delete_client_invoice")
    arm(faults, Kind.TRUNCATED_BODY, "delete_client_invoice")
    drafts = [await customer.create_draft() for _ in range(2)]

    garbled = await customer.ask("DELETE", f"/v2/client_invoices/{drafts[0]}")
    with pytest.raises(ConnectionDropped):
        await customer.ask("DELETE", f"/v2/client_invoices/{drafts[1]}")

    assert (garbled.status_code, garbled.content[:1]) == (200, b"\x00")


# ---------------------------------------------------------------- in general
async def test_a_spoilt_answer_says_so_and_the_next_one_does_not(
    customer: Customer, faults: FaultBook
) -> None:
    arm(faults, Kind.LATENCY)

    answers = [await create(customer) for _ in range(2)]

    assert [answer.headers.get(FAULT_HEADER) for answer in answers] == ["latency", None]


async def test_the_book_is_active_only_while_a_rule_waits(customer: Customer, faults: FaultBook) -> None:
    arm(faults, Kind.LATENCY)
    before = faults.active

    await create(customer)

    assert (before, faults.active) == (True, False)


def test_only_what_is_done_instead_keeps_the_work_from_being_done() -> None:
    assert {kind.value for kind in INSTEAD} == {"status", "429", "reset"}


# ---------------------------------------------------------------- over a wire
@pytest.mark.parametrize("kind", [Kind.RESET, Kind.APPLY_THEN_DROP])
async def test_the_caller_loses_the_connection_and_the_server_lives(
    bank: Bank, faults: FaultBook, kind: Kind
) -> None:
    async with wired(bank, faults) as customer:
        arm(faults, kind)

        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await create(customer)

        assert await customer.clients() == ([] if kind is Kind.RESET else ["Atelier Nord"])


async def test_half_a_body_arrives_and_then_the_end(bank: Bank, faults: FaultBook) -> None:
    async with wired(bank, faults) as customer:
        arm(faults, Kind.TRUNCATED_BODY)

        with pytest.raises(httpx.RemoteProtocolError, match=r"received [1-9]"):
            await create(customer)

        assert await customer.clients() == ["Atelier Nord"]


@pytest.mark.parametrize("kind", [Kind.LATENCY, Kind.SLOW_BODY, Kind.GARBAGE, Kind.APPLY_THEN_504])
async def test_what_is_delivered_after_all_is_delivered_whole(
    bank: Bank, faults: FaultBook, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    async with wired(bank, faults) as customer:
        arm(faults, kind, delay_s=0.01)

        answer = await create(customer)

        assert len(answer.content) == int(answer.headers["Content-Length"])
        assert await customer.clients() == ["Atelier Nord"]
    assert not caplog.records


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.APPLY_THEN_DROP, Kind.TRUNCATED_BODY])
async def test_a_dropped_connection_is_no_error_of_the_server(
    bank: Bank, faults: FaultBook, kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    async with wired(bank, faults) as customer:
        arm(faults, kind)
        with pytest.raises(httpx.HTTPError):
            await create(customer)

    assert not caplog.records
