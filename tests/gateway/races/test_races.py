"""Everybody at once, through one gateway and through two: the database decides, once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import httpx
import pytest

from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.deeds import (
    ROUTES,
    a_confirmed_draft,
    a_draft,
    an_invoice,
    cancel,
    confirm,
    create,
    delete,
    finalize,
    mark_paid,
    update,
)
from tests.gateway.durability.mortal import House, gateway, house

pytestmark = pytest.mark.anyio

CROWD = 20
Counters = tuple[httpx.AsyncClient, ...]


@asynccontextmanager
async def counters(at: House) -> AsyncIterator[Counters]:
    """Two gateways on one database, each with its own pool, clock and client."""
    async with gateway(at) as (one, _), gateway(at) as (other, _):
        yield one, other


async def at_once(calls: Iterable[Any]) -> list[httpx.Response]:
    return list(await asyncio.gather(*calls))


def codes(answers: Iterable[httpx.Response]) -> Counter[tuple[int, str | None]]:
    return Counter((answer.status_code, answer.json().get("code")) for answer in answers)


def numbers(at: House) -> list[str]:
    return sorted(one.number for one in at.bank.default_world.all(ClientInvoice) if one.number is not None)


async def test_twenty_want_the_same_invoice_and_one_is_made(database_url: str) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        answers = await at_once(create(client, {}) for client, _ in zip(cycle(both), range(CROWD)))

    assert codes(answers) == {(201, None): 1, (409, "ORDER_ALREADY_INVOICED"): CROWD - 1}
    assert len(at.bank.default_world.all(ClientInvoice)) == 1
    assert await disagreements(at) == []


async def test_twenty_say_yes_with_one_token_and_one_number_is_burnt(database_url: str) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        draft = await a_confirmed_draft(both[0])

        answers = await at_once(finalize(client, draft) for client, _ in zip(cycle(both), range(CROWD)))

    assert codes(answers)[200, None] == 1
    assert {answer.status_code for answer in answers} <= {200, 409, 428}
    assert numbers(at) == ["F-2026-001"]
    assert await disagreements(at) == []


async def test_ten_people_each_confirm_the_same_draft_and_one_number_is_burnt(database_url: str) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        draft = await a_draft(both[0])
        tokens = [await confirm(both[0], draft["id"]) for _ in range(10)]

        answers = await at_once(
            finalize(client, {**draft, "token": token}) for client, token in zip(cycle(both), tokens)
        )

    assert codes(answers)[200, None] == 1
    assert numbers(at) == ["F-2026-001"]
    assert await disagreements(at) == []


async def test_all_orders_finalised_at_once_get_consecutive_numbers(database_url: str) -> None:
    at = house(database_url, "2026-11")
    async with counters(at) as both:
        drafts = []
        for order in INVOICEABLE:
            made = await both[0].post(ROUTES, json={"salesOrderId": order.id})
            id = made.json()["invoice"]["id"]
            drafts.append({"id": id, "token": await confirm(both[0], id)})

        answers = await at_once(finalize(client, draft) for client, draft in zip(cycle(both), drafts))

    assert codes(answers) == {(200, None): len(INVOICEABLE)}
    assert numbers(at) == [f"F-2026-{place:03d}" for place in range(1, len(INVOICEABLE) + 1)]
    assert await disagreements(at) == []


async def test_what_is_final_is_what_was_confirmed_whatever_is_changed_meanwhile(database_url: str) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        draft = await a_confirmed_draft(both[0])

        final, changed = await at_once([finalize(both[0], draft), update(both[1], draft)])

    (invoice,) = at.bank.default_world.all(ClientInvoice)
    if final.status_code == 200:
        assert changed.status_code == 409, changed.text
        assert len(invoice.terms.items) > 1
    else:
        assert (final.status_code, changed.status_code) == (409, 200), final.text
        assert invoice.number is None
    assert await disagreements(at) == []


@pytest.mark.parametrize(
    ("prepare", "deeds"),
    [
        pytest.param(a_confirmed_draft, (finalize, delete), id="finalize or delete"),
        pytest.param(an_invoice, (cancel, mark_paid), id="cancel or paid"),
        pytest.param(an_invoice, (mark_paid,) * 8, id="paid, eight times"),
        pytest.param(an_invoice, (cancel,) * 8, id="cancelled, eight times"),
        pytest.param(a_draft, (delete,) * 8, id="deleted, eight times"),
    ],
)
async def test_of_two_deeds_that_exclude_one_another_one_is_done(
    database_url: str, prepare: Callable[[httpx.AsyncClient], Any], deeds: tuple[Callable[..., Any], ...]
) -> None:
    at = house(database_url, "guide")
    async with counters(at) as both:
        known = await prepare(both[0])

        answers = await at_once(deed(client, known) for client, deed in zip(cycle(both), deeds))

    assert sum(answer.is_success for answer in answers) == 1, [answer.text for answer in answers]
    assert {answer.status_code for answer in answers} <= {200, 404, 409, 428}
    assert await disagreements(at) == []
