"""Whoever may stand at the other end, over real sockets: each is one sentence, and its next step."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, formatdate
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gateway.doctor.asking import Answered, trouble
from gateway.doctor.examining import examine
from gateway.doctor.findings import Check, Finding, State
from gateway.doctor.report import as_json, as_text, status_of
from gateway.qonto.transport import Received
from gateway.settings import SANDBOX_URL, Settings
from tests.gateway.live.servers import Asked, Said, refuses, says, serving
from tests.gateway.templates import MIGRATED

pytestmark = pytest.mark.anyio

KEY = "key-of-the-test-in-live-mode"
STAGING = "staging-token-of-the-test"
GOOD = {
    "/v2/organization": {"organization": {"slug": "verone-4819"}},
    "/v2/bank_accounts": {"bank_accounts": [{"status": "active"}]},
    "/v2/client_invoices": {"client_invoices": [{"number": "F-2026-001", "attachment_id": "a-1"}]},
}
World = Callable[[Asked], Said]


def settings(url: str, folder: Path, **more: Any) -> Settings:
    told = {
        "qonto_mode": "live",
        "qonto_api_base_url": url,
        "qonto_organization_id": "verone-4819",
        "qonto_api_key": KEY,
        "gateway_jwt_secret": "s" * 32,
        "database_url": f"sqlite:///{folder / 'gateway.db'}",
    }
    return Settings(**{**told, **more})


def good(asked: Asked) -> Said:
    """Qonto, as well as it can be."""
    path = asked.path.partition("?")[0]
    if path == "/v2/attachments/a-1":
        return says(200, {"attachment": {"url": f"http://{asked.headers['host']}/file"}})
    if path == "/file":
        assert not asked.authorization, "a file is asked for without credentials"
        return Said(body=b"%PDF-1.7 ... %%EOF", media="application/pdf")
    return says(200, GOOD[path]) if path in GOOD else refuses(404, "not_found", "no such thing")


def instead(path: str, said: Said) -> World:
    return lambda asked: said if asked.path.partition("?")[0] == path else good(asked)


async def findings(told: Settings, *, timeout_s: float = 5.0) -> dict[Check, Finding | None]:
    results = await examine(told, timeout_s=timeout_s)
    assert [result.check for result in results] == list(Check)
    assert KEY not in as_text(results) + as_json(results)
    assert STAGING not in as_text(results) + as_json(results)
    return {result.check: result.finding for result in results}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    MIGRATED.sqlite(tmp_path / "gateway.db")
    return tmp_path


async def test_where_all_is_well_every_check_is_made_and_says_so(folder: Path) -> None:
    with serving(good) as url:
        results = await examine(settings(url, folder))

    wrong = [result for result in results if result.state is not State.OK]
    assert [result.finding for result in wrong] == [Finding.CREDIT_NOTES_UNSUPPORTED]  # edition guide
    assert status_of(results) == 0


WORLDS: dict[str, tuple[World, Finding]] = {
    "wrong key": (lambda _: refuses(401, "unauthorized", "x"), Finding.KEY_REFUSED),
    "no key": (lambda _: refuses(400, "bad_request", "Authorization field missing"), Finding.KEY_REFUSED),
    "403": (lambda _: refuses(403, "forbidden", "x"), Finding.KEY_FORBIDDEN),
    "429": (lambda _: refuses(429, "too_many", "x", Retry_After="1"), Finding.RATE_LIMITED),
    "500": (lambda _: refuses(500, "internal", "x"), Finding.QONTO_BROKEN),
    "login page": (lambda _: Said(body=b"<html>", media="text/html; charset=utf-8"), Finding.NOT_QONTO),
    "wrong host": (
        lambda _: Said(status=404, body=b"404 page not found", media="text/plain"),
        Finding.NOT_QONTO,
    ),
    "another API": (lambda _: says(200, []), Finding.NOT_QONTO),
    "redirect": (
        lambda _: Said(status=301, headers={"Location": "http://elsewhere.invalid/"}),
        Finding.REDIRECTED,
    ),
    "another organization": (
        instead("/v2/organization", says(200, {"organization": {"slug": "acme-1"}})),
        Finding.ORGANIZATION_WRONG,
    ),
    "echo": (
        lambda asked: refuses(401, asked.authorization, asked.authorization),
        Finding.KEY_REFUSED,
    ),
}


@pytest.mark.parametrize("world", WORLDS)
async def test_what_is_wrong_with_the_key_or_with_who_answers(world: str, folder: Path) -> None:
    answer, expected = WORLDS[world]

    with serving(answer) as url:
        found = await findings(settings(url, folder))

    assert (found[Check.NETWORK], found[Check.KEY]) == (Finding.REACHED, expected)


@pytest.mark.parametrize(
    ("answer", "check", "expected"),
    [
        (
            instead("/v2/bank_accounts", says(200, {"bank_accounts": []})),
            Check.ACCOUNTS,
            Finding.ACCOUNTS_NONE,
        ),
        (
            instead("/v2/bank_accounts", says(200, {"bank_accounts": [{"status": "closed"}]})),
            Check.ACCOUNTS,
            Finding.ACCOUNTS_NONE,
        ),
        (
            instead("/v2/bank_accounts", refuses(403, "forbidden", "x")),
            Check.ACCOUNTS,
            Finding.ACCOUNTS_UNREAD,
        ),
        (
            instead("/v2/client_invoices", says(200, {"client_invoices": []})),
            Check.PDF,
            Finding.PDF_NO_INVOICE,
        ),
        (
            instead("/v2/client_invoices", says(200, {"client_invoices": [{"number": "F-1"}]})),
            Check.PDF,
            Finding.PDF_NOT_YET,
        ),
        (instead("/v2/client_invoices", refuses(403, "forbidden", "x")), Check.PDF, Finding.PDF_UNREAD),
        (instead("/v2/attachments/a-1", refuses(404, "not_found", "x")), Check.PDF, Finding.PDF_UNREAD),
        (instead("/file", Said(status=403, body=b"expired")), Check.PDF, Finding.PDF_UNREACHABLE),
        (
            instead("/v2/attachments/a-1", says(200, {"attachment": {"url": "ftp://files.invalid/x"}})),
            Check.PDF,
            Finding.PDF_UNREACHABLE,
        ),
    ],
)
async def test_what_is_wrong_further_on(answer: World, check: Check, expected: Finding, folder: Path) -> None:
    with serving(answer) as url:
        found = await findings(settings(url, folder))

    assert (found[Check.KEY], found[check]) == (Finding.KEY_ACCEPTED, expected)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, Finding.CLOCK_AGREES), (3, Finding.CLOCK_SKEWED), (-3, Finding.CLOCK_SKEWED)],
)
async def test_a_clock_that_differs(minutes: int, expected: Finding, folder: Path) -> None:
    there = datetime.now(UTC) + timedelta(minutes=minutes)

    with serving(good, date=lambda: format_datetime(there, usegmt=True)) as url:
        found = await findings(settings(url, folder))

    assert found[Check.CLOCK] is expected


async def test_an_hour_that_is_not_told_is_no_hour(folder: Path) -> None:
    with serving(good, date=lambda: "now") as url:
        found = await findings(settings(url, folder))

    assert found[Check.CLOCK] is Finding.CLOCK_UNTOLD


@contextmanager
def address(kind: str) -> Iterator[str]:
    """Where one does not get as far as an answer."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        match kind:
            case "nobody listens":
                yield f"http://127.0.0.1:{port}"
            case "no TLS":
                with serving(good) as url:
                    yield url.replace("http:", "https:")
            case "silence at the handshake":
                held.listen()
                yield f"https://127.0.0.1:{port}"
            case "silence":
                with serving(lambda _: Said(hang=True)) as url:
                    yield url
            case "cut":
                with serving(lambda _: Said(raw=b"")) as url:
                    yield url


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("nobody listens", Finding.CONNECTION_REFUSED),
        ("no TLS", Finding.TLS_FAILED),
        ("silence at the handshake", Finding.CONNECTION_TIMEOUT),
        ("silence", Finding.ANSWER_TIMEOUT),
        ("cut", Finding.CONNECTION_LOST),
    ],
)
async def test_how_far_one_gets_is_told_apart(kind: str, expected: Finding, folder: Path) -> None:
    with address(kind) as url:
        found = await findings(settings(url, folder), timeout_s=0.7)

    assert found[Check.NETWORK] is expected
    assert found[Check.KEY] is None


