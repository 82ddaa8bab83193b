"""A wire whose other end says what the test wrote down: for failures that no bank can be asked to show."""

from typing import Any

import httpx
import orjson

from gateway.clock import Clock
from gateway.qonto.client import Qonto, build_qonto
from gateway.settings import Settings

IDENTITY = '0.1.0; world="w-1"; edition="guide"; absent="create_credit_note"'
MOCK = {"X-Mock-Qonto": IDENTITY, "x-request-id": "r-1"}
Turn = httpx.Response | Exception


def says(status: int, body: Any = None, headers: dict[str, str] | None = None) -> httpx.Response:
    """An answer of the mock."""
    content = b"" if body is None else orjson.dumps(body)
    return httpx.Response(status, headers={**MOCK, **(headers or {})}, content=content)


def refuses(status: int, code: str, detail: str = "no", **headers: str) -> httpx.Response:
    errors = [{"code": code, "detail": detail, "trace_id": "t"}]
    return says(
        status, {"errors": errors}, {name.replace("_", "-"): value for name, value in headers.items()}
    )


class Wire(httpx.AsyncBaseTransport):
    """Answers in turn; an exception is the connection's end. What was asked is kept."""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        turn = self.turns.pop(0)
        if isinstance(turn, Exception):
            raise turn
        return turn

    @property
    def spoken(self) -> list[str]:
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.asked]


class Naps:
    """Waiting, noted instead of done."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


async def unlimited(*, wanted: int, per_minute: int) -> tuple[int, float]:
    assert per_minute
    return wanted, 0.0


def client(wire: httpx.AsyncBaseTransport, *, sleep: Naps | None = None, **settings: Any) -> Qonto:
    return build_qonto(
        Settings(qonto_rate_limit_per_minute=0, **settings),
        clock=Clock(follows_bank=True),
        lessor=unlimited,
        transport=wire,
        sleep=sleep or Naps(),
    )


def live(wire: httpx.AsyncBaseTransport) -> Qonto:
    return client(
        wire,
        qonto_mode="live",
        qonto_organization_id="acme-1",
        qonto_api_key="k",
        gateway_jwt_secret="s" * 32,
    )
