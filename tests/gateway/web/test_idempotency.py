"""What counts as the same call, and what becomes of a key when its call goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from gateway.clock import Clock
from gateway.db import Database, migrate
from gateway.db.idempotency import KeyBook
from gateway.db.tables import idempotency_keys
from gateway.errors import Code, GatewayError
from gateway.web import Access, Operation, reply
from gateway.web.body import body_of
from gateway.web.multipart import read_multipart
from tests.gateway.web.doorstep import doorstep

pytestmark = pytest.mark.anyio

KEY = {"Idempotency-Key": "k-1"}


@dataclass(slots=True)
class Maker:
    """Makes one thing more with every call; *troubles* are what the next calls meet instead."""

    made: int = 0
    troubles: list[Exception | int] = field(default_factory=list)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def make(self, request: Request) -> Response:
        await body_of(request)
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, Exception):
            raise trouble
        if isinstance(trouble, int):
            return Response(status_code=trouble)
        self.made += 1
        return reply(201, {"number": self.made}, {"X-Made": "é"})

    async def upload(self, request: Request) -> Response:
        form = await read_multipart(
            request, texts=frozenset(), files=frozenset({"file"}), file_bytes_max=8 * 1024 * 1024
        )
        self.made += 1
        return reply(201, {"bytes": len(form.files["file"].content)})

    async def make_slowly(self, request: Request) -> Response:
        self.waiting.set()
        await self.goes_on.wait()
        return await self.make(request)


@dataclass(frozen=True, slots=True)
class Shop:
    client: httpx.AsyncClient
    maker: Maker
    db: Database

    async def post(self, path: str = "/things", **said: Any) -> httpx.Response:
        headers = {**KEY, **said.pop("headers", {})}
        return await self.client.post(path, headers=headers, **said)

    async def rows(self) -> list[Any]:
        async with self.db.reading() as tx:
            return list(await tx.execute(select(idempotency_keys)))


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    await migrate(sqlite_url)
    db, maker = Database.open(sqlite_url), Maker()
    rows = (
        Operation("create_thing", "POST", "/things", maker.make, Access.WRITE, creates=True),
        Operation("create_part", "POST", "/things/{id}/parts", maker.make, Access.WRITE, creates=True),
        Operation("upload_file", "POST", "/files", maker.upload, Access.WRITE, creates=True),
        Operation("write_letter", "POST", "/letters", maker.make, Access.WRITE, creates=True, several=True),
        Operation("create_slowly", "POST", "/slowly", maker.make_slowly, Access.WRITE, creates=True),
        Operation("cancel_thing", "POST", "/things/{id}/cancel", maker.make, Access.WRITE),
    )
    keys = KeyBook(db, now=Clock(follows_bank=False).machine_now)
    async with doorstep(operations=rows, keys=keys) as client:
        yield Shop(client, maker, db)
    await db.close()


async def test_said_twice_it_is_done_once_and_answered_twice_to_the_byte(shop: Shop) -> None:
    first, again = [await shop.post(json={"a": 1}) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert shop.maker.made == 1
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert {**first.headers, "idempotency-replayed": "true"} == {**again.headers}


async def test_without_a_key_it_is_done_as_often_as_it_is_said(shop: Shop) -> None:
    for _ in range(2):
        assert (await shop.client.post("/things", json={"a": 1})).status_code == 201

    assert shop.maker.made == 2
    assert await shop.rows() == []


async def test_an_operation_that_creates_nothing_does_not_look_at_the_key(shop: Shop) -> None:
    for _ in range(2):
        await shop.post("/things/t-1/cancel", json={}, headers={"Idempotency-Key": " " * 300})

    assert shop.maker.made == 2


@pytest.mark.parametrize(
    "again",
    [
        {
            "content": b'{ "b": [2, {"d": 4, "c": 3}],\n"a": 1 }',
            "headers": {"Content-Type": "application/json"},
        },
        {"json": {"b": [2, {"c": 3, "d": 4}], "a": 1, "autoFinalize": False}},
    ],
    ids=["another order, other spaces", "a no to autoFinalize more"],
)
async def test_what_says_the_same_is_the_same(shop: Shop, again: dict[str, Any]) -> None:
    await shop.post(json={"a": 1, "b": [2, {"c": 3, "d": 4}]})

    assert (await shop.post(**again)).headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("/things", {"json": {"a": 2}}),
        ("/things", {"json": {"a": "1"}}),
        ("/things", {"json": {"a": 1, "b": None}}),
        ("/things", {}),
        ("/things", {"content": b'{"a":1}'}),
        ("/things?b=2", {"json": {"a": 1}}),
    ],
    ids=["another value", "another type", "a field more", "no body", "no JSON", "another query"],
)
async def test_other_words_under_a_key_are_refused_and_do_nothing(
    shop: Shop, path: str, again: dict[str, Any]
) -> None:
    await shop.post(json={"a": 1})

    refused = await shop.post(path, **again)

    assert (refused.status_code, refused.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert "nouvelle clé" in refused.json()["error"]
    assert shop.maker.made == 1


async def test_the_same_words_about_another_thing_are_other_words(shop: Shop) -> None:
    await shop.post("/things/t-1/parts", json={})

    assert (await shop.post("/things/t-2/parts", json={})).status_code == 422


async def test_a_form_said_again_has_another_boundary_and_is_the_same(shop: Shop) -> None:
    for _ in range(2):
        answer = await shop.post(files={"file": ("a.pdf", b"%PDF-1.7 --x", "application/pdf")})

    changed = await shop.post(files={"file": ("a.pdf", b"%PDF-1.7 --y", "application/pdf")})

    assert answer.headers["Idempotency-Replayed"] == "true"
    assert changed.status_code == 422
    assert shop.maker.made == 1


async def test_a_form_larger_than_any_other_body_reaches_its_endpoint_whole(shop: Shop) -> None:
    file = ("a.pdf", b"%PDF" * 1024 * 1024, "application/pdf")

    answers = [await shop.post("/files", files={"file": file}) for _ in range(2)]

    assert [answer.json()["bytes"] for answer in answers] == [4 * 1024 * 1024] * 2
    assert shop.maker.made == 1


async def test_a_form_too_large_for_any_endpoint_is_refused_by_its_own(shop: Shop) -> None:
    file = ("a.pdf", b"%PDF" * 5 * 1024 * 1024, "application/pdf")

    refused = await shop.post("/files", files={"file": file})

    assert (refused.status_code, refused.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert await shop.rows() == []


async def test_a_key_belongs_to_one_person_and_one_operation(shop: Shop) -> None:
    answers = [
        await shop.post(json={}),
        await shop.post(json={}, headers={"X-User-Id": "claire"}),
        await shop.post("/things/t-1/parts", json={}),
    ]

    assert [answer.json()["number"] for answer in answers] == [1, 2, 3]


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "   "},
        {"Idempotency-Key": "x" * 201},
        {"Idempotency-Key": "clé".encode("latin-1")},
        {"Idempotency-Key": b"a\tb"},
        [("Idempotency-Key", "a"), ("Idempotency-Key", "a")],
    ],
    ids=["empty", "blank", "too long", "not ASCII", "not printable", "twice"],
)
async def test_a_key_that_is_none_is_named(shop: Shop, headers: Any) -> None:
    refused = await shop.client.post("/things", json={}, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (422, "INVALID_PARAMETER")
    assert [field["field"] for field in refused.json()["details"]["fields"]] == ["Idempotency-Key"]
    assert (shop.maker.made, await shop.rows()) == (0, [])


@pytest.mark.parametrize("key", ["x", "x" * 200, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "a b ~!"])
async def test_any_printable_key_will_do(shop: Shop, key: str) -> None:
    answers = [await shop.post(json={}, headers={"Idempotency-Key": key}) for _ in range(2)]

    assert [answer.json()["number"] for answer in answers] == [1, 1]


@pytest.mark.parametrize(
    "trouble",
    [
        GatewayError(Code.CONFLICT, "Non."),
        GatewayError(Code.INVALID, "Non."),
        GatewayError(Code.OUTCOME_UNKNOWN, "Qui sait."),
        ZeroDivisionError(),
        400,
    ],
    ids=["a conflict", "bad input", "outcome unknown", "a bug", "answered 400"],
)
async def test_what_was_not_done_gives_its_key_back(shop: Shop, trouble: Exception | int) -> None:
    shop.maker.troubles.append(trouble)
    failed = await shop.post(json={"a": 1})
    assert (failed.status_code >= 400, await shop.rows()) == (True, [])

    mended = await shop.post(json={"a": 2})

    assert (mended.status_code, shop.maker.made) == (201, 1)


async def test_where_several_may_be_wanted_a_doubt_is_told_again_and_nothing_is_made_twice(
    shop: Shop,
) -> None:
    shop.maker.troubles.append(GatewayError(Code.OUTCOME_UNKNOWN, "Qui sait."))

    lost, again = [await shop.post("/letters", json={}) for _ in range(2)]
    another = await shop.post("/letters", json={}, headers={"Idempotency-Key": "k-2"})

    assert (lost.status_code, again.content, again.headers["Idempotency-Replayed"]) == (
        504,
        lost.content,
        "true",
    )
    assert (another.status_code, shop.maker.made) == (201, 1)


async def test_while_it_runs_the_second_is_told_when_to_come_back(shop: Shop) -> None:
    first = asyncio.create_task(shop.post("/slowly", json={}))
    await shop.maker.waiting.wait()

    second = await shop.post("/slowly", json={})
    other = await shop.post("/slowly", json={"other": "words"})
    shop.maker.goes_on.set()

    assert (second.status_code, second.json()["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert second.headers["Retry-After"].isdecimal()
    assert other.json()["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (await first).status_code == 201
    assert (await shop.post("/slowly", json={})).content == (await first).content


async def test_rule_1_comes_first_and_the_key_stays_free(shop: Shop) -> None:
    refused = await shop.post(json={"autoFinalize": True})

    assert refused.json()["code"] == "AUTO_FINALIZE_FORBIDDEN"
    assert await shop.rows() == []


async def test_nobody_serves_an_operation_that_creates_without_a_memory_for_keys() -> None:
    row = Operation("create_thing", "POST", "/things", Maker().make, Access.WRITE, creates=True)

    with pytest.raises(AssertionError, match="create_thing"):
        async with doorstep(operations=(row,)):
            pass
