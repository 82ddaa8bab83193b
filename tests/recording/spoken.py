"""A recorder before somebody who answers what a test wants, and the file it writes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson

from contracts.recordings.disguise import Disguise
from contracts.recordings.pseudonyms import Pseudonyms
from contracts.recordings.writing import HarFile
from gateway.qonto.recording import Recorder
from gateway.qonto.transport import Received

BANK = "http://127.0.0.1:8081"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A request, and its answer: None is a connection that broke."""

    method: str = "GET"
    url: str = f"{BANK}/v2/organization"
    asked_headers: Mapping[str, str] | None = None
    asked: Any = None
    status: int = 200
    headers: Mapping[str, str] | None = None
    answered: Any = None
    lost: bool = False


def record(path: Path, *said: Said, key: bytes | None = None) -> list[dict[str, Any]]:
    """The entries of the file after all of *said*."""
    asyncio.run(_record(path, said, key))
    entries: list[dict[str, Any]] = orjson.loads(path.read_bytes())["log"]["entries"]
    return entries


async def _record(path: Path, said: tuple[Said, ...], key: bytes | None) -> None:
    waiting = iter(said)

    async def answer(*_: Any) -> Received:
        one = next(waiting)
        if one.lost:
            raise httpx.ReadError("gone")
        return Received(
            status=one.status,
            headers=httpx.Headers(JSON if one.headers is None else one.headers),
            content=_bytes(one.answered),
        )

    recorder = Recorder(answer, HarFile.begin(path), Disguise(Pseudonyms(key)))
    for one in said:
        headers = {**JSON, **(one.asked_headers or {})}
        try:
            await recorder(one.method, one.url, headers, _bytes(one.asked) or None)
        except httpx.ReadError:
            assert one.lost
    recorder.close()


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else orjson.dumps(body)


def answered(entry: dict[str, Any]) -> Any:
    return orjson.loads(entry["response"]["content"]["text"])


def asked(entry: dict[str, Any]) -> Any:
    return orjson.loads(entry["request"]["postData"]["text"])
