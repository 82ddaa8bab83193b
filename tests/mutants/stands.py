"""Where mutants are hunted: both sides in one process, composed anew at the roots for every hunt."""

import shutil
import tempfile
from asyncio import run
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx
from anyio.from_thread import start_blocking_portal

from contracts.suite.dialect import load_dialect
from contracts.suite.stages import BankStage, GatewayStage
from gateway import app as gateway_root
from gateway.settings import Settings
from tests.machines.door import plain_bank
from tests.suite.in_process import BANK_KEY, Waiting, a_bank

_DATABASE = "gateway.db"


@contextmanager
def at_the_bank(edition: str) -> Iterator[BankStage]:
    parts = plain_bank(edition)
    with start_blocking_portal() as portal, a_bank(portal, parts.bank, parts.faults, parts.app) as there:
        yield BankStage(http=there.bank, edition=edition, authorization=BANK_KEY, control=there.control)


@contextmanager
def at_the_gateway(edition: str) -> Iterator[GatewayStage]:
    parts = plain_bank(edition)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / _DATABASE
        shutil.copyfile(_template(), database)
        settings = _settings(database, edition)
        # Asked of the module: what a patch has put there is what gets built.
        gateway = gateway_root.build_app(settings, transport=httpx.ASGITransport(parts.app))
        with (
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(gateway.running()),
            a_bank(portal, parts.bank, parts.faults, parts.app) as there,
            httpx.Client(transport=Waiting(portal, gateway), base_url="http://127.0.0.1:8080") as http,
        ):
            stage = GatewayStage(http=http, edition=edition, dialect=load_dialect(), control=there.control)
            with stage.held():
                yield stage


def _settings(database: Path, edition: str) -> Settings:
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{database}",
            "qonto_edition": edition,
            "qonto_rate_limit_per_minute": 0,
        }
    )


def prepare() -> None:
    """Make, before anything is sabotaged, what every gateway begins with."""
    _template()


@cache
def _template() -> Path:
    """A migrated database with the demonstration's orders, which belongs to no bank yet."""
    database = Path(_folder().name) / _DATABASE
    run(_start_once(database))
    return database


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Gone with the process."""
    return tempfile.TemporaryDirectory(prefix="qonto-mutants-")


async def _start_once(database: Path) -> None:
    settings = _settings(database, "guide")
    async with gateway_root.build_app(settings).running():
        pass
