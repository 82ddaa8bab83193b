"""All there is to say about a bank, as plain values: two banks with the same picture are the same bank."""

import shutil
from pathlib import Path
from typing import Any

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import Snapshot, World


def picture(bank: Bank) -> dict[str, Any]:
    return {slug: _world(world) for slug, world in bank.worlds.items()}


def copy_of(path: Path, to: Path) -> Path:
    """The file as a kill at this moment would leave it: nothing is closed, nothing is tidied up."""
    for suffix in ("", "-wal"):
        if (part := path.with_name(path.name + suffix)).exists():
            shutil.copyfile(part, to.with_name(to.name + suffix))
    return to


def _world(world: World) -> dict[str, Any]:
    return {
        "nonce": world.nonce,
        "signing key": world.signing_key,
        "seed": world.seed,
        "birth": world.birth,
        "snapshots": [(name, _held(snapshot)) for name, snapshot in world.snapshots.items()],
        **_held(world.snapshot()),
    }


def _held(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "settings": snapshot.settings,
        "clock": snapshot.clock,
        "ids": snapshot.ids,
        "records": {kind.__name__: list(table) for kind, table in snapshot.tables.items() if table},
        "agenda": snapshot.agenda.waiting(),
    }
