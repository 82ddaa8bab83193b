"""
What is shown: all of it, and nothing that is nobody's business.

The reference saw one page of every list and a hundred clients (14), put the words of an exception unescaped
on a page, and IBANs and a stack trace into its debug answers (17).
"""

from typing import Any

import pytest

from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.bank_accounts.model import BankAccount
from mock_qonto.resources.clients.model import Client
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.papers import credited, offered, quoted
from tests.gateway.support import Stack

pytestmark = pytest.mark.anyio

SCRIPT = "<script>alert(1)</script>"


# ------------------------------------------------------------------ 14
@pytest.mark.parametrize("kind", ["invoice", "quote", "credit_note"])
async def test_lists_reach_past_the_first_page(shop: Shop, kind: str) -> None:
    made = {(await _one_more(shop, kind, place))["id"] for place in range(3)}

    pages = [await shop.ask(f"list_{kind}s", params={"page": page, "per_page": 2}) for page in (1, 2)]
    whole = await shop.ask(f"list_{kind}s", params={"per_page": 1, "all": "true"})

    shown = [one["id"] for page in pages for one in page.body[f"{kind}s"]]
    assert [page.body["meta"]["total_count"] for page in pages] == [3, 3]
    assert (len(shown), set(shown)) == (3, made)
    assert {one["id"] for one in whole.body[f"{kind}s"]} == made


async def _one_more(shop: Shop, kind: str, place: int) -> dict[str, Any]:
    match kind:
        case "invoice":
            return await shop.draft(place)
        case "quote":
            return await quoted(shop, place)
    return await credited(shop, place)


async def test_transactions_are_looked_for_in_all_of_them(shop: Shop) -> None:
    wanted = shop.receives(123_457)
    for _ in range(3):
        shop.receives(100)

    found = await shop.ask(
        "list_transactions", params={"minAmount": 123_457, "maxAmount": 123_457, "perPage": 1}
    )
    whole = await shop.ask("list_transactions", params={"perPage": 2, "all": "true"})

    assert [one["id"] for one in found.body["transactions"]] == [wanted.id]
    assert whole.body["count"] == whole.body["meta"]["total_count"] > 2


async def test_a_client_is_found_behind_the_first_hundred(shop: Shop) -> None:
    for number in range(120):
        made = {"type": "company", "name": f"AAA {number:03}", "email": f"n{number}@aaa.example"}
        assert (await shop.ask("create_client", json=made)).status == 201
    await shop.draft()
    known = len(shop.stack.world.all(Client))

    # The same customer orders again, and is at the end of every list by now.
    same = [place for place, order in enumerate(INVOICEABLE) if order.customer == INVOICEABLE[0].customer]
    await shop.draft(same[1])

    assert len(shop.stack.world.all(Client)) == known


# ------------------------------------------------------------------ 17
@pytest.mark.parametrize(
    ("id", "params"),
    [
        (SCRIPT, {}),
        ("{id}", {"signature": SCRIPT, "expires": "1"}),
        ("{id}", {"expires": SCRIPT, "signature": "0" * 64}),
    ],
    ids=["in the id", "in the signature", "in the end of the link"],
)
async def test_html_errors_are_escaped(shop: Shop, id: str, params: dict[str, str]) -> None:
    quote = await offered(shop)
    path = id.format(id=quote["id"]) if "{" in id else id.replace("/", "%2F")

    page = await shop.stack.client.get(f"/api/qonto/quotes/{path}/view", params=params)

    assert page.status_code in {403, 404, 410, 422}
    assert SCRIPT not in page.text
    assert "<script" not in page.text
    assert "Traceback" not in page.text


async def test_html_errors_of_qonto_are_escaped(shop: Shop) -> None:
    quote = await offered(shop)
    shop.fault("show_quote", Kind.GARBAGE, count=9)

    page = await shop.stack.client.get(f"/api/qonto/quotes/{quote['id']}/view")

    assert page.status_code == 502
    assert page.headers["Content-Type"].startswith("text/html")
    assert "client_invoice" not in page.text


@pytest.mark.parametrize("path", ["debug", "debug-counts"])
async def test_debug_hides_ibans(shop: Shop, path: str) -> None:
    answer = await shop.stack.client.get(f"/api/qonto/{path}")

    assert answer.status_code == 200
    assert _indiscretions(shop.stack, answer.text) == []


@pytest.mark.parametrize("path", ["debug", "debug-counts", "status", "health"])
async def test_a_failure_shows_no_trace(shop: Shop, path: str) -> None:
    for operation in ("list_bank_accounts", "list_transactions", "show_organization"):
        shop.fault(operation, Kind.STATUS, status=500, count=50)

    answer = await shop.stack.client.get(f"/api/qonto/{path}")

    assert answer.status_code in {200, 502, 503}
    assert _indiscretions(shop.stack, answer.text) == []


def _indiscretions(stack: Stack, text: str) -> list[Any]:
    whole = [account.iban for account in stack.world.table(BankAccount)]
    words = ["Traceback", 'File "', ".py", "offline-key"]
    return [word for word in (*whole, *words) if word in text.replace(" ", "")]
