"""Stacks of real processes, one a test, each in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.person import MORNING, Person
from tests.stack import Stack


@pytest.fixture(params=["guide", "2026-11"])
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stack(tmp_path: Path, edition: str) -> Iterator[Stack]:
    """A bank whose clock a test holds, and a gateway on SQLite."""
    with Stack(tmp_path, edition=edition, clock=MORNING) as running:
        yield running


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    someone = Person.at(stack)
    yield someone
    someone.leave()
