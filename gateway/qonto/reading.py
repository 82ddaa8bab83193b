"""
Reading Qonto's answers, whatever edition they speak.

The guide of February 2026 shows numbers where today's API sends strings, `{value, currency}` and integer
twins in cents. Both are understood here and nowhere else; nothing passes through a binary fraction (orjson
reads 49.9 as the double nearest to it, whose shortest decimal text is "49.9" again).
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from gateway.money import cents_of, plain

Wire = dict[str, Any]


def decimal_of(value: Any) -> Decimal | None:
    """A number, a decimal string or a `{value, currency}`; None where there is no number to read."""
    if isinstance(value, dict):
        value = value.get("value")
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        read = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def decimal_text(value: Any) -> str | None:
    """The same, as the shortest decimal text: 3.0 and "3.000" are both "3"."""
    read = decimal_of(value)
    return None if read is None else plain(read)


def cents(thing: Wire, name: str) -> int | None:
    """
    Cents of the amount *name*: its integer twin `<name>_cents` when there is one, else the amount itself.

    The twin is the truth: accounts and transactions send their amounts as floating-point numbers.
    """
    twin = thing.get(f"{name}_cents")
    if isinstance(twin, int) and not isinstance(twin, bool):
        return twin
    read = decimal_of(thing.get(name))
    return None if read is None else cents_of(read)


def currency(thing: Wire, *names: str) -> str:
    """The currency of *thing*: its own, else that of one of its amounts, else the euro."""
    for value in (thing.get("currency"), *(thing.get(name) for name in names)):
        found = value.get("currency") if isinstance(value, dict) else value
        if isinstance(found, str) and found:
            return found
    return "EUR"


def text(thing: Wire, *names: str) -> str | None:
    """The first of *names* that holds a text: legacy twins are read after the documented name."""
    for name in names:
        value = thing.get(name)
        if isinstance(value, str) and value:
            return value
    return None


def day(thing: Wire, *names: str) -> date | None:
    found = text(thing, *names)
    try:
        return None if found is None else date.fromisoformat(found[:10])
    except ValueError:
        return None


def instant(thing: Wire, *names: str) -> datetime | None:
    """An instant with its time zone; one without any is not one."""
    found = text(thing, *names)
    try:
        read = None if found is None else datetime.fromisoformat(found)
    except ValueError:
        return None
    return None if read is None or read.tzinfo is None else read


def things(thing: Wire, name: str) -> list[Wire]:
    """
    The objects under *name*; an absent list and `null` are both empty (a draft without lines says `items:
    null`).
    """
    value = thing.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(thing: Wire, name: str) -> Wire:
    """The object under *name*, empty where there is none."""
    value = thing.get(name)
    return value if isinstance(value, dict) else {}
