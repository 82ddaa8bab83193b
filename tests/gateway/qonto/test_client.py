"""The onion: what is said once, what is said again, and what is never said at all."""

import httpx
import pytest

from gateway.errors import Code, GatewayError
from gateway.qonto.call import Upload
from gateway.qonto.client import Qonto
from gateway.qonto.errors import AmbiguousOutcome, UpstreamRefusal
from tests.gateway.qonto.wire import IDENTITY, MOCK, Naps, Wire, client, live, refuses, says

pytestmark = pytest.mark.anyio

ACCOUNTS = {
    "bank_accounts": [],
    "meta": {
        "current_page": 1,
        "next_page": None,
        "prev_page": None,
        "total_pages": 1,
        "total_count": 0,
        "per_page": 100,
    },
}
INVOICE = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


async def known(wire: Wire) -> Qonto:
    """A client that has already seen whom it speaks to."""
    wire.turns.insert(0, says(200, ACCOUNTS))
    qonto = client(wire)
    await qonto.call("list_bank_accounts")
    wire.asked.clear()
    return qonto


async def test_a_get_is_said_again_after_a_failure_that_may_pass() -> None:
    naps = Naps()
    wire = Wire(httpx.ReadError("dropped"), says(500), says(200, ACCOUNTS))

    answer = await client(wire, sleep=naps).call("list_bank_accounts")

    assert answer.body == ACCOUNTS
    assert naps.taken == [0.2, 0.4]


async def test_a_get_is_said_three_times_at_most() -> None:
    wire = Wire(says(500), says(502), says(500))

    with pytest.raises(GatewayError) as failed:
        await client(wire).call("list_bank_accounts")

    assert failed.value.code is Code.UPSTREAM_FAILED
    assert len(wire.asked) == 3


@pytest.mark.parametrize(
    "turn",
    [
        httpx.ReadTimeout("silence"),
        httpx.ReadError("dropped"),
        httpx.RemoteProtocolError("cut"),
        says(500),
        says(504),
        httpx.Response(200, headers=MOCK, content=b"<html>"),
        httpx.Response(200, headers=MOCK, content=b'{"client_inv'),
    ],
    ids=["timeout", "drop", "cut", "500", "504", "html", "truncated"],
)
async def test_a_write_whose_answer_is_lost_is_never_said_again(turn: httpx.Response | Exception) -> None:
    wire = Wire(turn)
    qonto = await known(wire)

    with pytest.raises(AmbiguousOutcome) as lost:
        await qonto.call("finalize_client_invoice", id=INVOICE)

    assert lost.value.code is Code.OUTCOME_UNKNOWN
    assert wire.spoken == [f"POST /v2/client_invoices/{INVOICE}/finalize"]


@pytest.mark.parametrize(
    "turn", [httpx.ConnectError("refused"), httpx.ConnectTimeout("nobody"), httpx.PoolTimeout("full")]
)
async def test_a_write_that_never_left_is_known_not_to_have_been_done(turn: Exception) -> None:
    qonto = await known(Wire(turn))

    with pytest.raises(GatewayError) as failed:
        await qonto.call("finalize_client_invoice", id=INVOICE)

    assert failed.value.code is Code.UPSTREAM_UNREACHABLE
    assert not isinstance(failed.value, AmbiguousOutcome)
    assert failed.value.headers["Retry-After"] == "5"


async def test_a_write_with_an_idempotency_key_may_be_said_again() -> None:
    attachment = {"attachment": {"id": INVOICE}}
    wire = Wire(httpx.ReadError("dropped"), says(200, attachment))
    qonto = await known(wire)
    pdf = Upload(name="a.pdf", content=b"%PDF", content_type="application/pdf")

    answer = await qonto.call("upload_attachment", files={"file": pdf}, idempotency_key="key-1")

    assert answer.body == attachment
    assert [request.headers["X-Qonto-Idempotency-Key"] for request in wire.asked] == ["key-1", "key-1"]
    assert b'filename="a.pdf"' in wire.asked[0].content


async def test_too_many_requests_are_waited_out_as_long_as_qonto_asks() -> None:
    naps = Naps()
    wire = Wire(refuses(429, "too_many_requests", retry_after="3"), says(200, ACCOUNTS))

    await client(wire, sleep=naps).call("list_bank_accounts")

    assert naps.taken == [3.0]


