"""
A HAR file that is whole after every exchange.

Each new entry is written over the closing brackets, together with new ones, in one call: whoever kills the
process loses the exchange that was under way and no other. One entry is one line, so that even a file whose
last line was torn (the power went) is read back up to there.
"""

import os
from pathlib import Path

import orjson

from contracts.recordings.har import CREATOR, Entry, as_har

OPENING = b'{"log":{"version":"1.2","creator":' + orjson.dumps(CREATOR) + b',"entries":['
_CLOSING = b"\n]}}\n"
_NAMES_MAX = 1000


class HarFile:
    """Open for as long as entries may come."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self.path = path
        self._descriptor = descriptor
        self._end = 0
        self._count = 0
        self._put(OPENING)

    @classmethod
    def begin(cls, wished: Path) -> "HarFile":
        """A new file of that name, or the next free one like it: nothing is ever overwritten."""
        wished.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(_NAMES_MAX):
            path = free_name(wished)
            try:
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            except FileExistsError:
                continue
            return cls(descriptor, path)
        raise FileExistsError(f"{wished} and many more like it exist")

    def add(self, entry: Entry) -> None:
        comma = b"," if self._count else b""
        self._put(comma + b"\n" + orjson.dumps(as_har(entry)))
        self._count += 1

    def close(self) -> None:
        os.close(self._descriptor)

    def _put(self, more: bytes) -> None:
        written = os.pwrite(self._descriptor, more + _CLOSING, self._end)
        if written < len(more) + len(_CLOSING):
            os.ftruncate(self._descriptor, self._end)
            os.pwrite(self._descriptor, _CLOSING, self._end)
            raise OSError(f"{self.path}: no room for another exchange")
        self._end += len(more)


def free_name(wished: Path) -> Path:
    """`file.har`, or the first of `file-2.har`, `file-3.har`... that nobody has taken."""
    if not wished.exists():
        return wished
    numbered = (wished.with_stem(f"{wished.stem}-{number}") for number in range(2, _NAMES_MAX))
    return next((path for path in numbered if not path.exists()), wished)


def unwritable(wished: Path) -> str | None:
    """Why no recording can be begun there; None: it can. It is tried, and nothing of the trial is left."""
    try:
        trial = HarFile.begin(wished)
    except OSError as why:
        return why.strerror or str(why)
    trial.close()
    trial.path.unlink()
    return None
