"""
Whatever goes wrong at the other end, no credential comes out on this side: not in an answer, not in a log
line, not in a traceback. Everything the gateway says is searched, in every spelling of them.
"""

import base64
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from traceback import format_exception
from typing import Any
from urllib.parse import quote

import httpx
import jwt
import pytest

from gateway.app import build_app
from gateway.clock import Clock
from gateway.errors import Code, GatewayError
from gateway.qonto.budget import Budget
from gateway.qonto.client import Qonto
from gateway.qonto.redaction import HIDDEN, DiscreetFormatter, Redactor, redactor_of
from gateway.qonto.transport import AiohttpTransport
from gateway.settings import Settings
from tests.gateway.live.servers import Asked, Authority, Said, refuses, says, serving
from tests.gateway.qonto.wire import unlimited
from tests.gateway.templates import MIGRATED

pytestmark = pytest.mark.anyio

KEY = 'k3y-that/opens+"everything"'
STAGING = "staging-token-of-the-test"
JWT = "jwt-secret-of-the-test-of-32-bytes!"
OAUTH = ("client-secret-of-the-test", "refresh-token-0", "refresh-token-1", "access-token-1")
SECRETS = (KEY, STAGING, JWT, *OAUTH)
ASKED = ("/health", "/status", "/balance", "/invoices", "/clients?search=a", "/transactions", "/quotes")

CLIENT = {"name": "Atelier Exemple", "email": "a@example.com", "type": "company"}

World = Callable[[Asked], Said]


def echo(asked: Asked) -> str:
    return " ".join(f"{name}: {value}" for name, value in asked.headers.items())


WORLDS: dict[str, World] = {
    "401": lambda _: refuses(401, "unauthorized", "invalid credentials"),
    "403": lambda _: refuses(403, "forbidden", "missing required OAuth scope"),
    "429": lambda _: refuses(429, "too_many_requests", "slow down"),
    "429 with Retry-After": lambda _: refuses(429, "too_many_requests", "slow down", Retry_After="60"),
    "500": lambda _: refuses(500, "internal_server_error", "oops"),
    "HTML": lambda _: Said(body=b"<html>sign in</html>", media="text/html"),
    "elsewhere": lambda _: Said(status=302, headers={"Location": "http://elsewhere.invalid/v2"}),
    "echo in a 401": lambda asked: refuses(401, echo(asked), echo(asked)),
    "echo in a 422": lambda asked: refuses(422, "invalid", echo(asked)),
    "echo in a 500": lambda asked: says(
        500, {"code": "x", "detail": echo(asked), echo(asked): [echo(asked)]}
    ),
    "echo in base64": lambda asked: refuses(
        422, "invalid", base64.b64encode(asked.authorization.encode()).decode()
    ),
    "echo in an address": lambda asked: refuses(422, "invalid", quote(asked.authorization, safe="")),
    "echo in a media type": lambda asked: Said(body=b"<html>", media=f"text/html; was={echo(asked)}"),
    "echo in a redirect": lambda asked: Said(
        status=302, headers={"Location": f"http://elsewhere.invalid/{quote(asked.authorization)}"}
    ),
    "echo in place of HTTP": lambda asked: Said(raw=f"{echo(asked)}\r\n\r\n".encode()),
    "echo in a header that is none": lambda asked: Said(
        raw=f"HTTP/1.1 200 OK\r\n{echo(asked)} no colon\r\n bad\x00\r\n\r\n".encode()
    ),
    "echo in a success that breaks the contract": lambda asked: says(
        200, {"bank_accounts": echo(asked), "meta": echo(asked), "organization": echo(asked)}
    ),
}


@contextmanager
def heard() -> Iterator[StringIO]:
    """All that is logged, down to the last detail, as `qonto-gateway serve` writes it down."""
    said, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(name)s: %(message)s", redactor_of(settings())))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def settings(url: str = "http://127.0.0.1:9", **more: Any) -> Settings:
    told = {
        "qonto_mode": "live",
        "qonto_api_base_url": url,
        "qonto_organization_id": "verone-4819",
        "qonto_api_key": KEY,
        "qonto_staging_token": STAGING,
        "qonto_rate_limit_per_minute": 0,
        "gateway_jwt_secret": JWT,
    }
    return Settings(**{**told, **more})


def oauth(url: str, folder: Path) -> dict[str, Any]:
    return {
        "qonto_auth_mode": "oauth",
        "qonto_token_url": f"{url}/oauth2/token",
        "qonto_token_file": str(folder / "tokens.json"),
        "qonto_client_id": "client-of-the-test",
        "qonto_client_secret": OAUTH[0],
        "qonto_refresh_token": OAUTH[1],
    }


async def no_wait(_: float) -> None:
    """Between two tries."""