async def test_a_wait_longer_than_a_person_would_bear_is_handed_on() -> None:
    naps = Naps()
    wire = Wire(refuses(429, "too_many_requests", retry_after="40"))

    with pytest.raises(GatewayError) as failed:
        await client(wire, sleep=naps).call("list_bank_accounts")

    assert failed.value.code is Code.RATE_LIMITED
    assert failed.value.headers["Retry-After"] == "40"
    assert not naps.taken


async def test_a_redirect_is_not_followed() -> None:
    wire = Wire(says(302, headers={"Location": "http://elsewhere.test/"}))

    with pytest.raises(GatewayError) as failed:
        await client(wire).call("list_bank_accounts")

    assert failed.value.code is Code.UPSTREAM_REFUSED
    assert len(wire.asked) == 1


async def test_qontos_own_errors_come_along() -> None:
    qonto = await known(Wire(refuses(422, "invalid_iban", "IBAN is empty")))

    with pytest.raises(UpstreamRefusal) as refused:
        await qonto.call("finalize_client_invoice", id=INVOICE)

    assert refused.value.code is Code.UPSTREAM_REFUSED
    assert refused.value.upstream_status == 422
    assert refused.value.upstream_codes == {"invalid_iban"}
    assert refused.value.details["qonto"][0]["detail"] == "IBAN is empty"
    assert "IBAN is empty" in refused.value.message


@pytest.mark.parametrize("escape", ["", ".", ".."])
async def test_an_id_cannot_address_another_resource(escape: str) -> None:
    wire = Wire()

    with pytest.raises(GatewayError) as refused:
        await (await known(wire)).call("delete_client_invoice", id=escape)

    assert refused.value.code is Code.NOT_FOUND
    assert not wire.asked


async def test_an_id_is_one_segment_of_the_path_whatever_it_holds() -> None:
    wire = Wire(refuses(404, "not_found"))

    with pytest.raises(GatewayError):
        await (await known(wire)).call("show_client_invoice", id="a/../b?c=d#e")

    assert wire.spoken == ["GET /v2/client_invoices/a%2F..%2Fb%3Fc%3Dd%23e"]


async def test_an_operation_the_edition_does_not_have_is_not_asked_for() -> None:
    wire = Wire()

    with pytest.raises(GatewayError) as refused:
        await (await known(wire)).call("show_bank_account", id=INVOICE)

    assert refused.value.code is Code.NOT_IMPLEMENTED_AT_QONTO
    assert not wire.asked


async def test_the_bank_decides_which_edition_is_spoken() -> None:
    newest = {"X-Mock-Qonto": IDENTITY.replace("guide", "2026-11")}
    wire = Wire(says(200, ACCOUNTS, newest), says(404, {"errors": [{"code": "not_found"}]}, newest))
    qonto = client(wire)

    await qonto.call("list_bank_accounts")
    with pytest.raises(GatewayError) as refused:
        await qonto.call("show_bank_account", id=INVOICE)

    assert refused.value.code is Code.NOT_FOUND
    assert qonto.seen is not None
    assert qonto.seen.edition == "2026-11"


async def test_credentials_travel_without_a_scheme_word() -> None:
    wire = Wire(says(200, ACCOUNTS))

    await client(wire, qonto_organization_id="acme-1", qonto_api_key="secret").call("list_bank_accounts")

    assert wire.asked[0].headers["Authorization"] == "acme-1:secret"


# ------------------------------------------------------------------ the interlock of mock mode
async def test_nothing_is_written_before_the_server_has_said_that_it_is_the_mock() -> None:
    wire = Wire(httpx.Response(200, json={"organization": {}}))

    with pytest.raises(GatewayError) as refused:
        await client(wire).call("create_client", json={"kind": "company", "name": "Essai"})

    assert refused.value.code is Code.UPSTREAM_NOT_THE_MOCK
    assert refused.value.details["cause"] == "not_the_mock"
    assert wire.spoken == ["GET /v2/organization"]


