"""Who may finalise: a person who was asked, by us or by a dialog we were told to trust. Nobody else."""

from typing import Any

import jwt
import pytest

from gateway.db.tables import audit_log
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


async def test_a_service_is_no_person(sqlite_url: str) -> None:
    secret = "a-secret-of-at-least-32-bytes-for-tests"
    settings = {"gateway_auth": "jwt", "gateway_jwt_secret": secret}
    async with stack(sqlite_url, settings=settings) as running:
        claims = {"sub": "cron", "role": "service", "exp": 4_000_000_000}
        bearer = {"Authorization": f"Bearer {jwt.encode(claims, secret)}"}

        answer = await running.client.post("/api/qonto/invoices/x/finalize", headers=bearer)

        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


DIALOG = {"gateway_confirmation": "dialog", "gateway_allowed_origins": ("http://office.test",)}
BROWSER = {"Origin": "http://office.test", "Sec-Fetch-Site": "same-site"}


async def test_in_dialog_mode_a_trusted_page_has_asked_already(sqlite_url: str) -> None:
    async with stack(sqlite_url, settings=DIALOG) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        draft = await shop.draft()

        answer = await running.client.post(f"/api/qonto/invoices/{draft['id']}/finalize", headers=BROWSER)

        assert (answer.status_code, answer.json()["invoice"]["number"]) == (200, "F-2026-001")
        (confirmed,) = await shop.rows(audit_log, action="confirm_finalization")
        assert confirmed["details"]["through"] == "dialog"


@pytest.mark.parametrize(
    ("headers", "settings", "status"),
    [
        (BROWSER, {"gateway_allowed_origins": ("http://office.test",)}, 428),
        ({}, DIALOG, 428),
        ({"Origin": "http://office.test"}, DIALOG, 428),
        (BROWSER | {"Sec-Fetch-Site": "cross-site"}, DIALOG, 428),
        (BROWSER | {"Origin": "http://evil.test"}, DIALOG, 403),
    ],
    ids=["mode off", "no browser", "no fetch metadata", "another site", "another origin"],
)
async def test_anybody_else_is_asked(
    sqlite_url: str, headers: dict[str, str], settings: dict[str, Any], status: int
) -> None:
    async with stack(sqlite_url, settings=settings) as running:
        draft = await Shop(stack=running, database_url=sqlite_url).draft()

        answer = await running.client.post(f"/api/qonto/invoices/{draft['id']}/finalize", headers=headers)

        assert answer.status_code == status
