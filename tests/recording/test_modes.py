"""Against the mock and against Qonto alike, when asked for and not otherwise."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from contracts.recordings.reading import read
from gateway.clock import Clock
from gateway.errors import GatewayError
from gateway.qonto.budget import OwnTurns
from gateway.qonto.client import build_qonto
from gateway.settings import Settings

KEY = "a-key-that-opens-the-vault-7"
LIVE = {"qonto_mode": "live", "gateway_jwt_secret": "s" * 32}


def _asked(path: str, **settings: Any) -> None:
    told = Settings.model_validate(
        {"qonto_api_key": KEY, "qonto_organization_id": "acme-corp-4819", "qonto_record": path, **settings}
    )

    async def ask() -> None:
        transport = httpx.MockTransport(_refuse)
        qonto = build_qonto(told, clock=Clock(follows_bank=False), lessor=OwnTurns(), transport=transport)
        with pytest.raises(GatewayError):
            await qonto.call("show_client", id="6f5e4d3c-2b1a-4098-8765-43210fedcba9")
        await qonto.aclose()

    asyncio.run(ask())


def _refuse(request: httpx.Request) -> httpx.Response:
    said = {"errors": [{"code": "unauthorized", "detail": request.headers["authorization"], "trace_id": KEY}]}
    return httpx.Response(401, json=said, headers={"x-mock-qonto": '1; world="w"; edition="guide"'})


@pytest.mark.parametrize("settings", [{}, LIVE], ids=["mock", "live"])
def test_an_exchange_is_recorded_in_either_mode_without_the_key(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "r.har"

    _asked(str(path), **settings)

    (exchange,) = read(path).exchanges
    assert (exchange.status, exchange.answered["errors"][0]["code"]) == (401, "unauthorized")
    assert KEY not in path.read_text("utf-8")
    assert "acme" not in path.read_text("utf-8")
    host = "thirdparty.qonto.com" if settings else "127.0.0.1:8081"
    assert f"//{host}/v2/clients/" in orjson.loads(path.read_bytes())["log"]["entries"][0]["request"]["url"]


def test_nothing_is_recorded_unless_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    _asked("")

    assert list(tmp_path.iterdir()) == []