async def test_an_answer_that_is_not_the_mocks_is_refused() -> None:
    wire = Wire(httpx.Response(200, json=ACCOUNTS))

    with pytest.raises(GatewayError) as refused:
        await client(wire).call("list_bank_accounts")

    assert refused.value.code is Code.UPSTREAM_NOT_THE_MOCK
    assert len(wire.asked) == 1


async def test_a_write_answered_by_a_stranger_may_have_been_done() -> None:
    qonto = await known(Wire(httpx.Response(200, json={})))

    with pytest.raises(AmbiguousOutcome) as refused:
        await qonto.call("finalize_client_invoice", id=INVOICE)

    assert refused.value.code is Code.UPSTREAM_NOT_THE_MOCK


async def test_in_live_mode_nobody_has_to_be_the_mock() -> None:
    qonto = live(Wire(httpx.Response(200, json=ACCOUNTS)))

    answer = await qonto.call("list_bank_accounts")

    assert answer.body == ACCOUNTS
    assert qonto.seen is None


# ------------------------------------------------------------------ the contract
async def test_a_request_that_breaks_the_contract_is_our_bug_and_is_not_sent() -> None:
    wire = Wire()

    with pytest.raises(GatewayError) as bug:
        await (await known(wire)).call("create_client", json={"name": "no kind"})

    assert bug.value.code is Code.INTERNAL
    assert not wire.asked


async def test_an_answer_that_breaks_the_contract_names_the_operation_and_the_pointer() -> None:
    wire = Wire(says(200, ACCOUNTS | {"surprise": 1}))

    with pytest.raises(GatewayError) as broken:
        await client(wire).call("list_bank_accounts")

    assert broken.value.code is Code.UPSTREAM_CONTRACT_BREACH
    assert "list_bank_accounts" in broken.value.details["breach"]
    assert "/surprise" in broken.value.details["breach"]


async def test_a_write_whose_answer_breaks_the_contract_was_done_all_the_same() -> None:
    qonto = await known(Wire(says(200, {"client_invoice": {}})))

    with pytest.raises(AmbiguousOutcome) as broken:
        await qonto.call("finalize_client_invoice", id=INVOICE)

    assert broken.value.code is Code.UPSTREAM_CONTRACT_BREACH


async def test_in_live_mode_a_breach_is_counted_and_bothers_nobody() -> None:
    qonto = live(Wire(httpx.Response(200, json=ACCOUNTS | {"surprise": 1})))

    answer = await qonto.call("list_bank_accounts")

    assert answer.body["surprise"] == 1
    assert qonto.breaches == 1


# ------------------------------------------------------------------ files
async def test_a_signed_url_is_asked_without_credentials() -> None:
    wire = Wire(httpx.Response(200, content=b"%PDF", headers={"content-type": "application/pdf"}))

    fetched = await client(wire).fetch("http://127.0.0.1:8081/files/1/a.pdf?signature=x")

    assert (fetched.status, fetched.content, fetched.content_type) == (200, b"%PDF", "application/pdf")
    assert "authorization" not in wire.asked[0].headers


async def test_an_expired_url_is_an_answer_not_a_failure() -> None:
    wire = Wire(httpx.Response(403))

    assert (await client(wire).fetch("http://127.0.0.1:8081/files/1/a.pdf")).status == 403


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "http://169.254.169.254/",
        "https://bucket.example.com/a",
        "",
        "http://",
    ],
)
async def test_in_mock_mode_a_file_comes_from_this_machine_over_http_or_not_at_all(url: str) -> None:
    wire = Wire()

    with pytest.raises(GatewayError) as refused:
        await client(wire).fetch(url)

    assert refused.value.code is Code.UPSTREAM_FAILED
    assert not wire.asked


async def test_in_live_mode_the_files_host_is_anybodys() -> None:
    wire = Wire(httpx.Response(200, content=b"x"))

    assert (await live(wire).fetch("https://bucket.example.com/a?s=1")).content == b"x"


async def test_a_file_too_large_is_not_handed_on() -> None:
    wire = Wire(httpx.Response(200, content=bytes(20 * 1024 * 1024 + 1)))

    with pytest.raises(GatewayError) as refused:
        await client(wire).fetch("http://127.0.0.1:8081/files/1/a.pdf")

    assert refused.value.code is Code.UPSTREAM_FAILED
