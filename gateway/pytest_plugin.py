"""
The gateway as a pytest fixture: `qonto_gateway`, over the bank's `qonto_world`, which it knows by name only.

Every pytest run of a machine that has this package loads this module, so it imports next to nothing; the
gateway itself is imported when the fixture is asked for.
"""

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gateway.testing import QontoGateway, Seeded


@pytest.fixture
def qonto_gateway(
    qonto_world: Any,
    qonto_gateway_seeded: "Seeded",
    qonto_gateway_settings: Mapping[str, Any],
    tmp_path: Path,
) -> "Iterator[QontoGateway]":
    """A gateway over this test's world, in process, with a throw-away database: an HTTP client to it."""
    testing = importlib.import_module("gateway.testing")
    path = tmp_path / "qonto-gateway.db"
    with testing.gateway_over(qonto_world, qonto_gateway_seeded, path, qonto_gateway_settings) as gateway:
        yield gateway


@pytest.fixture
def qonto_gateway_settings() -> Mapping[str, Any]:
    """To be overridden by who wants other settings: `{"gateway_confirmation": "dialog"}`."""
    return {}


@pytest.fixture(scope="session")
def qonto_gateway_seeded(qonto_bank: Any, tmp_path_factory: pytest.TempPathFactory) -> "Seeded":
    """The database that every test's own is copied from."""
    testing = importlib.import_module("gateway.testing")
    seeded: Seeded = testing.seed(qonto_bank.house, tmp_path_factory.mktemp("qonto") / "seeded.db")
    return seeded
