"""
A load generator light enough not to be what is measured.

It keeps *connections* busy, one request at a time each, and reads answers by length: the first answer's
length is every answer's, because the same request is sent over and over.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import uvloop


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One request, said again and again for *seconds* over *connections*."""

    port: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    connections: int = 32
    seconds: float = 3.0

    def wire(self) -> bytes:
        headers = {"Host": f"127.0.0.1:{self.port}", **self.headers}
        if self.body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"{self.method} {self.target} HTTP/1.1\r\n{head}\r\n".encode() + self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    per_second: float
    requests: int


class _Connection(asyncio.Protocol):
    def __init__(
        self, wire: bytes, answered: Callable[[], bool], failed: Callable[[Exception], None]
    ) -> None:
        self._wire = wire
        self._answered = answered
        self._failed = failed
        self._length = 0
        self._received = 0
        self._head = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]  # uvloop's own transport class
        transport.write(self._wire)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if self._received == 0 and not data.startswith(b"HTTP/1.1 20"):
            self._failed(AssertionError(data[:300].decode("latin-1")))
            return
        self._received += len(data)
        if self._length == 0:
            self._head += data
            self._length = _length_of(self._head)
        if self._received == self._length:
            self._received = 0
            assert self._transport is not None
            if self._answered():
                self._transport.write(self._wire)
            else:
                self._transport.close()
        elif self._length and self._received > self._length:
            self._failed(AssertionError("answers of one request differ in length"))


def _length_of(head: bytes) -> int:
    """The whole answer's length, 0 while its head is not complete."""
    end = head.find(b"\r\n\r\n")
    if end < 0:
        return 0
    for line in head[:end].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return end + 4 + int(value)
    raise AssertionError("an answer without a length")


def run(load: Load, *, warm_up_s: float = 0.5) -> Result:
    """Requests answered per second, after a warm-up that is not counted."""
    return uvloop.run(_run(load, warm_up_s))


async def _run(load: Load, warm_up_s: float) -> Result:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    count = 0
    started = time.perf_counter()
    ends = started + warm_up_s + load.seconds
    counted_from: tuple[float, int] | None = None

    def answered() -> bool:
        nonlocal count, counted_from
        count += 1
        now = time.perf_counter()
        if counted_from is None and now - started >= warm_up_s:
            counted_from = (now, count)
        if now >= ends and not done.done():
            done.set_result((now, count))
        return now < ends

    def failed(why: Exception) -> None:
        if not done.done():
            done.set_exception(why)

    wire = load.wire()
    for _ in range(load.connections):
        await loop.create_connection(lambda: _Connection(wire, answered, failed), "127.0.0.1", load.port)
    finished, total = await done
    assert counted_from is not None
    seconds, requests = finished - counted_from[0], total - counted_from[1]
    return Result(per_second=requests / seconds, requests=requests)


def pin(pid: int, core: int) -> None:
    """Keep a process on one core, where the machine has two: client and server shall not fight."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def resident_mb(pid: int) -> float:
    with open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123  - a kernel file
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")
