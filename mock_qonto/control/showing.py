"""How worlds and what happens in them are shown on the control plane."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.messages import Event
from mock_qonto.kernel.world import World
from mock_qonto.web.rendering import instant


def world_shown(bank: Bank, world: World) -> dict[str, Any]:
    settings = world.settings
    return {
        "slug": world.slug,
        "world": world.nonce,
        "default": world is bank.default_world,
        "edition": settings.edition,
        "fixture": world.birth.fixture,
        "rate_limit": settings.rate_limit,
        "clock": {"mode": world.clock.mode, "now": instant(world.clock.now)},
        "records": sum(len(table) for table in world.tables.values()),
    }


def credentials_shown(bank: Bank, world: World, key: str) -> dict[str, Any]:
    """A world with its key, which is shown this once: only its digest is kept."""
    return {**world_shown(bank, world), "api_key": key, "authorization": f"{world.slug}:{key}"}


def events_shown(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [
        {
            "event": type(event).__name__,
            "id": event.id,
            "at": instant(event.at),
            "data": {
                field.name: plain(getattr(event, field.name))
                for field in fields(event)
                if field.name not in {"id", "at"}
            },
        }
        for event in events
    ]


def plain(value: Any) -> Any:  # noqa: PLR0911  - one answer a type
    """Any value of the engine's as JSON can say it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Decimal | date | timedelta):
        return str(value)
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(below) for name, below in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(below) for below in value]
    return value
