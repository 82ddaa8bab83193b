"""
What a bank is told before it starts: the environment and `.env.local`, then the command line.

Rule 1: a word that is wrong stops the start with one line that names the variable or the option.
Rule 2: what nobody said is None here, so that a bank that reads its state back keeps what it had.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

EDITIONS = ("guide", "2026-11")
RATE_LIMITS = ("edition", "off")
FIXTURES = ("empty", "verone_demo", "busy")
CLOCKS = ("real", "manual")
LOG_LEVELS = ("debug", "info", "warning", "error")
ENV_FILE = ".env.local"

HOST = "127.0.0.1"
PORT = 8081
CONTROL_PORT = 8082
ORGANIZATION = "verone-4819"
EDITION = "guide"
RATE_LIMIT = "edition"
FIXTURE = "verone_demo"


class Misconfigured(Exception):
    """A setting that is missing, wrong or contradicts another; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWish:
    """The clock asked for: real, or held by hand (*at* an instant, or wherever it stands)."""

    mode: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Everything `mock-qonto serve` needs to know. None: nobody said."""

    organization: str = ORGANIZATION
    api_key: str | None = field(default=None, repr=False)
    """The only key the default world accepts; None accepts any that is not empty. Never logged or kept."""
    edition: str | None = None
    rate_limit: str | None = None
    clock: ClockWish | None = None
    fixture: str | None = None
    host: str = HOST
    port: int = PORT
    control_host: str | None = None
    """None: the same as *host*."""
    control_port: int = CONTROL_PORT
    state: Path | None = None
    recording: Path | None = None
    """A HAR file that a new bank begins from."""
    allow_remote: bool = False
    log_level: str = "warning"


def environment(folder: Path | None = None) -> dict[str, str]:
    """What the process was told, over what `.env.local` of *folder* (here) says; empty words are no words."""
    path = (folder or Path.cwd()) / ENV_FILE
    kept = {name: value for name, value in _words_of(path).items() if value} if path.is_file() else {}
    return kept | {name: value for name, value in os.environ.items() if value}


def read_settings(env: Mapping[str, str]) -> ServerSettings:
    """The settings that variables alone give."""
    return ServerSettings(
        organization=_organization(env.get("QONTO_ORGANIZATION_ID", ORGANIZATION)),
        api_key=env.get("MOCK_API_KEY"),
        edition=_one_of("QONTO_EDITION", env.get("QONTO_EDITION"), EDITIONS),
        rate_limit=_one_of("MOCK_RATE_LIMIT", env.get("MOCK_RATE_LIMIT"), RATE_LIMITS),
    )


def read_clock(text: str) -> ClockWish:
    """`real`, `manual` or `manual=2026-03-02T09:00:00Z`."""
    mode, equals, instant = text.partition("=")
    if mode not in CLOCKS or (equals and mode == "real"):
        raise Misconfigured(f"--clock must be real, manual or manual=<instant>, not {text!r}")
    if not equals:
        return ClockWish(mode=mode)
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        raise Misconfigured(
            f"--clock {text}: {instant!r} is not an instant; write it like manual=2026-03-02T09:00:00Z"
        ) from None
    return ClockWish(mode=mode, at=at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))


def check_loopback(option: str, host: str, *, allow_remote: bool) -> None:
    """A bank without real credentials is nobody else's business, unless somebody insists."""
    if not (allow_remote or is_loopback(host)):
        raise Misconfigured(
            f"{option} {host} is not a loopback address: this bank lets in whoever knocks. "
            "Add --allow-remote if that is meant"
        )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _words_of(path: Path) -> Mapping[str, str | None]:
    # Most starts have no such file, and would pay for its reader.
    from dotenv import dotenv_values  # noqa: PLC0415  - see above

    return dotenv_values(path)


def _one_of(variable: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    if value is not None and value not in allowed:
        raise Misconfigured(f"{variable} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _organization(slug: str) -> str:
    # The Authorization header is `<slug>:<key>`: a colon would end the slug early.
    if ":" in slug or not slug.isascii() or not slug.isprintable() or slug != slug.strip():
        raise Misconfigured(
            f"QONTO_ORGANIZATION_ID must be a slug without colons or spaces around it, not {slug!r}"
        )
    return slug
