"""
The skin that notes who answered: the bank's hour, its world and edition, or nothing of the kind.

In mock mode an answer that does not say it is the mock's is refused: an offline key and a test order have no
business at the real Qonto.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from gateway.clock import Clock
from gateway.qonto.call import Seen
from gateway.qonto.errors import Failure, Trouble
from gateway.qonto.transport import Received

IDENTITY = "x-mock-qonto"
_FIELD = re.compile(r';\s*(\w+)="([^"]*)"')


class Observer:
    """Reads `X-Mock-Qonto` and `Date` of every answer; what the last answer said too is not parsed again."""

    __slots__ = ("_clock", "_date", "_date_said", "_host", "_identity", "_mock", "seen")

    def __init__(self, *, mock: bool, host: str, clock: Clock) -> None:
        self._mock = mock
        self._host = host
        self._clock = clock
        self._identity: str | None = None
        self._date_said: str | None = None
        self._date: datetime | None = None
        self.seen: Seen | None = None

    def observe(self, received: Received) -> None:
        if not self._mock:
            return
        identity = received.headers.get(IDENTITY)
        if identity is None:
            internal = f"no {IDENTITY} in a {received.status} of {self._host}"
            raise Failure(Trouble.FOREIGN, internal, status=received.status)
        if identity != self._identity:
            self.seen = parse_identity(identity)
            self._identity = identity
        said = received.headers.get("date")
        if said != self._date_said:
            self._date_said, self._date = said, _parsed(said)
        if self._date is not None:
            self._clock.observe(self._date)


def parse_identity(header: str) -> Seen:
    """`<version>; world="<nonce>"; edition="guide"; absent="<operation>,..."` (contracts/control.yaml)."""
    fields = dict(_FIELD.findall(header))
    return Seen(
        version=header.partition(";")[0].strip(),
        world_id=fields.get("world", ""),
        edition=fields.get("edition", ""),
        absent=frozenset(name for name in fields.get("absent", "").split(",") if name),
        unlimited=fields.get("limits") == "off",
    )


def _parsed(header: str | None) -> datetime | None:
    if header is None:
        return None
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return date if date.tzinfo is not None else None