def nobodys_certificate(folder: Path) -> ssl.SSLContext:
    """For this machine, signed by nobody that anybody knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_told_and_nothing_is_asked(folder: Path) -> None:
    asked: list[Asked] = []

    def answer(question: Asked) -> Said:
        asked.append(question)
        return good(question)

    with serving(answer, tls=nobodys_certificate(folder)) as url:
        results = await examine(settings(url, folder))

    (network,) = [result for result in results if result.check is Check.NETWORK]
    assert network.finding is Finding.TLS_FAILED
    assert "certificate" in network.detail
    assert asked == []


async def test_no_network_is_a_name_that_is_not_found(folder: Path) -> None:
    told = {"qonto_mode": "mock", "qonto_allow_remote_mock": True, "gateway_auth": "off"}

    found = await findings(settings("http://bank.invalid", folder, **told))

    assert found[Check.NETWORK] is Finding.NAME_UNKNOWN


async def test_a_host_that_is_none_of_qontos_is_not_even_connected_to(folder: Path) -> None:
    found = await findings(settings("https://thirdparty.qonto.com.example", folder))

    assert found[Check.NETWORK] is Finding.HOST_FOREIGN


def test_the_sandboxes_login_page_is_about_its_token(folder: Path) -> None:
    told = settings(SANDBOX_URL, folder, qonto_staging_token=STAGING)
    page = Received(status=200, headers={"content-type": "text/html"}, content=b"<html>")

    result = trouble(Answered(received=page, body={}, skew_s=None), told, organization=None)

    assert result is not None
    assert result.finding is Finding.STAGING_REFUSED


@pytest.mark.parametrize(
    ("ends_at", "expected"),
    [
        ("2020-01-01T00:00:00+00:00", Finding.TOKEN_ENDED),
        ("2099-01-01T00:00:00+00:00", Finding.KEY_ACCEPTED),
    ],
)
async def test_an_oauth_token_is_borrowed_and_never_renewed(
    ends_at: str, expected: Finding, folder: Path
) -> None:
    kept, asked = folder / "tokens.json", []
    tokens = {
        "access_token": "access-token-of-the-test",
        "refresh_token": "r-1",
        "ends_at": ends_at,
        "seed": "",
    }
    kept.write_text(json.dumps(tokens))
    kept.chmod(0o600)

    def answer(question: Asked) -> Said:
        asked.append((question.method, question.authorization))
        return good(question)

    with serving(answer) as url:
        more = {"qonto_client_id": "c", "qonto_client_secret": "client-secret", "qonto_token_file": str(kept)}
        found = await findings(
            settings(url, folder, qonto_auth_mode="oauth", qonto_token_url=f"{url}/token", **more)
        )

    assert found[Check.KEY] is expected
    assert json.loads(contents(folder)["tokens.json"]) == tokens
    assert {method for method, _ in asked} <= {"GET"}
    assert all(authorization in {"", "Bearer access-token-of-the-test"} for _, authorization in asked)


async def test_it_asks_only_for_what_it_may_read_and_leaves_every_file_as_it_was(folder: Path) -> None:
    asked: list[Asked] = []

    def answer(question: Asked) -> Said:
        asked.append(question)
        return good(question)

    before = contents(folder)
    with serving(answer, date=lambda: formatdate(usegmt=True)) as url:
        await findings(settings(url, folder))

    assert {(question.method, question.body) for question in asked} == {("GET", b"")}
    assert contents(folder) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
