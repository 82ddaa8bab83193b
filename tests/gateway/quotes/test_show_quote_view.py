"""GET /api/qonto/quotes/{id}/view: whoever holds the link may read the quote, until the link ends."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from gateway.db import Database
from gateway.db.tables import signing_keys
from gateway.resources.quote_views.store import signing_key
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.quotes.quoted import draft, final, shown
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio

SECRET = "a-secret-of-at-least-32-bytes-for-tests"
JWT = {"gateway_auth": "jwt", "gateway_jwt_secret": SECRET}


async def view(shop: Shop, url: str, **headers: str) -> httpx.Response:
    return await shop.stack.client.get(url, headers=headers)


async def test_the_link_opens_the_pdf_in_a_tab_and_keeps_it_from_others(shop: Shop) -> None:
    quote = await final(shop)

    answer = await view(shop, quote["view_url"])

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith("inline")
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert (answer.headers["referrer-policy"], answer.headers["x-robots-tag"]) == ("no-referrer", "noindex")


async def test_a_known_identity_needs_no_signature(shop: Shop) -> None:
    quote = await final(shop)

    answer = await view(shop, f"/api/qonto/quotes/{quote['local_document_id']}/view")

    assert answer.status_code == 200


async def test_with_tokens_required_the_link_still_needs_no_login(database_url: str, edition: str) -> None:
    bearer = {"Authorization": f"Bearer {jwt.encode({'sub': 'marie', 'exp': 4_000_000_000}, SECRET)}"}
    async with stack(database_url, edition=edition, settings=JWT) as running:
        running.client.headers.update(bearer)
        shop = Shop(stack=running, database_url=database_url)
        url = (await final(shop))["view_url"]
        running.client.headers.pop("Authorization")

        signed = await view(shop, url)
        bare = await view(shop, urlsplit(url).path)

        assert signed.status_code == 200
        assert (bare.status_code, bare.headers["content-type"]) == (401, "text/html; charset=utf-8")


async def test_it_dies_when_the_offer_has(shop: Shop) -> None:
    quote = await final(shop, expiryDays=1)
    shop.stack.wait(days=2, hours=11)
    await shown(shop, quote["id"])
    alive = await view(shop, quote["view_url"])
    shop.stack.wait(hours=1)
    await shown(shop, quote["id"])

    dead = await view(shop, quote["view_url"])

    assert alive.status_code == 200
    assert (dead.status_code, dead.headers["content-type"]) == (410, "text/html; charset=utf-8")
    assert "expiré" in dead.text


async def test_a_long_offer_has_a_link_for_ninety_days(shop: Shop) -> None:
    quote = await final(shop, expiryDays=365)

    assert quote["view_url_expires_at"] == "2026-05-20T00:00:00Z"


@pytest.mark.parametrize(
    "change",
    [
        {"expires": "4000000000"},
        {"expires": "soon"},
        {"expires": ""},
        {"expires": "9" * 40},
        {"signature": "0" * 64},
        {"signature": ""},
        {"signature": "é"},
    ],
    ids=str,
)
async def test_a_link_that_was_changed_opens_nothing(shop: Shop, change: dict[str, str]) -> None:
    quote = await final(shop)
    parts = urlsplit(quote["view_url"])
    params: dict[str, Any] = {name: values[0] for name, values in parse_qs(parts.query).items()} | change

    answer = await shop.stack.client.get(parts.path, params=params)

    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "%PDF" not in answer.text


async def test_the_link_of_one_quote_does_not_open_another(shop: Shop) -> None:
    one, other = await final(shop, 0), await final(shop, 1)

    answer = await view(shop, one["view_url"].replace(one["id"], other["id"]))

    assert answer.status_code == 403


async def test_a_draft_is_nobodys_business(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await view(shop, f"/api/qonto/quotes/{quote['id']}/view")

    assert (quote["view_url"], answer.status_code) == (None, 404)
    assert "brouillon" in answer.text


async def test_what_goes_wrong_is_told_on_a_page_and_escaped(shop: Shop) -> None:
    quote = await final(shop)
    shop.fault("show_quote", Kind.STATUS, count=3)

    broken = await view(shop, quote["view_url"])
    unknown = await view(shop, "/api/qonto/quotes/%3Cscript%3Ealert(1)%3C%2Fscript%3E/view")

    assert broken.status_code in {502, 503}
    assert broken.headers["content-type"] == unknown.headers["content-type"] == "text/html; charset=utf-8"
    assert unknown.status_code == 404
    assert "<script" not in unknown.text
    assert "default-src 'none'" in unknown.headers["content-security-policy"]


async def test_links_lead_where_people_reach_us(sqlite_url: str) -> None:
    settings = {"gateway_public_url": "https://factures.verone.test"}
    async with stack(sqlite_url, settings=settings) as running:
        quote = await final(Shop(stack=running, database_url=sqlite_url))

        assert quote["view_url"].startswith("https://factures.verone.test/api/qonto/quotes/")


async def test_of_many_who_make_the_first_key_all_get_the_same(shop: Shop) -> None:
    dbs = [Database.open(shop.database_url) for _ in range(4)]
    try:
        keys = await asyncio.gather(*(signing_key(db, NOON) for db in dbs for _ in range(3)))
    finally:
        for db in dbs:
            await db.close()

    (stored,) = await shop.rows(signing_keys)
    assert set(keys) == {stored["secret"]}
    assert len(stored["secret"]) == 64
