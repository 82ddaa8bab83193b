"""Instants as a test writes them: RFC 3339, of a time this bank can live in."""

from datetime import UTC, datetime

from mock_qonto.control import problems
from mock_qonto.control.problems import Wrong

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2999, 12, 31, tzinfo=UTC)


def read_instant(field: str, text: str) -> datetime:
    """In UTC and to the millisecond, as the bank's own; raises the problem that names *field*."""
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise problems.not_valid(
            Wrong(field, f"{text!r} is no instant; write it like 2026-03-02T09:00:00Z")
        ) from None
    if not EARLIEST <= instant <= LATEST:
        raise problems.not_valid(Wrong(field, f"{text!r} is outside the years 2000 to 2999"))
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
