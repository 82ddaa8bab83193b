"""A form is read as it arrives, and refused as soon as there is a reason to."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from gateway.web import Access, Operation, reply
from gateway.web.multipart import AROUND_BYTES_MAX, read_multipart
from tests.gateway.web.doorstep import doorstep

pytestmark = pytest.mark.anyio
LIMIT = 1000
TYPE = "multipart/form-data; boundary=edge"


async def upload_thing(request: Request) -> Response:
    form = await read_multipart(
        request, texts=frozenset({"note"}), files=frozenset({"file"}), file_bytes_max=LIMIT
    )
    files = {name: [file.name, file.declared_type, len(file.content)] for name, file in form.files.items()}
    return reply(200, {"texts": dict(form.texts), "files": files})


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    operation = Operation("upload_thing", "POST", "/things", upload_thing, Access.WRITE)
    async with doorstep(operations=(operation,)) as browser:
        yield browser


def part(name: str, content: bytes, *more: str, file: str | None = None) -> bytes:
    named = f'form-data; name="{name}"' + ("" if file is None else f'; filename="{file}"')
    head = "\r\n".join((f"Content-Disposition: {named}", *more))
    return b"--edge\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--edge--\r\n"


async def send(client: httpx.AsyncClient, content: Any, content_type: str = TYPE) -> httpx.Response:
    return await client.post("/things", content=content, headers={"Content-Type": content_type})


async def bit_by_bit(content: bytes, size: int = 1) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def refusal(response: httpx.Response) -> tuple[int, str, list[str]]:
    said = response.json()
    return response.status_code, said["code"], [one["field"] for one in said["details"].get("fields", ())]


WHOLE = form(
    part("note", "été".encode()), part("file", b"x" * LIMIT, "Content-Type: image/png", file="à.png")
)
READ = {"texts": {"note": "été"}, "files": {"file": ["à.png", "image/png", LIMIT]}}


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
async def test_however_it_is_cut_it_reads_the_same(client: httpx.AsyncClient, size: int) -> None:
    answer = await send(client, bit_by_bit(WHOLE, size))

    assert (answer.status_code, {key: answer.json()[key] for key in READ}) == (200, READ)


async def test_a_quoted_boundary_is_the_same(client: httpx.AsyncClient) -> None:
    assert (await send(client, WHOLE, 'Multipart/Form-Data; boundary="edge"')).status_code == 200


async def test_what_is_missing_is_left_to_the_caller(client: httpx.AsyncClient) -> None:
    answer = await send(client, form())

    assert (answer.json()["texts"], answer.json()["files"]) == ({}, {})


async def test_the_byte_after_the_last_is_too_much(client: httpx.AsyncClient) -> None:
    answer = await send(client, form(part("file", b"x" * (LIMIT + 1), file="a")))

    assert refusal(answer)[:2] == (413, "PAYLOAD_TOO_LARGE")
    assert answer.json()["details"]["bytesMax"] == LIMIT


async def test_what_is_announced_as_too_large_is_not_read(client: httpx.AsyncClient) -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(3):
            read.append(1)
            yield b"x"

    headers = {"Content-Type": TYPE, "Content-Length": str(LIMIT + AROUND_BYTES_MAX + 1)}
    answer = await client.post("/things", content=endless(), headers=headers)

    assert refusal(answer)[:2] == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(b"--edge\r\n" + b"x" * (LIMIT + AROUND_BYTES_MAX), id="a header without end"),
        pytest.param(b"\r\n" * (LIMIT + AROUND_BYTES_MAX), id="blanks before the form"),
        pytest.param(form(part("file", b"", file="a")) + b"x" * (LIMIT + AROUND_BYTES_MAX), id="after it"),
    ],
)
async def test_what_stands_around_the_file_has_its_limit_too(client: httpx.AsyncClient, flood: bytes) -> None:
    answer = await send(client, bit_by_bit(flood, 4096))

    assert answer.status_code in {400, 413}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ((part("note", b"a"), part("note", b"b")), "note"),
        ((part("file", b"a", file="a"), part("file", b"b", file="b")), "file"),
        ((part("other", b"a"),), "other"),
        ((part("file", b"not a file"),), "file"),
        ((part("note", b"a", file="a.txt"),), "note"),
        ((part("note", b"\xff\xfe"),), "note"),
        ((part("note", b"a\x00b"),), "note"),
        ((part("note", b"a" * 2000),), "note"),
    ],
    ids=["twice", "two files", "unknown", "no file", "no text", "no UTF-8", "a nul", "too long"],
)
async def test_a_field_that_is_wrong_is_named(
    client: httpx.AsyncClient, parts: tuple[bytes, ...], field: str
) -> None:
    answer = await send(client, form(*parts))

    assert refusal(answer) == (422, "INVALID", [field])


def broken() -> Iterator[Any]:
    yield pytest.param(WHOLE[:-10], TYPE, id="broken off before its end")
    yield pytest.param(WHOLE[: len(WHOLE) // 2], TYPE, id="broken off in a file")
    yield pytest.param(b"", TYPE, id="nothing")
    yield pytest.param(WHOLE, "multipart/form-data; boundary=other", id="another boundary")
    yield pytest.param(WHOLE, "multipart/form-data", id="no boundary")
    yield pytest.param(WHOLE, "multipart/form-data; boundary=", id="an empty boundary")
    yield pytest.param(WHOLE, "multipart/form-data; boundary=" + "e" * 300, id="an endless boundary")
    yield pytest.param(b"--edge\r\n\r\nx\r\n--edge--\r\n", TYPE, id="a part without a name")
    yield pytest.param(
        form(part("file", b"eA==", "Content-Transfer-Encoding: base64", file="a")), TYPE, id="an encoding"
    )
    yield pytest.param(form(part("note", b"x", *[f"X-{n}: 1" for n in range(50)])), TYPE, id="fifty headers")
    yield pytest.param(
        b'--edge\r\nContent-Disposition: attachment; name="note"\r\n\r\nx\r\n--edge--\r\n',
        TYPE,
        id="no form-data",
    )


@pytest.mark.parametrize(("content", "content_type"), [*broken()])
async def test_what_is_no_whole_form_is_refused(
    client: httpx.AsyncClient, content: bytes, content_type: str
) -> None:
    answer = await send(client, content, content_type)

    assert refusal(answer)[:2] == (400, "MALFORMED_FORM")


@pytest.mark.parametrize("content_type", ["", "text/plain", "multipart/mixed; boundary=edge", "image/png"])
async def test_another_type_is_415(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await send(client, WHOLE, content_type)

    assert refusal(answer)[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert answer.headers["accept"] == "multipart/form-data"
