"""
The innermost skin, there only when `QONTO_RECORD` names a file: writes down what was said, in disguise.

What it is handed goes through `Disguise` at once; what is kept after that is `Safe` or no text at all. A file
that cannot be written ends the recording, never the call.
"""

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx

from contracts.recordings.disguise import Disguise
from contracts.recordings.har import Entry
from contracts.recordings.pseudonyms import Pseudonyms, Safe
from contracts.recordings.writing import HarFile
from gateway.qonto.transport import Exchange, Received

log = logging.getLogger(__name__)

_NO_ANSWER = Safe("no answer")
_NOT_SENT = Safe("not sent")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


class Recorder:
    """An exchange like the one it stands before, and a line in the file for each."""

    def __init__(self, exchange: Exchange, file: HarFile, disguise: Disguise) -> None:
        self._exchange = exchange
        self._file: HarFile | None = file
        self._disguise = disguise

    @classmethod
    def before(cls, exchange: Exchange, path: Path) -> "Recorder":
        """Begins a new file; raises OSError where it cannot."""
        return cls(exchange, HarFile.begin(path), Disguise(Pseudonyms()))

    async def __call__(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, /
    ) -> Received:
        at, began = datetime.now(UTC), time.perf_counter()
        received: Received | None = None
        trouble = _NO_ANSWER
        try:
            received = await self._exchange(method, url, headers, content)
        except httpx.ConnectError:
            trouble = _NOT_SENT
            raise
        finally:
            took_ms = (time.perf_counter() - began) * 1000
            self._write(method, url, headers, content, received, at=at, took_ms=took_ms, trouble=trouble)
        return received

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        received: Received | None,
        *,
        at: datetime,
        took_ms: float,
        trouble: Safe,
    ) -> None:
        if self._file is None:
            return
        disguise = self._disguise
        entry = Entry(
            at=at,
            took_ms=took_ms,
            method=Safe(method if method in _METHODS else "GET"),
            address=disguise.address(url),
            asked_headers=disguise.asked_headers(headers),
            asked=disguise.body(content, headers.get("Content-Type", headers.get("content-type", ""))),
            status=0 if received is None else received.status,
            headers=() if received is None else disguise.answered_headers(received.headers),
            answered=None
            if received is None
            else disguise.body(received.content, received.headers.get("content-type", "")),
            trouble=trouble if received is None else None,
        )
        try:
            self._file.add(entry)
        except OSError as why:
            log.error("QONTO_RECORD: %s; nothing more is recorded", why.strerror or why)  # noqa: TRY400
            self.close()
