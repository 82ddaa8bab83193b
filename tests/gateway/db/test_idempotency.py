"""Who holds an idempotency key: decided by the database, by the machine's clock, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest
from sqlalchemy import func, select

from gateway.db import Database
from gateway.db.idempotency import LONGEST_CALL, REMEMBERED, Answered, Held, KeyBook, Said, Standing
from gateway.db.tables import idempotency_keys

pytestmark = pytest.mark.anyio

SAID = Said(key="k-1", user_id="marie", operation="create_thing", words="a" * 64)
ANSWERED = Answered(status=201, headers={"content-type": "application/json"}, body='{"n":"é\\u0000€"}')


@dataclass(slots=True)
class Hand:
    """A machine's clock, moved by hand."""

    at: datetime = datetime(2026, 2, 19, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Ledger:
    db: Database
    hand: Hand

    @property
    def book(self) -> KeyBook:
        return KeyBook(self.db, now=self.hand.now)

    def wait(self, time: timedelta) -> None:
        self.hand.at += time

    async def rows(self) -> int:
        async with self.db.reading() as tx:
            return int(await tx.scalar(select(func.count()).select_from(idempotency_keys)))


@pytest.fixture
async def ledger(database_url: str) -> AsyncIterator[Ledger]:
    db = Database.open(database_url)
    yield Ledger(db, Hand())
    await db.close()


async def held(ledger: Ledger, said: Said = SAID) -> Held:
    claimed = await ledger.book.claim(said)
    assert isinstance(claimed, Held), claimed
    return claimed


async def test_what_was_answered_is_answered_again(ledger: Ledger) -> None:
    await ledger.book.keep(await held(ledger), ANSWERED)

    assert await ledger.book.claim(SAID) == ANSWERED


@pytest.mark.parametrize("change", ["key", "user_id", "operation"])
async def test_another_key_person_or_operation_is_another_call(ledger: Ledger, change: str) -> None:
    await ledger.book.keep(await held(ledger), ANSWERED)
    named = {"key": SAID.key, "user_id": SAID.user_id, "operation": SAID.operation, "words": SAID.words}

    await held(ledger, Said(**{**named, change: "other"}))


async def test_other_words_are_refused_while_it_runs_and_after(ledger: Ledger) -> None:
    other = Said(key=SAID.key, user_id=SAID.user_id, operation=SAID.operation, words="b" * 64)
    mine = await held(ledger)
    assert await ledger.book.claim(other) is Standing.OTHER_WORDS

    await ledger.book.keep(mine, ANSWERED)

    assert await ledger.book.claim(other) is Standing.OTHER_WORDS


async def test_a_key_given_back_may_be_used_by_any_call(ledger: Ledger) -> None:
    await ledger.book.release(await held(ledger))
    assert await ledger.rows() == 0

    await held(ledger, Said(key=SAID.key, user_id=SAID.user_id, operation=SAID.operation, words="b" * 64))


async def test_of_a_crowd_one_holds_the_key(database_url: str, ledger: Ledger) -> None:
    """Through two pools, as two workers would."""
    other = Database.open(database_url)
    try:
        books = (ledger.book, KeyBook(other, now=ledger.hand.now))

        claims = await asyncio.gather(*(book.claim(SAID) for book, _ in zip(cycle(books), range(20))))
    finally:
        await other.close()

    assert sum(isinstance(claim, Held) for claim in claims) == 1
    assert sum(claim is Standing.BUSY for claim in claims) == 19


async def test_the_key_of_the_dead_passes_on_once_no_call_can_still_be_under_way(ledger: Ledger) -> None:
    dead = await held(ledger)
    ledger.wait(LONGEST_CALL - timedelta(microseconds=1))
    assert await ledger.book.claim(SAID) is Standing.BUSY

    ledger.wait(timedelta(microseconds=1))
    claims = await asyncio.gather(*(ledger.book.claim(SAID) for _ in range(10)))

    (heir,) = (claim for claim in claims if isinstance(claim, Held))
    assert heir.since > dead.since


async def test_who_was_given_up_neither_answers_nor_gives_back_in_the_name_of_the_heir(
    ledger: Ledger,
) -> None:
    dead = await held(ledger)
    ledger.wait(LONGEST_CALL)
    heir = await held(ledger)

    await ledger.book.release(dead)
    await ledger.book.keep(dead, Answered(status=201, headers={}, body="late"))
    assert await ledger.book.claim(SAID) is Standing.BUSY

    await ledger.book.keep(heir, ANSWERED)
    assert await ledger.book.claim(SAID) == ANSWERED


async def test_a_clock_that_was_put_back_holds_no_key_for_ever(ledger: Ledger) -> None:
    await held(ledger)
    ledger.wait(-LONGEST_CALL)

    await held(ledger)


async def test_after_a_day_a_key_is_forgotten(ledger: Ledger) -> None:
    await ledger.book.keep(await held(ledger), ANSWERED)
    ledger.wait(REMEMBERED - timedelta(microseconds=1))
    assert await ledger.book.claim(SAID) == ANSWERED

    ledger.wait(timedelta(microseconds=1))

    await held(ledger, Said(key=SAID.key, user_id=SAID.user_id, operation=SAID.operation, words="b" * 64))


async def test_forgotten_keys_are_cleared_away_by_whoever_comes_next(ledger: Ledger) -> None:
    for number in range(3):
        said = Said(key=f"old-{number}", user_id="marie", operation="create_thing", words="a" * 64)
        await ledger.book.keep(await held(ledger, said), ANSWERED)
    ledger.wait(REMEMBERED)

    await held(ledger)

    assert await ledger.rows() == 1