async def everything_said(told: Settings) -> str:
    """Every answer to a caller of ours, its headers, and the log."""
    said: list[str] = []
    bearer = jwt.encode({"sub": "camille", "exp": 4_000_000_000}, JWT)
    with heard() as logged:
        gateway = build_app(told, clock=Clock(follows_bank=False, sleep=no_wait))
        async with (
            gateway.running(),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(gateway),
                base_url="http://127.0.0.1:8080/api/qonto",
                headers={"Authorization": f"Bearer {bearer}"},
            ) as caller,
        ):
            answers = [await caller.get(path) for path in ASKED]
            answers.append(await caller.post("/clients", json=CLIENT))
        said = [f"{answer.status_code} {answer.headers} {answer.text}" for answer in answers]
    return "\n".join([*said, logged.getvalue()])


def leaks(said: str) -> list[str]:
    spellings = {
        spelt
        for secret in SECRETS
        for spelt in (
            secret,
            json.dumps(secret)[1:-1],
            json.dumps(json.dumps(secret))[3:-3],
            quote(secret, safe=""),
            base64.b64encode(secret.encode()).decode().rstrip("="),
            base64.b64encode(f"verone-4819:{secret}".encode()).decode().rstrip("="),
        )
    }
    return sorted(spelt for spelt in spellings if spelt in said)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return MIGRATED.sqlite(tmp_path / "gateway.db")


@pytest.mark.parametrize("world", WORLDS)
async def test_no_answer_and_no_line_holds_a_credential(world: str, database_url: str) -> None:
    asked: list[Asked] = []

    def answer(question: Asked) -> Said:
        asked.append(question)
        return WORLDS[world](question)

    with serving(answer) as url:
        said = await everything_said(settings(url, database_url=database_url))

    assert {question.authorization for question in asked} == {f"verone-4819:{KEY}"}
    assert leaks(said) == []


@pytest.mark.parametrize("world", WORLDS)
async def test_nor_one_of_oauths(world: str, database_url: str, tmp_path: Path) -> None:
    authority = Authority()

    def answer(asked: Asked) -> Said:
        return authority(asked) if asked.path == "/oauth2/token" else WORLDS[world](asked)

    with serving(answer) as url:
        said = await everything_said(settings(url, database_url=database_url, **oauth(url, tmp_path)))

    assert authority.renewals
    assert leaks(said) == []


@pytest.mark.parametrize("world", WORLDS)
async def test_nor_what_a_renewal_was_told(world: str, database_url: str, tmp_path: Path) -> None:
    def answer(asked: Asked) -> Said:
        said = WORLDS[world](asked)
        return replace(said, body=said.body + asked.body) if asked.path == "/oauth2/token" else said

    with serving(answer) as url:
        said = await everything_said(settings(url, database_url=database_url, **oauth(url, tmp_path)))

    assert leaks(said) == []


async def test_nor_a_wait_that_ends_nor_a_handshake_that_fails(tmp_path: Path) -> None:
    with ExitStack() as open_, heard() as logged:
        silent = open_.enter_context(serving(lambda _: Said(hang=True)))
        plain = open_.enter_context(serving(lambda asked: says(200, echo(asked))))
        refused: list[str] = []
        for url in (silent, plain.replace("http:", "https:"), "http://127.0.0.1:9", "https://qonto.invalid"):
            qonto = Qonto(
                settings(url),
                transport=AiohttpTransport(),
                clock=Clock(follows_bank=False),
                budget=Budget(per_minute=0, lessor=unlimited),
                sleep=no_wait,
                timeout_s=0.5 if url == silent else 10,
            )
            with pytest.raises(GatewayError) as failed:
                await qonto.call("show_organization")
            await qonto.aclose()
            refused.append("".join(format_exception(failed.value)))

    assert all(Code.UPSTREAM_UNREACHABLE in said for said in refused)
    assert leaks("".join([*refused, logged.getvalue()])) == []


def test_a_traceback_that_is_logged_is_cleaned_as_a_whole() -> None:
    def broken() -> None:
        raise LookupError(f"Authorization: verone-4819:{KEY}")

    with heard() as logged:
        try:
            broken()
        except LookupError:
            logging.getLogger("gateway").exception("incident")

    assert "Traceback" in logged.getvalue()
    assert f"Authorization: {HIDDEN}" in logged.getvalue()
    assert leaks(logged.getvalue()) == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"detail": f"was {KEY}"}, {"detail": f"was {HIDDEN}"}),
        ([{KEY: [f"verone-4819:{KEY}", 1, None]}], [{HIDDEN: [HIDDEN, 1, None]}]),
        ("nothing of it", "nothing of it"),
    ],
)
def test_every_text_of_a_json_value_is_cleaned_names_too(said: Any, shown: Any) -> None:
    assert redactor_of(settings()).cleaned(said) == shown


def test_a_secret_too_short_to_be_one_does_not_blot_out_ordinary_words() -> None:
    assert Redactor("k", "").clean("a key") == "a key"
