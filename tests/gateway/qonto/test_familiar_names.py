"""`QontoClient`, `get_qonto_client()` and `gateway.app:app`: the names people know, working as expected."""

import asyncio
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from gateway.app import Gateway
from gateway.errors import Code, GatewayError
from gateway.qonto.budget import Budget, OwnTurns
from gateway.qonto.client import Qonto, QontoClient, get_qonto_client
from gateway.settings import SettingsRefused
from tests.gateway.qonto.wire import Naps
from tests.stack.processes import free_ports


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder without `.env.local`, no variable of ours, and nobody who asked before."""
    monkeypatch.chdir(tmp_path)
    for name in ("QONTO_MODE", "QONTO_API_KEY", "QONTO_AUTH_MODE", "DATABASE_URL", "QONTO_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QONTO_API_BASE_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    get_qonto_client.cache_clear()
    yield
    get_qonto_client.cache_clear()


def test_whoever_asks_gets_the_one_of_this_process() -> None:
    client = get_qonto_client()

    assert isinstance(client, QontoClient)
    assert isinstance(client, Qonto)
    assert get_qonto_client() is client


def test_nothing_is_built_before_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QONTO_AUTH_MODE", "nonsense")
    import_module("gateway.qonto.client")

    with pytest.raises(SettingsRefused, match="QONTO_AUTH_MODE"):
        get_qonto_client()


def test_a_client_of_ones_own_may_be_told_what_the_environment_does_not_say() -> None:
    with pytest.raises(SettingsRefused, match="QONTO_ACCESS_TOKEN"):
        QontoClient(qonto_auth_mode="oauth")

    assert QontoClient(qonto_auth_mode="api_key") is not get_qonto_client()


def test_closed_at_the_end_of_one_loop_it_opens_again_in_the_next() -> None:
    async def ask() -> Code:
        try:
            await get_qonto_client().call("list_bank_accounts")
        except GatewayError as error:
            return error.code
        finally:
            await get_qonto_client().aclose()
        raise AssertionError("nobody is there to answer")

    assert [asyncio.run(ask()) for _ in range(2)] == [Code.UPSTREAM_UNREACHABLE] * 2


@pytest.mark.anyio
async def test_a_process_of_its_own_keeps_to_the_quota_too() -> None:
    now = [0.0]
    turns = OwnTurns(clock=lambda: now[0])
    budget = Budget(per_minute=3, lessor=turns, sleep=Naps(), clock=lambda: now[0])
    for _ in range(3):
        await budget.turn()

    with pytest.raises(GatewayError) as refused:
        await budget.turn()
    now[0] = 60.0
    await budget.turn()

    assert refused.value.code is Code.RATE_LIMITED
    assert refused.value.headers["Retry-After"] == "60"


def test_the_application_has_the_name_a_server_is_told() -> None:
    assert isinstance(import_module("gateway.app").app, Gateway)
