"""
Where OAuth's rotating tokens are kept: one file, for all workers of one machine.

Rule 1: whoever loses the newest refresh token is locked out until a person consents again. So a place for it
        is made, and proven to take it, before it is asked for; it is on the disk before it is used.
Rule 2: nobody else reads it: made with mode 0600, refused with any other or of another owner.
Rule 3: who changes it holds the lock beside it.
"""

import asyncio
import contextlib
import json
import os
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

if sys.platform != "win32":
    import fcntl

_MODE: Final = 0o600
_OTHERS: Final = 0o077
_RESERVED_BYTES: Final = 16 * 1024
_TURN_S: Final = 0.05
_TURNS_MAX: Final = 1800


class TokenFileRefused(Exception):
    """The message is one French sentence that names the variable and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """*seed* tells from which `QONTO_REFRESH_TOKEN` these descend. None of it is ever shown."""

    access: str | None = field(repr=False)
    refresh: str = field(repr=False)
    ends_at: datetime | None = None
    seed: str = field(default="", repr=False)

    def ended(self, now: datetime) -> bool:
        return self.access is None or (self.ends_at is not None and now >= self.ends_at)


class TokenFile:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = path.with_name(path.name + ".new")

    def read(self) -> Tokens | None:
        """None where there is no file yet. Raises TokenFileRefused."""
        return self._read(self._path)

    @asynccontextmanager
    async def held(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> AsyncIterator[None]:
        """
        One holder at a time, among all processes. Asked again and again instead of waited for in a thread: a
        thread that nobody waits for any more would take the lock and keep it.
        """
        if sys.platform == "win32":
            raise TokenFileRefused("QONTO_CLIENT_ID : le renouvellement OAuth demande Linux ou macOS.")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._path.with_name(self._path.name + ".lock"), os.O_RDWR | os.O_CREAT, _MODE)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            for _ in range(_TURNS_MAX):
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                await sleep(_TURN_S)
            else:
                raise TokenFileRefused(
                    f"QONTO_TOKEN_FILE : un autre processus tient {self._path} depuis trop longtemps : "
                    "arrêtez-le, puis réessayez."
                )
            self._recover()
            yield
        finally:
            os.close(lock)  # and with it the lock

    @contextmanager
    def place(self) -> Iterator[Callable[[Tokens], None]]:
        """Room on the disk, made before it is needed; yields what fills it. Raises TokenFileRefused."""
        try:
            self._new.unlink(missing_ok=True)
            made = os.open(self._new, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE)
        except OSError as error:
            raise self._unusable(error) from error
        written = False
        try:
            with open(made, "r+b", buffering=0) as file:  # noqa: PTH123  - a descriptor, not a path

                def fill(tokens: Tokens) -> None:
                    nonlocal written
                    _write(file, _bytes_of(tokens))
                    written = True
                    self._new.replace(self._path)
                    _sync_folder(self._path.parent)

                _write(file, b" " * _RESERVED_BYTES)
                yield fill
        except OSError as error:
            raise self._unusable(error) from error
        finally:
            if not written:
                self._new.unlink(missing_ok=True)

    def _recover(self) -> None:
        """Who died between writing the new tokens and naming them has left them there: the newest."""
        try:
            left = self._read(self._new)
        except TokenFileRefused:
            return  # room that was made, and never filled
        if left is None:
            return
        try:
            self._new.replace(self._path)
        except OSError as error:
            raise self._unusable(error) from error

    def _read(self, path: Path) -> Tokens | None:
        try:
            opened = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(error) from error
        with open(opened, "rb") as file:  # noqa: PTH123  - a descriptor, not a path
            found = os.fstat(file.fileno())
            ours = sys.platform == "win32" or found.st_uid == os.geteuid()
            if not stat.S_ISREG(found.st_mode) or found.st_mode & _OTHERS or not ours:
                raise TokenFileRefused(
                    f"QONTO_TOKEN_FILE : d'autres peuvent lire {path} : chmod 600 {path} (et le compte qui "
                    "fait tourner la passerelle pour propriétaire), puis changez de jeton s'ils l'ont lu."
                )
            return self._parsed(file.read())

    def _parsed(self, content: bytes) -> Tokens:
        try:
            told = json.loads(content)
            ends_at = None if told["ends_at"] is None else datetime.fromisoformat(told["ends_at"])
            return Tokens(
                access=told["access_token"], refresh=told["refresh_token"], ends_at=ends_at, seed=told["seed"]
            )
        except (ValueError, KeyError, TypeError):
            # Without the text of it: it may be half of a token.
            raise TokenFileRefused(
                f"QONTO_TOKEN_FILE : {self._path} est illisible : supprimez-le et donnez un nouveau "
                "QONTO_REFRESH_TOKEN."
            ) from None

    def _unusable(self, error: OSError) -> TokenFileRefused:
        return TokenFileRefused(
            f"QONTO_TOKEN_FILE : impossible d'utiliser {self._path} ({error.strerror}) : vérifiez le chemin, "
            "les droits et la place sur le disque."
        )


def seed_of(refresh_token: str) -> str:
    return sha256(refresh_token.encode()).hexdigest()


def _bytes_of(tokens: Tokens) -> bytes:
    told = {
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "ends_at": None if tokens.ends_at is None else tokens.ends_at.isoformat(),
        "seed": tokens.seed,
    }
    return json.dumps(told).encode()


def _write(file: IO[bytes], content: bytes) -> None:
    file.seek(0)
    file.write(content)
    file.truncate()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
