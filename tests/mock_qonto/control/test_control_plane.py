"""What holds for every call of the control plane."""

import httpx
import pytest

import contracts
from mock_qonto.app import build_bank, build_control_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.journal import NotKept
from mock_qonto.routes import CONTROLS
from tests.mock_qonto.control.support import CONTROL_URL, fields_of, world_of

pytestmark = pytest.mark.anyio


def client_of(app: object, **more: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=CONTROL_URL, **more)  # type: ignore[arg-type]


def test_the_routes_are_the_contracts() -> None:
    operations = contracts.load("control").operations.values()

    assert {(row.id, row.method, row.path) for row in CONTROLS} == {
        (operation.id, operation.method, operation.path) for operation in operations
    }


def test_endpoints_are_named_after_their_operation() -> None:
    assert [row.id for row in CONTROLS] == [row.endpoint.__name__ for row in CONTROLS]


# ---------------------------------------------------------------- which world
async def test_without_a_word_it_is_the_default_world(control: httpx.AsyncClient, bank: Bank) -> None:
    assert world_of(await control.get("/clock")) == bank.default_world.nonce


async def test_x_world_comes_before_the_credential(control: httpx.AsyncClient) -> None:
    one = (await control.post("/worlds", json={"slug": "one"})).json()
    two = (await control.post("/worlds", json={"slug": "two"})).json()

    named = await control.get("/clock", headers={"X-World": "one", "Authorization": two["authorization"]})
    shown = await control.get("/clock", headers={"Authorization": two["authorization"]})

    assert (world_of(named), world_of(shown)) == (one["world"], two["world"])


async def test_an_unknown_world_is_404_and_the_known_ones_are_named(control: httpx.AsyncClient) -> None:
    answer = await control.get("/clock", headers={"X-World": "nowhere"})

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:mock-qonto:world-unknown"
    assert "verone-4819" in answer.json()["detail"]


async def test_a_credential_that_opens_nothing_is_401(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "one"})

    answer = await control.get("/clock", headers={"Authorization": "one:guessed"})

    assert answer.status_code == 401


# ---------------------------------------------------------------- how it is asked
async def test_an_unknown_path_is_404_and_says_where_the_list_is(control: httpx.AsyncClient) -> None:
    answer = await control.get("/clocks")

    assert answer.status_code == 404
    assert "/openapi.json" in answer.json()["detail"]


async def test_a_wrong_verb_is_told_the_right_ones(control: httpx.AsyncClient) -> None:
    answer = await control.post("/clock", json={})

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, PUT"


async def test_head_is_answered_like_get_without_the_body(control: httpx.AsyncClient) -> None:
    answer = await control.head("/clock")

    assert (answer.status_code, answer.content) == (200, b"")


async def test_broken_json_is_400_and_says_where(control: httpx.AsyncClient) -> None:
    answer = await control.post("/clock/advance", content=b'{"seconds": ')

    assert answer.status_code == 400
    assert "line 1" in answer.json()["detail"]


async def test_a_missing_body_is_said_to_be_missing(control: httpx.AsyncClient) -> None:
    answer = await control.post("/clock/advance")

    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:mock-qonto:body-missing"


async def test_a_body_of_megabytes_is_413(control: httpx.AsyncClient) -> None:
    answer = await control.post("/clock/advance", content=b" " * (1024 * 1024 + 1))

    assert answer.status_code == 413


async def test_a_parameter_nobody_knows_is_refused(control: httpx.AsyncClient) -> None:
    answer = await control.get("/clock?zone=Paris")

    assert answer.status_code == 422
    assert fields_of(answer) == ["zone"]


# ---------------------------------------------------------------- from where
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8082", ""])
async def test_a_foreign_host_name_is_refused(control: httpx.AsyncClient, host: str) -> None:
    answer = await control.post("/reset", headers={"Host": host})

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:mock-qonto:host-forbidden"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8082", "127.0.0.1:9", "[::1]:8082"])
async def test_loopback_names_are_known(control: httpx.AsyncClient, host: str) -> None:
    assert (await control.get("/clock", headers={"Host": host})).status_code == 200


async def test_another_sites_page_is_refused_and_the_own_one_is_not(control: httpx.AsyncClient) -> None:
    foreign = await control.post("/reset", headers={"Origin": "https://evil.example"})
    sandboxed = await control.post("/reset", headers={"Origin": "null"})
    own = await control.post("/reset", headers={"Origin": CONTROL_URL})

    assert [answer.status_code for answer in (foreign, sandboxed, own)] == [403, 403, 200]


async def test_other_names_are_known_when_told_so() -> None:
    app = build_control_app(build_bank(), hosts=("bank.test",))

    async with client_of(app) as client:
        known = await client.get("/clock", headers={"Host": "bank.test"})
        unknown = await client.get("/clock")

    assert (known.status_code, unknown.status_code) == (200, 403)


# ---------------------------------------------------------------- what must not be lost
async def test_no_answer_leaves_before_what_it_tells_of_is_kept() -> None:
    kept: list[str] = []

    async def settled() -> None:
        kept.append("settled")

    async with client_of(build_control_app(build_bank(), settled=settled)) as client:
        await client.post("/reset")

    assert kept == ["settled"]


async def test_what_could_not_be_kept_is_not_acknowledged() -> None:
    async def settled() -> None:
        raise NotKept("the disk is full")

    async with client_of(build_control_app(build_bank(), settled=settled)) as client:
        answer = await client.post("/reset")

    assert answer.status_code == 500
    assert "the disk is full" in answer.json()["detail"]


async def test_every_change_of_a_world_is_told_to_the_disk(control: httpx.AsyncClient, bank: Bank) -> None:
    told: list[str] = []

    class Sink:
        def write(self, happened: object) -> None:
            told.append(getattr(happened, "what", type(happened).__name__))

    bank.sink = Sink()

    await control.put("/clock", json={"mode": "real"})
    await control.put("/edition", json={"edition": "guide"})
    await control.put("/settings", json={"rate_limit": "off"})
    await control.put("/capabilities", json={"capabilities": {}})
    await control.post("/actions/regenerate-key")
    await control.post("/snapshots/a")
    await control.post("/snapshots/a/restore")
    await control.post("/reset")
    await control.post("/worlds", json={"slug": "one"})
    await control.post("/worlds/one/fork", json={"slug": "two"})
    await control.delete("/worlds/one")

    assert [what for what in told if what != "clock"] == [
        "edition",
        "settings",
        "capabilities",
        "key",
        "snapshot",
        "restored",
        "reset",
        "born",
        "forked",
        "ended",
    ]
    assert "clock" in told
