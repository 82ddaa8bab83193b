"""Everybody at once, through two gateways on one database: one number, and never more than the invoice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import httpx
import pytest

from mock_qonto.resources.credit_notes.model import CreditNote
from tests.gateway.credit_notes.deeds import NOTES, a_final_invoice, confirm, draft_of, finalize
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.mortal import House, gateway, house

pytestmark = pytest.mark.anyio

CROWD = 10


@asynccontextmanager
async def counters(at: House) -> AsyncIterator[tuple[httpx.AsyncClient, ...]]:
    async with gateway(at) as (one, _), gateway(at) as (other, _):
        yield one, other


def codes(answers: Iterable[httpx.Response]) -> Counter[tuple[int, str | None]]:
    return Counter((answer.status_code, answer.json().get("code")) for answer in answers)


def numbers(at: House) -> list[str]:
    return sorted(note.number for note in at.bank.default_world.all(CreditNote))


async def until_done(client: httpx.AsyncClient, id: str) -> httpx.Response:
    """Asked again while somebody else is at work on the same invoice, as a person would."""
    while True:
        answer = await finalize(client, {"id": id, "token": await confirm(client, id)})
        if (answer.status_code, answer.json().get("code")) not in {
            (409, "CONFLICT"),
            (409, "DOCUMENT_CHANGED"),
        }:
            return answer


async def test_many_say_yes_with_one_token_and_one_number_is_burnt(database_url: str) -> None:
    at = house(database_url, "2026-11")
    async with counters(at) as both:
        invoice = await a_final_invoice(both[0])
        draft = await draft_of(both[0], invoice["id"])
        known = {"id": draft, "token": await confirm(both[0], draft)}

        answers = await asyncio.gather(
            *(finalize(client, known) for client, _ in zip(cycle(both), range(CROWD), strict=False))
        )

    assert codes(answers)[200, None] == 1
    assert {answer.status_code for answer in answers} <= {200, 409, 428}
    assert numbers(at) == ["A-2026-001"]
    assert await disagreements(at) == []


async def test_of_two_drafts_that_exceed_the_invoice_one_is_issued(database_url: str) -> None:
    at = house(database_url, "2026-11")
    async with counters(at) as both:
        invoice = await a_final_invoice(both[0])
        drafts = [await draft_of(both[0], invoice["id"]) for _ in range(2)]
        known = [{"id": id, "token": await confirm(both[0], id)} for id in drafts]

        answers = await asyncio.gather(
            *(finalize(client, one) for client, one in zip(both, known, strict=True))
        )

    assert codes(answers)[200, None] == 1
    # Too much, nothing left, or somebody else at work on the same invoice.
    assert {answer.status_code for answer in answers} <= {200, 409, 422}
    assert numbers(at) == ["A-2026-001"]
    assert await disagreements(at) == []


async def test_parts_of_one_invoice_are_issued_one_after_the_other(database_url: str) -> None:
    at = house(database_url, "2026-11")
    ten: list[dict[str, Any]] = [
        {
            "title": "Remise",
            "quantity": "1",
            "unitPrice": {"value": "1.00", "currency": "EUR"},
            "vatRate": "0.2",
        }
    ]
    async with counters(at) as both:
        invoice = await a_final_invoice(both[0])
        drafts = [await draft_of(both[0], invoice["id"], items=ten) for _ in range(4)]

        answers = await asyncio.gather(
            *(until_done(client, id) for client, id in zip(cycle(both), drafts, strict=False))
        )
        listed = (await both[0].get(NOTES)).json()["credit_notes"]

    assert codes(answers) == {(200, None): 4}
    assert numbers(at) == [f"A-2026-{place:03d}" for place in range(1, 5)]
    assert {note["local_document_id"] for note in listed} == set(drafts)
    assert await disagreements(at) == []
