"""The web page of a world."""

import base64
import hashlib
import re

import httpx
import pytest

from tests.mock_qonto.control.support import Customer

pytestmark = pytest.mark.anyio


async def test_the_page_shows_the_world_its_hour_and_what_happened(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    invoice = await customer.create_draft()

    page = await control.get("/")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "2026-03-02T09:00:00.000Z" in page.text
    assert invoice in page.text
    assert "POST /v2/client_invoices" in page.text


async def test_what_customers_write_is_text_and_never_markup(
    control: httpx.AsyncClient, customer: Customer
) -> None:
    await customer.create_client("<script>alert(1)</script>")
    await customer.ask("GET", "/v2/clients", params={"x": "</code><img src=x>"})

    page = (await control.get("/")).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<img" not in page


async def test_another_world_can_be_looked_at(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "other", "fixture": "empty"})

    page = await control.get("/", params={"world": "other"})

    assert 'data-world="other"' in page.text
    assert (await control.get("/", params={"world": "nowhere"})).status_code == 404


async def test_the_page_needs_no_network_and_lets_nothing_else_in(control: httpx.AsyncClient) -> None:
    page = await control.get("/")

    policy = page.headers["Content-Security-Policy"]
    for tag in ("style", "script"):
        (inside,) = re.findall(f"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
        assert base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
