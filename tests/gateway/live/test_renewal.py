"""OAuth over real sockets: who renews, how often, what is on the disk by then, what is said when it fails."""

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.clock import Clock
from gateway.errors import Code, GatewayError
from gateway.qonto.budget import Budget
from gateway.qonto.client import Qonto, build_qonto
from gateway.qonto.errors import AmbiguousOutcome
from gateway.qonto.tokens import seed_of
from gateway.qonto.transport import AiohttpTransport
from gateway.settings import Settings, SettingsRefused
from tests.gateway.live.servers import Authority, Said, says, serving
from tests.gateway.qonto.wire import unlimited

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
INVOICE = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def url(authority: Authority) -> Iterator[str]:
    with serving(authority) as address:
        yield address


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "var" / "tokens.json"


def told(url: str, kept: Path, **more: Any) -> dict[str, Any]:
    return {
        "qonto_mode": "live",
        "qonto_api_base_url": url,
        "qonto_token_url": f"{url}/oauth2/token",
        "qonto_organization_id": "verone-4819",
        "qonto_client_id": "client-of-the-test",
        "qonto_client_secret": "client-secret-of-the-test",
        "qonto_refresh_token": "refresh-token-0",
        "qonto_token_file": str(kept),
        "qonto_rate_limit_per_minute": 0,
        "gateway_jwt_secret": "s" * 32,
        **more,
    }


@asynccontextmanager
async def client(
    url: str, kept: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), **more: Any
) -> Any:
    settings = Settings(**told(url, kept, **more))
    qonto = build_qonto(settings, clock=Clock(follows_bank=False, machine=now), lessor=unlimited)
    try:
        yield qonto
    finally:
        await qonto.aclose()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def refresh_token(path: Path) -> str:
    return str(json.loads(path.read_text())["refresh_token"])


async def show(qonto: Qonto) -> Any:
    return (await qonto.call("show_organization")).body


async def test_without_an_access_token_one_is_asked_for_before_the_first_call(
    authority: Authority, url: str, kept: Path
) -> None:
    async with client(url, kept) as qonto:
        await show(qonto)

    assert [asked.path for asked in authority.asked] == ["/oauth2/token", "/v2/organization"]
    assert authority.asked[1].authorization == "Bearer access-token-1"


async def test_an_access_token_is_renewed_a_minute_before_it_ends_not_sooner(
    authority: Authority, url: str, kept: Path
) -> None:
    hour = [datetime(2026, 3, 2, 9, 0, tzinfo=UTC)]

    async with client(url, kept, now=lambda: hour[0]) as qonto:
        await show(qonto)
        hour[0] += timedelta(minutes=58)
        await show(qonto)
        before = authority.renewals
        hour[0] += timedelta(minutes=1, seconds=1)
        await show(qonto)

    assert (before, authority.renewals) == (1, 2)


async def test_a_401_is_answered_by_one_renewal_and_the_call_is_said_once_more_even_a_write(
    authority: Authority, url: str, kept: Path
) -> None:
    async with client(url, kept, qonto_access_token="an-access-token-that-has-ended") as qonto:
        await qonto.call("finalize_client_invoice", id=INVOICE)

    assert [(asked.path, asked.authorization) for asked in authority.asked] == [
        (f"/v2/client_invoices/{INVOICE}/finalize", "Bearer an-access-token-that-has-ended"),
        ("/oauth2/token", ""),
        (f"/v2/client_invoices/{INVOICE}/finalize", "Bearer access-token-1"),
    ]


async def test_a_401_right_after_a_renewal_is_not_about_the_token(
    authority: Authority, url: str, kept: Path
) -> None:
    async with client(url, kept) as qonto:
        await show(qonto)
        authority.end_tokens()
        for _ in range(3):
            with pytest.raises(GatewayError) as refused:
                await show(qonto)

    assert refused.value.code is Code.UPSTREAM_AUTH_FAILED
    assert "QONTO_REFRESH_TOKEN" in refused.value.message
    assert authority.renewals == 1


async def test_a_hundred_calls_at_once_are_one_renewal(authority: Authority, url: str, kept: Path) -> None:
    async with client(url, kept) as qonto:
        await asyncio.gather(*(show(qonto) for _ in range(100)))

    assert authority.renewals == 1
    assert authority.offered == ["refresh-token-0"]


async def test_clients_that_share_a_file_renew_in_turn_and_take_what_the_other_brought(
    authority: Authority, url: str, kept: Path
) -> None:
    async with client(url, kept) as one, client(url, kept) as other, client(url, kept) as third:
        await asyncio.gather(*(show(qonto) for qonto in (one, other, third) * 5))

    assert authority.renewals == 1


ASKS = """
import asyncio, json, sys
from gateway.clock import Clock
from gateway.qonto.budget import OwnTurns
from gateway.qonto.client import build_qonto
from gateway.settings import Settings

async def main():
    qonto = build_qonto(
        Settings(**json.loads(sys.argv[1])), clock=Clock(follows_bank=False), lessor=OwnTurns()
    )
    sys.stdin.readline()
    await asyncio.gather(*(qonto.call("show_organization") for _ in range(5)))
    await qonto.aclose()

print("ready", flush=True)
asyncio.run(main())
"""


