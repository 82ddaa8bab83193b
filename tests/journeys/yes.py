"""What became final over real ports, held against what people confirmed."""

import asyncio
from collections.abc import Iterable
from typing import Any

from tests.gateway.finality import FINALIZING, confirmations, without_a_yes
from tests.journeys.both_sides import exchanges_of
from tests.journeys.person import Person


def unconfirmed(person: Person) -> list[str]:
    """Empty when every finalising call in the bank's journal was confirmed; else what is wrong, in words."""
    url = person.stack.database_url
    assert url is not None
    return list(without_a_yes(list(_finalizing(person)), asyncio.run(confirmations(url))))


def _finalizing(person: Person) -> Iterable[dict[str, Any]]:
    for operation in sorted(FINALIZING):
        yield from exchanges_of(person, operation)
