"""Qonto's credit notes, in the order in which they were issued. None of them ever changes."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Final

from gateway.qonto.client import Qonto
from gateway.qonto.walking import Stretch, Way, walk

_ISSUED: Final = Way(
    operation_id="list_credit_notes", key="credit_notes", stamp="created_at", bound="filter[created_at_from]"
)


def issued(qonto: Qonto, *, since: datetime | None) -> AsyncGenerator[Stretch]:
    return walk(qonto, _ISSUED, position=since)
