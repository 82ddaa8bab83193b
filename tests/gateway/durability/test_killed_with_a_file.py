"""Killed at every step of an upload, of a deletion or of a cleanup: the next call leaves both sides equal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

import httpx
import pytest

from gateway.db.tables import attachment_uploads, bank_transactions
from tests.gateway.attachments.drawer import PDF, PNG, UPLOAD, at_the_bank, booked, given, known, rows
from tests.gateway.durability.mortal import LATER, House, Killed, NewDatabase, gateway, house

pytestmark = pytest.mark.anyio

STEPS_MAX = 60
FILES = "/api/qonto/attachments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    at: House
    transaction: str
    files: list[str]


Call = Callable[[httpx.AsyncClient, Place], Awaitable[httpx.Response]]


async def upload(client: httpx.AsyncClient, at: Place) -> httpx.Response:
    parts = {"transactionId": (None, at.transaction), "file": ("facture.pdf", PDF)}
    return await client.post(UPLOAD, files=parts)


async def delete(client: httpx.AsyncClient, at: Place) -> httpx.Response:
    return await client.delete(f"{FILES}/{at.files[1]}", params={"transactionId": at.transaction})


async def clean_up(client: httpx.AsyncClient, at: Place) -> httpx.Response:
    path, asked = f"{FILES}/cleanup-duplicates", {"transactionId": at.transaction}
    shown = await client.post(path, json=asked)
    return await client.post(path, json={**asked, "dryRun": False, "plan": shown.json()["plan"]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """*before* is what the transaction has; *again* what may be said to whoever says it once more."""

    call: Call
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]
    again: frozenset[tuple[int, str | None]]
    done: int = 200

    def __str__(self) -> str:
        return self.call.__name__


ALREADY: tuple[int, str | None] = (409, "ALREADY_ATTACHED")
GONE: tuple[int, str | None] = (404, "ATTACHMENT_NOT_FOUND")
DEEDS = (
    Deed(
        call=upload,
        before=(PNG,),
        after=(PNG, PDF),
        again=frozenset({(201, None), ALREADY}),
        done=201,
    ),
    Deed(call=delete, before=(PNG, PDF), after=(PNG,), again=frozenset({(200, None), GONE})),
    Deed(call=clean_up, before=(PDF, PDF, PNG, PDF), after=(PDF, PNG), again=frozenset({(200, None)})),
)


@pytest.mark.parametrize("edition", ["guide", "2026-11"])
@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_whenever_it_is_killed_the_next_call_leaves_both_sides_equal(
    new_database: NewDatabase, deed: Deed, edition: str
) -> None:
    wrong: list[str] = []

    for step in count(1):
        if not await _die(house(new_database(), edition), deed, step, wrong):
            break

    assert not wrong
    assert 5 < step < STEPS_MAX


@pytest.mark.postgres
async def test_on_postgres_too(postgres_databases: NewDatabase) -> None:
    """A sample: the last steps of an upload."""
    wrong: list[str] = []
    for step in range(6, 14):
        await _die(house(postgres_databases(), "guide"), DEEDS[0], step, wrong)

    assert not wrong


async def _die(at: House, deed: Deed, step: int, wrong: list[str]) -> bool:
    """One life and the next; False when the call was over before *step*."""
    async with gateway(at) as (client, life):
        place = await _place(at, deed)
        with life.ending_at(step):
            try:
                answer = await deed.call(client, place)
            except Killed:
                pass
            else:
                assert answer.status_code == deed.done, answer.text
                return False
    async with gateway(at, later=LATER) as (client, _):
        again = await deed.call(client, place)
        said = [again.text] if (again.status_code, again.json().get("code")) not in deed.again else []
        said += await _disagreements(place, deed)
    wrong += [f"killed at {step} ({life.steps[step - 1]}): {one}" for one in said]
    return True


async def _place(at: House, deed: Deed) -> Place:
    transaction = booked(at.bank)
    files = given(at.bank, transaction, *deed.before)
    await known(at.bank, at.database_url, transaction, *files)
    return Place(at=at, transaction=transaction, files=files)


async def _disagreements(place: Place, deed: Deed) -> list[str]:
    there = at_the_bank(place.at.bank, place.transaction)
    (row,) = await rows(place.at.database_url, bank_transactions, qonto_id=place.transaction)
    uploads = await rows(place.at.database_url, attachment_uploads)
    named = {upload["attachment_id"] for upload in uploads}
    wrong = []
    if tuple(file.content for file in there) != deed.after:
        wrong.append(f"the bank has {len(there)} files")
    if list(row["attachment_ids"]) != [file.id for file in there]:
        wrong.append(f"here {row['attachment_ids']}, there {[file.id for file in there]}")
    if not named <= {file.id for file in there} or (deed.call is upload and len(uploads) != 1):
        wrong.append(f"uploads of {named}")
    return wrong
