"""
The bank as pytest fixtures: `qonto_bank`, `qonto_world`, `qonto_clock`.

Every pytest run of a machine that has this package loads this module, so it imports next to nothing; the bank
itself is imported when a fixture is asked for.
"""

import hashlib
import importlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_qonto.testing import QontoBank, QontoClock, QontoWorld

MARKER = "qonto"
TURNED = ("edition", "fixture", "now")
"""What the marker and, as `qonto_edition`, ..., the ini file may say of a world."""
DEFAULTS = {"edition": "guide", "fixture": "empty", "now": "2026-02-19T09:00:00Z"}
_WORDS_LENGTH = 40


def pytest_addoption(parser: pytest.Parser) -> None:
    for name, meaning in (
        ("edition", "guide or 2026-11"),
        ("fixture", "what is in a world from the start: empty, verone_demo or busy"),
        ("now", "the hour at which a world's clock is held"),
    ):
        parser.addini(f"qonto_{name}", f"{meaning} (default: {DEFAULTS[name]})", default=DEFAULTS[name])


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        'qonto(edition="2026-11", fixture="verone_demo", now="2026-03-02T09:00:00Z"): the world that '
        "qonto_world gives this test; each word may be left out",
    )


@pytest.fixture(scope="session")
def qonto_bank(pytestconfig: pytest.Config) -> "Iterator[QontoBank]":
    """The bank of this session, in process; `qonto_bank.url` starts a real server for it."""
    testing = importlib.import_module("mock_qonto.testing")
    with testing.open_bank(**{name: pytestconfig.getini(f"qonto_{name}") for name in TURNED}) as bank:
        yield bank


@pytest.fixture
def qonto_world(qonto_bank: "QontoBank", request: pytest.FixtureRequest) -> "Iterator[QontoWorld]":
    """A bank of this test's own: nobody else is in it, and it is gone afterwards."""
    with qonto_bank.open_world(_slug(request.node.nodeid), **_wishes(request.node)) as world:
        yield world


@pytest.fixture
def qonto_clock(qonto_world: "QontoWorld") -> "QontoClock":
    """The clock of this test's world, held by hand."""
    return qonto_world.clock


def _slug(test: str) -> str:
    """A world's ids depend on its slug: the same test has the same ids, whatever runs beside it."""
    words = re.sub("[^a-z0-9]+", "-", test.rpartition("::")[2].lower()).strip("-")[:_WORDS_LENGTH]
    return f"t-{hashlib.sha256(test.encode()).hexdigest()[:12]}-{words}".rstrip("-")


def _wishes(test: pytest.Item) -> dict[str, Any]:
    """What the markers say; the nearest has the last word."""
    wishes: dict[str, Any] = {}
    for marker in reversed(list(test.iter_markers(MARKER))):
        unknown = sorted(set(marker.kwargs) - set(TURNED))
        if unknown or marker.args:
            raise pytest.UsageError(
                f"{test.nodeid}: @pytest.mark.qonto takes {', '.join(TURNED)} by name, not "
                f"{', '.join([*map(repr, marker.args), *unknown])}"
            )
        wishes |= marker.kwargs
    return wishes
