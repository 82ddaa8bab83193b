"""Everything one organization of the bank holds. Worlds never see one another."""

import copy
from collections.abc import Callable, Hashable, Mapping
from dataclasses import field, replace
from typing import Any, TypeVar

from mock_qonto.kernel.clock import Agenda, Clock, ClockState, Ids, key, nonce
from mock_qonto.kernel.records import Record, Table
from mock_qonto.values import value

R = TypeVar("R", bound=Record)

BASE_URL = "http://127.0.0.1:8081"

Indexes = Mapping[type[Record], Mapping[str, Callable[[Any], Hashable]]]


@value
class Settings:
    """
    What a test may turn in one world.

    *switches* are the named quirks (behaviour that the documents leave open or that the real bank
    shows against its own documents) and the delays in seconds; *capabilities* overrides single
    operations: present, absent-edge, absent-routed, 401 or 403.
    """

    edition: str
    key_digest: str | None
    """SHA-256 of the API key, which itself is never kept. None (the default world) accepts any key."""
    rate_limit: str = "edition"
    switches: Mapping[str, Any] = field(default_factory=dict)
    capabilities: Mapping[str, str] = field(default_factory=dict)


@value
class Birth:
    """How a world began, so that it can begin again."""

    fixture: str
    settings: Settings
    clock: ClockState


@value
class Snapshot:
    """A world at one moment, as a value."""

    settings: Settings
    clock: ClockState
    ids: int
    tables: Mapping[type[Record], Table[Any]]
    agenda: Agenda


class World:
    """
    Records, time, chance and settings of one organization.

    *nonce* names this life of the world: birth, reset and restore each give a new one, so that whoever
    keeps copies elsewhere notices that the bank is not the one they knew. *version* counts what changes
    how records are shown. *base_url* is where signed links lead.
    """

    def __init__(
        self,
        *,
        slug: str,
        settings: Settings,
        indexes: Indexes,
        clock: ClockState,
        seed: str,
        fixture: str = "empty",
    ) -> None:
        self.slug = slug
        self.birth = Birth(fixture=fixture, settings=settings, clock=clock)
        self.newborn: Snapshot | None = None
        """The world as its fixture left it, where that is still known."""
        self.settings = settings
        self.seed = seed
        self.clock = Clock(clock)
        self.ids = Ids(seed)
        self.agenda = Agenda()
        self.nonce = nonce()
        self.signing_key = key()
        self.version = 0
        self.base_url = BASE_URL
        self.snapshots: dict[str, Snapshot] = {}
        self._indexes = indexes
        self._tables: dict[type[Record], Table[Any]] = {}

    def table(self, kind: type[R]) -> Table[R]:
        found = self._tables.get(kind)
        if found is None:
            found = self._tables[kind] = Table(self._indexes.get(kind, {}))
        return found

    def find(self, kind: type[R], id: str) -> R | None:
        return self.table(kind).find(id)

    def all(self, kind: type[R]) -> list[R]:
        return list(self.table(kind))

    def kinds(self) -> tuple[type[Record], ...]:
        return tuple(self._tables)

    @property
    def tables(self) -> Mapping[type[Record], Table[Any]]:
        return self._tables

    def switch(self, name: str) -> Any:
        return self.settings.switches[name]

    def change(self, **settings: Any) -> None:
        """Turn settings of the world; how its records are shown may change with them."""
        self.settings = replace(self.settings, **settings)
        self.version += 1

    def renew(self) -> None:
        """Begin another life: links signed before are dead, whoever mirrors this world must notice."""
        self.nonce = nonce()
        self.signing_key = key()
        self.version += 1

    def begin_again(self) -> None:
        """Be born once more: no records, the hour and the settings of the birth, under a new nonce."""
        # Credentials are no part of what happened: a key that was revoked stays revoked.
        self.settings = replace(self.birth.settings, key_digest=self.settings.key_digest)
        self.clock = Clock(self.birth.clock)
        self.ids = Ids(self.seed)
        self._tables = {}
        self.agenda = Agenda()
        self.renew()

    def as_it_was(self, snapshot: Snapshot) -> "World":
        """A reader's view of the past: the records of *snapshot*, everything else as it is now."""
        past = copy.copy(self)
        past._tables = {  # noqa: SLF001  - the same class
            kind: table.copy() for kind, table in snapshot.tables.items()
        }
        past.agenda = Agenda()
        return past

    def snapshot(self) -> Snapshot:
        return Snapshot(
            settings=self.settings,
            clock=self.clock.state,
            ids=self.ids.count,
            tables={kind: table.copy() for kind, table in self._tables.items()},
            agenda=self.agenda.copy(),
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Become what the world was at *snapshot*, under a new nonce and with today's key."""
        self.settings = replace(snapshot.settings, key_digest=self.settings.key_digest)
        self.clock = Clock(snapshot.clock)
        self.ids = Ids(self.seed, snapshot.ids)
        self._tables = {kind: table.copy() for kind, table in snapshot.tables.items()}
        self.agenda = snapshot.agenda.copy()
        self.renew()

    def fork(self, slug: str, *, key_digest: str) -> "World":
        """A twin that goes its own way: same records and hour, its own credentials and nonce."""
        twin = World(
            slug=slug, settings=self.settings, indexes=self._indexes, clock=self.clock.state, seed=self.seed
        )
        twin.restore(self.snapshot())
        twin.change(key_digest=key_digest)
        twin.birth, twin.newborn = self.birth, self.newborn
        twin.base_url = self.base_url
        return twin
