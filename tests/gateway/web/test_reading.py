"""What comes in: bodies and query parameters, good and bad."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.gateway.web.doorstep import doorstep

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}


async def _post(content: bytes, headers: dict[str, str] = JSON) -> httpx.Response:
    async with doorstep() as client:
        return await client.post("/things", content=content, headers=headers)


async def test_a_body_becomes_a_value_of_its_model() -> None:
    answer = await _post(b'{"note": "caf\xc3\xa9", "lines": [{"title": "Chaise", "quantity": 2}]}')

    assert answer.status_code == 201
    assert answer.json() == {
        "success": True,
        "thing": {"note": "café", "lines": [{"title": "Chaise", "quantity": 2}]},
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"   ", "vide"),
        (b"{", "ligne 1, colonne"),
        (b'{"note": "x",\n "lines": }', "ligne 2, colonne"),
        (b'{"note": NaN}', "ligne 1"),
        (b'{"note": Infinity}', "ligne 1"),
        (b'{"note": "\\ud800"}', "ligne 1"),
        (b'{"note": "\xff"}', "JSON"),
        (b'{"note": "a", "note": "b"}', "deux fois"),
        (b'{"lines": [{"title": "a", "title": "b", "quantity": 1}]}', "deux fois"),
        (b'{"lines":' + b"[" * 100 + b"]" * 100 + b"}", "niveaux"),
        (b"[" * 100_000, "ligne 1"),
    ],
)
async def test_what_is_not_one_clear_json_document_is_400(content: bytes, said: str) -> None:
    answer = await _post(content)

    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_JSON")
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"note": 3}, "note"),
        ({"note": "x", "colour": "red"}, "colour"),
        ({"lines": {}}, "lines"),
        ({"lines": [{"title": "Chaise", "quantity": "2"}]}, "lines.0.quantity"),
        ({"lines": [{"title": "Chaise", "quantity": True}]}, "lines.0.quantity"),
        ({"lines": [{"title": "Chaise", "quantity": -1}]}, "lines.0.quantity"),
        ({"lines": [{"title": "", "quantity": 1}]}, "lines.0.title"),
        ({"lines": [{"title": "x" * 21, "quantity": 1}]}, "lines.0.title"),
        ({"lines": [{"quantity": 1}]}, "lines.0.title"),
        ({"note": "a\x00b"}, "note"),
        ({"lines": [{"title": "\x00", "quantity": 1}]}, "lines.0.title"),
    ],
)
async def test_a_field_that_is_not_valid_is_422_and_named(body: Any, field: str) -> None:
    answer = await _post(json.dumps(body).encode())

    told = answer.json()
    assert (answer.status_code, told["code"], told["success"]) == (422, "INVALID", False)
    assert [found["field"] for found in told["details"]["fields"]] == [field]
    assert field in told["error"]


async def test_every_wrong_field_is_named_at_once() -> None:
    answer = await _post(b'{"note": 1, "lines": [{"title": "", "quantity": 0}]}')

    named = {found["field"] for found in answer.json()["details"]["fields"]}
    assert named == {"note", "lines.0.title", "lines.0.quantity"}


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"3"])
async def test_a_document_that_is_no_object_is_422(content: bytes) -> None:
    assert (await _post(content)).status_code == 422


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "", "application/json; charset=latin-1"],
)
async def test_another_content_type_is_415(content_type: str) -> None:
    answer = await _post(b"{}", {"Content-Type": content_type})

    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; charset=UTF-8", "application/vnd.verone+json"]
)
async def test_json_may_be_announced_in_several_ways(content_type: str) -> None:
    assert (await _post(b"{}", {"Content-Type": content_type})).status_code == 201


async def test_a_body_of_a_mebibyte_passes_and_one_byte_more_does_not() -> None:
    filler = 1024 * 1024 - len(b'{"note": ""}')

    passes = await _post(b'{"note": "' + b"x" * filler + b'"}')
    does_not = await _post(b'{"note": "' + b"x" * (filler + 1) + b'"}')

    assert passes.status_code == 201
    assert (does_not.status_code, does_not.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_body_without_a_length_is_stopped_as_soon_as_it_is_too_large() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 64 * 1024

    async with doorstep() as client:
        answer = await client.post("/things", content=endless(), headers=JSON)

    assert answer.status_code == 413
    assert taken <= 18


@pytest.mark.parametrize("headers", [{}, JSON])
async def test_an_optional_body_may_be_missing_even_when_it_is_announced(headers: dict[str, str]) -> None:
    async with doorstep() as client:
        answer = await client.patch("/things/t-1", headers=headers)

    assert (answer.status_code, answer.json()["thing"]) == (200, {"note": None, "lines": []})


async def test_an_optional_body_of_blanks_is_no_json() -> None:
    async with doorstep() as client:
        answer = await client.patch(
            "/things/t-1", content=b"\t", headers={"Content-Type": "application/json"}
        )

    assert (answer.status_code, answer.json()["code"]) == (400, "MALFORMED_JSON")


async def test_query_parameters_are_read_from_text() -> None:
    async with doorstep() as client:
        answer = await client.get(
            "/things?page=2&status=draft&status[]=paid&status=unpaid,canceled&unknown=1"
        )

    assert answer.json() == {"success": True, "page": 2, "status": ["draft", "unpaid", "canceled", "paid"]}


@pytest.mark.parametrize("value", ["0", "-1", "two", "1.5", "", "9" * 5000, "1001"])
async def test_a_query_parameter_that_is_not_valid_is_422_and_named(value: str) -> None:
    async with doorstep() as client:
        answer = await client.get("/things", params={"page": value})

    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "INVALID_PARAMETER")
    assert told["details"]["fields"][0]["field"] == "page"
