"""A bank of one's own for a test: in process or over a port, alone in it, and the clock in one's hand."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from mock_qonto.testing import ControlRefused, QontoBank, QontoClock, QontoWorld
from tests.plugin.conftest import Customer

NINE = datetime(2026, 2, 19, 9, tzinfo=UTC)


def edition_of(world: QontoWorld) -> str:
    return world.client.get("/v2/organization").headers["X-Mock-Qonto"].split('edition="')[1].split('"')[0]


def accounts_of(world: QontoWorld) -> int:
    return len(world.client.get("/v2/bank_accounts").json()["bank_accounts"])


# ---------------------------------------------------------------- what is in it
def test_a_world_is_empty_and_of_the_guide_unless_told_otherwise(qonto_world: QontoWorld) -> None:
    assert (edition_of(qonto_world), accounts_of(qonto_world)) == ("guide", 1)


@pytest.mark.qonto(edition="2026-11", fixture="verone_demo")
def test_a_marker_says_what_is_in_it(qonto_world: QontoWorld) -> None:
    assert (qonto_world.edition, edition_of(qonto_world)) == ("2026-11", "2026-11")
    assert accounts_of(qonto_world) == 2


@pytest.mark.qonto(edition="2026-11", now="2026-03-02T10:00:00+01:00")
class TestMarkersInsideMarkers:
    @pytest.mark.qonto(edition="guide")
    def test_the_nearest_has_the_last_word(self, qonto_world: QontoWorld, qonto_clock: QontoClock) -> None:
        assert edition_of(qonto_world) == "guide"
        assert qonto_clock.now == datetime(2026, 3, 2, 9, tzinfo=UTC)


# ---------------------------------------------------------------- alone in it
def test_a_world_accepts_its_own_key_only(qonto_bank: QontoBank, qonto_world: QontoWorld) -> None:
    with qonto_bank.open_world() as other:
        headers = {"Authorization": f"{qonto_world.slug}:{other.api_key}"}
        refused = other.client.get("/v2/organization", headers=headers)

    assert refused.status_code == 401


def test_a_world_is_gone_with_its_key_its_faults_and_its_journal(qonto_bank: QontoBank) -> None:
    with qonto_bank.open_world("short-lived") as world:
        world.client.get("/v2/organization")
        world.fail("list_clients", "429")
        headers = world.headers

    with httpx.Client(transport=qonto_bank.transport, base_url=qonto_bank.base_url) as client:
        assert client.get("/v2/organization", headers=headers).status_code == 401
    with qonto_bank.open_world("short-lived") as again:
        assert again.journal() == []
        assert again.client.get("/v2/clients").status_code == 200


def test_there_is_no_rate_limit(qonto_world: QontoWorld) -> None:
    answers = {qonto_world.client.get("/v2/organization").status_code for _ in range(150)}

    assert answers == {200}


def test_an_unknown_fixture_is_refused_with_the_names_of_the_known_ones(qonto_bank: QontoBank) -> None:
    with (
        pytest.raises(ControlRefused, match=r"/fixture: no fixture is called 'full'; .*verone_demo"),
        qonto_bank.open_world(fixture="full"),
    ):
        pass


# ---------------------------------------------------------------- ways in
def by_a_client(world: QontoWorld) -> httpx.Response:
    return world.client.get("/v2/organization")


def by_the_transport(world: QontoWorld) -> httpx.Response:
    with httpx.Client(transport=world.transport, base_url=world.base_url, headers=world.headers) as client:
        return client.get("/v2/organization")


def by_an_async_client(world: QontoWorld) -> httpx.Response:
    async def call() -> httpx.Response:
        async with world.async_client() as client:
            return await client.get("/v2/organization")

    return asyncio.run(call())


def by_asgi(world: QontoWorld) -> httpx.Response:
    async def call() -> httpx.Response:
        within = httpx.ASGITransport(world.app)
        async with httpx.AsyncClient(transport=within, base_url="http://bank") as client:
            return await client.get("/v2/organization", headers=world.headers)

    return asyncio.run(call())


def by_url(world: QontoWorld) -> httpx.Response:
    return httpx.get(f"{world.url}/v2/organization", headers=world.headers)


@pytest.mark.parametrize("way", [by_a_client, by_the_transport, by_an_async_client, by_asgi, by_url])
def test_every_way_leads_into_the_same_world(
    qonto_world: QontoWorld, way: Callable[[QontoWorld], httpx.Response]
) -> None:
    answer = way(qonto_world)

    assert answer.status_code == 200
    assert answer.headers["X-Mock-Qonto"] == by_a_client(qonto_world).headers["X-Mock-Qonto"]
    assert answer.headers["Date"] == "Thu, 19 Feb 2026 09:00:00 GMT"


def test_a_body_goes_in_by_asgi_too(qonto_world: QontoWorld) -> None:
    async def call() -> httpx.Response:
        within = httpx.ASGITransport(qonto_world.app)
        async with httpx.AsyncClient(transport=within, base_url="http://bank") as client:
            body = {"kind": "company", "name": "Atelier Exemple"}
            return await client.post("/v2/clients", json=body, headers=qonto_world.headers)

    assert asyncio.run(call()).json()["client"]["name"] == "Atelier Exemple"


def test_the_environment_leads_over_a_port(qonto_world: QontoWorld) -> None:
    told = qonto_world.environment

    credentials = f"{told['QONTO_ORGANIZATION_ID']}:{told['QONTO_API_KEY']}"
    answer = httpx.get(
        f"{told['QONTO_API_BASE_URL']}/v2/organization", headers={"Authorization": credentials}
    )

    assert answer.status_code == 200


def test_nothing_listens_before_a_url_is_asked_for(qonto_bank: QontoBank) -> None:
    lodged = qonto_bank.house.lodge(lambda _: qonto_bank.app)

    with lodged as lodger:
        with pytest.raises(httpx.ConnectError):
            httpx.get(lodger.base_url)
        answered = httpx.get(f"{lodger.url}/v2/organization")
    with pytest.raises(httpx.ConnectError):
        httpx.get(lodger.base_url)

    assert answered.status_code == 400  # no credentials


def test_the_control_plane_is_there_over_a_port_too(qonto_bank: QontoBank, qonto_world: QontoWorld) -> None:
    clock = httpx.get(f"{qonto_bank.control_url}/clock", headers={"X-World": qonto_world.slug})

    assert clock.json()["now"] == "2026-02-19T09:00:00.000Z"


def test_whoever_comes_in_by_whichever_way_gets_the_next_number(
    qonto_world: QontoWorld, customer: Customer
) -> None:
    def numbers(client: httpx.Client) -> list[str]:
        with client:
            return [Customer(client).number() for _ in range(5)]

    within = [httpx.Client(transport=qonto_world.transport, base_url=qonto_world.base_url) for _ in range(3)]
    clients = [*within, *(httpx.Client(base_url=qonto_world.url) for _ in range(3))]
    for client in clients:
        client.headers.update(qonto_world.headers)
    with ThreadPoolExecutor(len(clients)) as people:
        given = [number for row in people.map(numbers, clients) for number in row]

    assert sorted(given) == [f"F-2026-{place:03d}" for place in range(1, 31)]
    assert customer.number() == "F-2026-031"


def test_all_of_the_bank_happens_in_one_thread(qonto_bank: QontoBank) -> None:
    seen = set()

    async def where() -> None:
        seen.add(threading.get_ident())

    for _ in range(3):
        qonto_bank.house.call(where)

    assert len(seen) == 1
    assert threading.get_ident() not in seen


# ---------------------------------------------------------------- time
def test_the_clock_stands_until_it_is_moved(qonto_clock: QontoClock) -> None:
    assert qonto_clock.now == NINE
    assert qonto_clock.now == NINE
    assert qonto_clock.advance(90) == NINE + timedelta(seconds=90)
    assert qonto_clock.hold(datetime(2026, 2, 20, 9)) == NINE + timedelta(days=1)  # noqa: DTZ001  - read as UTC


def test_the_clock_never_goes_back(qonto_clock: QontoClock) -> None:
    with pytest.raises(ControlRefused, match="back"):
        qonto_clock.hold(NINE - timedelta(seconds=1))


def test_the_clock_can_be_let_run_and_held_again(qonto_clock: QontoClock) -> None:
    qonto_clock.follow()
    held = qonto_clock.hold()

    assert held >= NINE
    assert qonto_clock.now == held


def test_a_link_dies_in_process_and_over_a_port(
    qonto_world: QontoWorld, qonto_clock: QontoClock, customer: Customer
) -> None:
    invoice = customer.draft()
    qonto_world.client.post(f"/v2/client_invoices/{invoice['id']}/finalize")
    qonto_clock.advance(1)
    shown = qonto_world.client.get(f"/v2/client_invoices/{invoice['id']}").json()["client_invoice"]
    file = qonto_world.client.get(f"/v2/attachments/{shown['attachment_id']}").json()["attachment"]

    assert file["url"].startswith(qonto_world.url)
    for seconds, status in ((1799, 200), (1, 403)):
        qonto_clock.advance(seconds)
        assert qonto_world.client.get(file["url"]).status_code == status
        assert httpx.get(file["url"]).status_code == status


# ---------------------------------------------------------------- what else a test may want to know
def test_a_lost_answer_is_lost_in_process_as_over_a_port(qonto_world: QontoWorld, customer: Customer) -> None:
    draft = customer.draft()
    qonto_world.fail("finalize_client_invoice", "apply-then-drop")

    with pytest.raises(httpx.RemoteProtocolError):
        qonto_world.client.post(f"/v2/client_invoices/{draft['id']}/finalize")

    (call,) = qonto_world.journal("finalize_client_invoice")
    assert (call["status"], call["fault"]) == (200, "apply-then-drop")


def test_the_outbox_holds_what_would_have_been_sent(qonto_world: QontoWorld, customer: Customer) -> None:
    invoice = customer.draft()
    qonto_world.client.post(f"/v2/client_invoices/{invoice['id']}/finalize")
    body = {"send_to": ["compta@atelier.example"], "email_title": "Votre facture"}
    sent = qonto_world.client.post(f"/v2/client_invoices/{invoice['id']}/send", json=body)

    assert sent.status_code == 204, sent.text
    (email,) = qonto_world.outbox()
    assert (email["title"], email["recipients"][0]) == ("Votre facture", "compta@atelier.example")


def test_a_reset_world_is_empty_again_and_has_the_same_key(
    qonto_world: QontoWorld, customer: Customer
) -> None:
    customer.number()
    qonto_world.reset()

    assert qonto_world.client.get("/v2/client_invoices").json()["client_invoices"] == []


def test_everybody_meets_in_the_default_world(qonto_bank: QontoBank) -> None:
    with httpx.Client(transport=qonto_bank.transport, base_url=qonto_bank.base_url) as client:
        anybody = client.get("/v2/organization", headers={"Authorization": "verone-4819:any-key"})

    assert anybody.status_code == 200
    assert qonto_bank.authorization.startswith("verone-4819:")
