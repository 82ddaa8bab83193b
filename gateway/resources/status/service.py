"""Is this still the bank our data belongs to? Asked before every write. And for whoever asks: are we well?"""

from gateway.clock import Clock
from gateway.db import Database, DatabaseRefused
from gateway.errors import Code, GatewayError
from gateway.qonto.client import Qonto
from gateway.resources.bank import upstream as bank
from gateway.resources.status import store
from gateway.resources.status.model import CAUSE_OF, MISCONFIGURATIONS, Binding, Cause, Health, World
from gateway.settings import Settings


async def bind_mode(db: Database, settings: Settings) -> None:
    """At the start: a database made against a mock never meets Qonto, nor the other way round."""
    found = await store.bind_mode(db, settings.qonto_mode)
    if found.mode != settings.qonto_mode:
        raise DatabaseRefused(
            f"DATABASE_URL : cette base a été créée en QONTO_MODE={found.mode}, la passerelle démarre en "
            f"QONTO_MODE={settings.qonto_mode} : indiquez une autre base ou rétablissez le mode."
        )


async def check_world(
    db: Database, qonto: Qonto, settings: Settings, clock: Clock, *, ask: bool = True
) -> None:
    """
    Run before every write. The bank is asked each time, in mock mode: one that was restarted or reset since
    its last answer is another world, and the write itself must not be the call that finds out.

    With *ask* false whoever writes looks for itself, and only a database that belongs nowhere yet is bound.
    """
    async with db.reading() as tx:
        binding = await store.find_binding(tx)
    if not ask and binding is not None and binding.world_id is not None:
        return
    world = await _world(qonto, settings, ask=True)
    if binding is None or binding.world_id is None:
        async with db.transaction() as tx:
            await store.bind_world(tx, world, clock.now())
            binding = await store.find_binding(tx)
    assert binding is not None, "bind_mode runs at the start"
    if not binding.admits(world):
        raise _world_changed(binding, world)


async def show_health(db: Database, qonto: Qonto, settings: Settings) -> Health:
    """Raises UNHEALTHY or MISCONFIGURED with its cause in `details.cause`."""
    try:
        accounts = await bank.list_accounts(qonto)
        world = await _world(qonto, settings, ask=False)
        async with db.reading() as tx:
            binding = await store.find_binding(tx)
        if binding is not None and not binding.admits(world):
            raise _world_changed(binding, world)
    except GatewayError as error:
        raise _unwell(error) from error
    return Health(
        bank_accounts_count=len(accounts),
        edition=qonto.seen.edition if qonto.seen else settings.qonto_edition,
        world_id=world.world_id if settings.mock else None,
    )


async def _world(qonto: Qonto, settings: Settings, *, ask: bool) -> World:
    organization = settings.qonto_organization_id
    if not settings.mock:
        return World(mode="live", world_id=organization, organization=organization)
    if ask:
        await qonto.call("show_organization")
    assert qonto.seen is not None, "in mock mode the client refuses an answer that names no world"
    return World(mode="mock", world_id=qonto.seen.world_id, organization=organization)


def _world_changed(binding: Binding, world: World) -> GatewayError:
    if binding.world_id != world.world_id and world.mode == "mock":
        message = (
            "La banque factice n'est plus celle que cette base connaît (elle a été réinitialisée ou "
            "remplacée) : "
            "rien n'a été écrit. Lancez « make reset » pour repartir à neuf des deux côtés, ou restaurez "
            "son état."
        )
    else:
        message = (
            f"Cette base appartient à l'organisation « {binding.organization} », pas à « "
            f"{world.organization} » : rien n'a "
            "été écrit. Corrigez QONTO_ORGANIZATION_ID ou indiquez une autre base ; en mode mock, « make "
            "reset » repart à neuf."
        )
    return GatewayError(
        Code.WORLD_CHANGED,
        message,
        details={
            "cause": Cause.WORLD_CHANGED,
            "boundWorld": binding.world_id,
            "presentWorld": world.world_id,
        },
    )


def _unwell(error: GatewayError) -> GatewayError:
    cause = CAUSE_OF.get(error.code, Cause.UPSTREAM)
    if cause is Cause.UNREACHABLE and error.details.get("cause") == Cause.TIMEOUT:
        cause = Cause.TIMEOUT
    misconfigured = cause in MISCONFIGURATIONS
    return GatewayError(
        Code.MISCONFIGURED if misconfigured else Code.UNHEALTHY,
        error.message,
        internal=error.internal,
        details={**error.details, "cause": cause, "code": error.code},
        headers=error.headers,
    )