async def test_worker_processes_renew_once_between_them(authority: Authority, url: str, kept: Path) -> None:
    workers = [
        subprocess.Popen(  # noqa: ASYNC220  - they are waited for below
            [sys.executable, "-c", ASKS, json.dumps(told(url, kept))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert await asyncio.to_thread(worker.stdout.readline) == "ready\n"
    ended = [await asyncio.to_thread(worker.communicate, "go\n", 60) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0, 0], ended
    assert authority.renewals == 1


async def test_the_new_refresh_token_is_on_the_disk_before_the_access_token_is_used(
    authority: Authority, url: str, kept: Path
) -> None:
    found: list[str] = []

    def answer(asked: Any) -> Said:
        if asked.path != "/oauth2/token":
            found.append(refresh_token(kept))
        return authority(asked)

    with serving(answer) as watched:
        async with client(watched, kept) as qonto:
            await show(qonto)

    assert found == ["refresh-token-1"]
    assert mode(kept) == 0o600
    assert beside(kept) == ["tokens.json", "tokens.json.lock"]


async def test_where_nothing_can_be_kept_nothing_is_asked_for(
    authority: Authority, url: str, tmp_path: Path
) -> None:
    (tmp_path / "var").write_text("a file, where a folder should be")

    with pytest.raises(SettingsRefused, match="QONTO_TOKEN_FILE"):
        async with client(url, tmp_path / "var" / "tokens.json"):
            pass

    assert authority.offered == []


async def test_a_renewal_nobody_waits_for_any_more_is_finished_all_the_same(
    authority: Authority, url: str, kept: Path
) -> None:
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    authority.before_answering = partial(loop.call_soon_threadsafe, asked.set)

    async with client(url, kept) as qonto:
        asking = asyncio.create_task(show(qonto))
        await asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    assert refresh_token(kept) == authority.refresh == "refresh-token-1"


async def test_after_a_restart_the_file_goes_on_and_a_new_line_in_the_environment_begins_anew(
    authority: Authority, url: str, kept: Path
) -> None:
    async with client(url, kept) as qonto:
        await show(qonto)
    async with client(url, kept, qonto_refresh_token=None) as again:
        await show(again)
    went_on = authority.renewals
    authority.refresh = "refresh-token-of-another-consent"
    async with client(url, kept, qonto_refresh_token="refresh-token-of-another-consent") as anew:
        await show(anew)

    assert went_on == 1
    assert authority.offered[-1] == "refresh-token-of-another-consent"


async def test_tokens_written_by_one_who_died_before_naming_them_are_not_lost(
    authority: Authority, url: str, kept: Path
) -> None:
    kept.parent.mkdir()
    left = kept.with_name("tokens.json.new")
    seed = seed_of("refresh-token-0")
    left.write_text(
        json.dumps({"access_token": None, "refresh_token": "refresh-token-7", "ends_at": None, "seed": seed})
    )
    left.chmod(0o600)
    authority.refresh = "refresh-token-7"

    async with client(url, kept) as qonto:
        await show(qonto)

    assert authority.offered == ["refresh-token-7"]


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (says(400, {"error": "invalid_grant"}), "QONTO_REFRESH_TOKEN"),
        (says(401, {"error": "invalid_client"}), "QONTO_CLIENT_SECRET"),
    ],
)
async def test_a_refused_renewal_is_one_sentence_with_the_next_step_and_is_not_tried_again(
    authority: Authority, url: str, kept: Path, refusal: Said, said: str
) -> None:
    authority.refuse_with = refusal

    async with client(url, kept) as qonto:
        for _ in range(3):
            with pytest.raises(GatewayError) as refused:
                await show(qonto)

    assert refused.value.code is Code.UPSTREAM_AUTH_FAILED
    assert said in refused.value.message
    assert "redémarrez" in refused.value.message
    assert len(authority.offered) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Said(status=500),
        Said(status=200, body=b"<html>sign in</html>", media="text/html"),
        Said(status=302, headers={"Location": "http://elsewhere.invalid/"}),
        Said(raw=b"not http at all\r\n\r\n"),
    ],
    ids=["500", "html", "redirect", "noise"],
)
async def test_a_renewal_that_fails_in_passing_is_tried_again_by_the_next_call(
    authority: Authority, url: str, kept: Path, trouble: Said
) -> None:
    authority.refuse_with = trouble

    async with client(url, kept) as qonto:
        with pytest.raises(GatewayError) as failed:
            await qonto.call("finalize_client_invoice", id=INVOICE)
        authority.refuse_with = None
        await show(qonto)

    assert failed.value.code in {Code.UPSTREAM_FAILED, Code.UPSTREAM_UNREACHABLE}
    assert "rien n'a été modifié" in failed.value.message
    assert [asked.path for asked in authority.asked] == ["/oauth2/token"] * 2 + ["/v2/organization"]


async def test_who_waits_for_a_renewal_waits_no_longer_than_a_call_may_last_and_nothing_is_sent_late(
    authority: Authority, kept: Path
) -> None:
    answered = threading.Event()

    def answer(asked: Any) -> Said:
        if asked.path == "/oauth2/token":
            answered.wait(10)
        return authority(asked)

    with serving(answer) as url:
        settings = Settings(**told(url, kept))
        qonto = Qonto(
            settings,
            transport=AiohttpTransport(),
            clock=Clock(follows_bank=False),
            budget=Budget(per_minute=0, lessor=unlimited),
            timeout_s=0.4,
        )
        with pytest.raises(GatewayError) as failed:
            await qonto.call("finalize_client_invoice", id=INVOICE)
        answered.set()
        await qonto.aclose()

    assert refresh_token(kept) == "refresh-token-1"
    assert failed.value.code is Code.UPSTREAM_UNREACHABLE
    assert not isinstance(failed.value, AmbiguousOutcome)
    assert [asked.path for asked in authority.asked if asked.path != "/oauth2/token"] == []
