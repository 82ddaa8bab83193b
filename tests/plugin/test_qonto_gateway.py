"""The gateway over a test's own world: in process, over a port, and with a database that nobody else sees."""

import asyncio
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from gateway.testing import QontoGateway
from mock_qonto.testing import QontoClock, QontoWorld

INVOICES = "/api/qonto/invoices"


def drafted(gateway: QontoGateway, place: int = 0) -> dict[str, Any]:
    answer = gateway.post(INVOICES, json={"salesOrderId": gateway.orders[place].id})
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["invoice"])


@pytest.mark.parametrize(
    "edition",
    [
        pytest.param("guide", marks=pytest.mark.qonto(edition="guide")),
        pytest.param("2026-11", marks=pytest.mark.qonto(edition="2026-11")),
    ],
)
def test_the_gateway_speaks_to_the_world_of_the_test(
    qonto_gateway: QontoGateway, qonto_world: QontoWorld, edition: str
) -> None:
    health = qonto_gateway.get("/api/qonto/health").json()

    assert (health["status"], health["edition"]) == ("healthy", edition)
    assert qonto_world.journal()[-1]["operation"] in {"list_bank_accounts", "show_organization"}


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_has_a_database_of_its_own(qonto_gateway: QontoGateway, time: str) -> None:
    assert drafted(qonto_gateway)["status"] == "draft"  # a second draft of one order would be refused
    assert len(qonto_gateway.orders) >= 12


def test_the_database_is_where_it_says(qonto_gateway: QontoGateway) -> None:
    drafted(qonto_gateway)

    with sqlite3.connect(qonto_gateway.database_url.removeprefix("sqlite:///")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM financial_documents").fetchone()
    connection.close()

    assert count == 1


def test_a_person_confirms_on_the_page_the_gateway_names(qonto_gateway: QontoGateway) -> None:
    draft = drafted(qonto_gateway)
    asked = qonto_gateway.post(f"{INVOICES}/{draft['id']}/finalize", json={})
    url = asked.json()["confirmation"]["url"]

    in_process = qonto_gateway.get(url)
    over_a_port = httpx.get(url.replace(str(qonto_gateway.base_url).rstrip("/"), qonto_gateway.url))

    assert [answer.status_code for answer in (asked, in_process, over_a_port)] == [428, 200, 200]
    assert "Finaliser définitivement" in in_process.text


def test_thirty_minutes_at_the_bank_are_thirty_minutes_here(
    qonto_gateway: QontoGateway, qonto_clock: QontoClock
) -> None:
    draft = drafted(qonto_gateway)
    path = f"{INVOICES}/{draft['id']}/finalize"
    token = qonto_gateway.post(path, json={}).json()["confirmation"]["token"]

    qonto_clock.advance(5 * 60)
    too_late = qonto_gateway.post(path, json={"confirmationToken": token})

    assert too_late.status_code == 428
    assert too_late.json()["confirmation"]["token"] != token


def test_an_async_client_and_asgi_lead_to_the_same_gateway(qonto_gateway: QontoGateway) -> None:
    draft = drafted(qonto_gateway)

    async def listed() -> list[httpx.Response]:
        within = httpx.ASGITransport(qonto_gateway.app)
        async with (
            qonto_gateway.async_client() as one,
            httpx.AsyncClient(transport=within, base_url="http://127.0.0.1:8080") as other,
        ):
            return [await client.get(INVOICES) for client in (one, other)]

    ids = [[invoice["id"] for invoice in answer.json()["invoices"]] for answer in asyncio.run(listed())]

    assert ids == [[draft["id"]], [draft["id"]]]


class TestSettingsOfOnesOwn:
    @pytest.fixture
    def qonto_gateway_settings(self) -> Mapping[str, Any]:
        return {"gateway_allowed_hosts": ("factures.internal",)}

    def test_are_a_fixture_to_be_overridden(self, qonto_gateway: QontoGateway) -> None:
        answers = [
            qonto_gateway.get("/api/qonto/health", headers={"Host": host}).status_code
            for host in ("factures.internal", "elsewhere.internal")
        ]

        assert answers == [200, 400]


def test_the_hour_of_a_document_is_the_bank_s(qonto_gateway: QontoGateway, qonto_clock: QontoClock) -> None:
    qonto_clock.hold(datetime(2026, 7, 14, 12, tzinfo=UTC))

    assert drafted(qonto_gateway)["issue_date"] == "2026-07-14"
