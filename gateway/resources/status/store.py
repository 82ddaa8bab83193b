"""The one row that says whose data this is."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from gateway.db import Database, Tx
from gateway.db.tables import world_binding
from gateway.resources.status.model import Binding, World

_COLUMNS = world_binding.c


async def find_binding(tx: Tx) -> Binding | None:
    row = (await tx.execute(select(world_binding))).mappings().one_or_none()
    if row is None:
        return None
    return Binding(
        mode=row["mode"],
        world_id=row["world_id"],
        organization=row["organization"],
        bound_at=row["bound_at"],
    )


async def bind_mode(db: Database, mode: str) -> Binding:
    """The mode a database is made in stays its mode. Who comes second finds what the first has written."""
    async with db.reading() as tx:
        found = await find_binding(tx)
    if found is None:
        with suppress(IntegrityError):  # another process was first
            async with db.transaction() as tx:
                await tx.execute(insert(world_binding).values(id=1, mode=mode))
        async with db.reading() as tx:
            found = await find_binding(tx)
    assert found is not None
    return found


async def bind_world(tx: Tx, world: World, now: datetime) -> None:
    """Only an unbound database is bound: of two first writers one wins, and both read the winner's row."""
    await tx.execute(
        update(world_binding)
        .where(_COLUMNS.id == 1, _COLUMNS.world_id.is_(None), _COLUMNS.mode == world.mode)
        .values(world_id=world.world_id, organization=world.organization, bound_at=now)
    )
