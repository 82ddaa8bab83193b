"""Finalising where Qonto cannot issue credit notes, or not for our key: explained, and the draft is kept."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.types import ASGIApp

from gateway.db.tables import confirmations, intents
from gateway.resources.credit_notes.upstream import creation_supported
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from tests.gateway.credit_notes.noted import (
    GUIDE,
    MODERN,
    TEN,
    asked,
    drafted,
    finalize,
    issued_on_the_dashboard,
    noted,
    switch,
)
from tests.gateway.invoices.shop import Shop
from tests.gateway.qonto.wire import Wire, client
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio


@GUIDE
async def test_where_qonto_cannot_nobody_is_asked_and_the_draft_is_kept(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await finalize(shop, draft["id"])

    assert (answer.status, answer.code) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
    details = answer.body["details"]
    assert (details["localDraft"], details["localDocumentId"]) == (True, draft["id"])
    assert "tableau de bord Qonto" in answer.body["error"]
    assert await shop.rows(confirmations) == []
    assert noted(await shop.ask("show_credit_note", id=draft["id"]))["status"] == "draft"


@MODERN
@pytest.mark.parametrize("state", ["absent-edge", "absent-routed"])
async def test_a_capability_taken_away_ends_it_before_the_call(shop: Shop, state: str) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"]))["token"]
    await switch(shop, state)

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
    assert shop.asked_of_bank("create_credit_note") == []
    await switch(shop, None)
    assert (await finalize(shop, draft["id"], token)).status == 200


@MODERN
@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_may_not_is_told_to_look_at_its_permissions(shop: Shop, status: int) -> None:
    draft = await drafted(shop, await shop.final())
    token = (await asked(shop, draft["id"]))["token"]
    await switch(shop, str(status))

    answer = await finalize(shop, draft["id"], token)

    assert (answer.status, answer.code) == (502, "UPSTREAM_AUTH_FAILED")
    assert "permissions de la clé API" in answer.body["error"]
    details = answer.body["details"]
    assert (details["qontoStatus"], details["localDocumentId"]) == (status, draft["id"])
    assert [one["state"] for one in await shop.rows(intents, kind="create_credit_note")] == ["failed"]
    assert noted(await shop.ask("show_credit_note", id=draft["id"]))["status"] == "draft"


@pytest.mark.parametrize("state", ["absent-edge", "absent-routed"])
async def test_a_capability_that_turns_out_absent_only_at_the_call_loses_nothing(
    sqlite_url: str, state: str
) -> None:
    bank = build_bank(edition="2026-11", rate_limit="off", clock=ClockState(held=NOON))
    meddler = Meddler(build_bank_app(bank))
    async with stack(sqlite_url, bank=bank, edition="2026-11", transport=meddler) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        draft = await drafted(shop, await shop.final())
        token = (await asked(shop, draft["id"]))["token"]
        meddler.before_the_call = lambda: switch(shop, state)

        answer = await finalize(shop, draft["id"], token)

        assert (answer.status, answer.code) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
        assert answer.body["details"]["qontoStatus"] == 404
        assert answer.body["details"]["localDocumentId"] == draft["id"]
        assert [one["state"] for one in await shop.rows(intents, kind="create_credit_note")] == ["failed"]
        assert noted(await shop.ask("show_credit_note", id=draft["id"]))["status"] == "draft"


async def test_what_is_credited_between_our_last_look_and_the_call_is_told(sqlite_url: str) -> None:
    bank = build_bank(edition="2026-11", rate_limit="off", clock=ClockState(held=NOON))
    meddler = Meddler(build_bank_app(bank))
    async with stack(sqlite_url, bank=bank, edition="2026-11", transport=meddler) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        invoice = await shop.final()
        draft = await drafted(shop, invoice)
        token = (await asked(shop, draft["id"]))["token"]

        async def credit() -> None:
            await issued_on_the_dashboard(shop, invoice, items=[TEN])

        meddler.before_the_call = credit

        answer = await finalize(shop, draft["id"], token)

        assert (answer.status, answer.code) == (422, "CREDIT_EXCEEDS_INVOICE")
        assert answer.body["details"]["remaining_amount_cents"] == 4788


@pytest.mark.parametrize(("edition", "supported"), [("guide", False), ("2026-11", True)])
def test_in_live_mode_the_evidence_decides(edition: str, supported: bool) -> None:  # noqa: FBT001  - a row
    qonto = client(
        Wire(),
        qonto_mode="live",
        qonto_edition=edition,
        qonto_organization_id="acme-1",
        qonto_api_key="a-key",
        gateway_auth="jwt",
        gateway_jwt_secret="a-secret-of-at-least-32-bytes-for-tests",
    )

    assert creation_supported(qonto) is supported


class Meddler(httpx.ASGITransport):
    """The wire to the bank, on which something happens just before our call."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.before_the_call: Callable[[], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        issues = request.method == "POST" and request.url.path == "/v2/credit_notes"
        if issues and self.before_the_call is not None:
            await self.before_the_call()
        return await super().handle_async_request(request)
