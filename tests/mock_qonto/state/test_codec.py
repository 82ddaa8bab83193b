"""What is read is equal to what was written, type for type."""

import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_qonto.registry import DECIDERS, PLAIN
from mock_qonto.state.codec import Codec

SCALARS: Mapping[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    # What JSON cannot carry never gets into the bank: it arrives as JSON.
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    int: st.integers(-(2**53), 2**53),
    bytes: st.binary(max_size=20),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(fold=0)),
    type(None): st.none(),
}

KINDS = [
    *PLAIN,
    *(kind for decider in DECIDERS for kind in (decider.kind, *decider.commands, *decider.events)),
]


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    price: Decimal
    when: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    colour: Colour
    day: date
    wait: timedelta
    content: bytes
    inner: Inner
    inners: tuple[Inner, ...]
    pair: tuple[int, Decimal]
    named: Mapping[str, Inner]
    anything: Mapping[str, Any]
    newer: int = 7


OUTER = Outer(
    colour=Colour.RED,
    day=date(2026, 3, 2),
    wait=timedelta(seconds=1.5),
    content=b"\x00\xff",
    inner=Inner(price=Decimal("1.10")),
    inners=(Inner(price=Decimal("0.00"), when=datetime(2026, 3, 2, 9, tzinfo=UTC)),),
    pair=(1, Decimal(2)),
    named={"a": Inner(price=Decimal(3))},
    anything={"list": [1, {"b": None}]},
)


def test_every_type_comes_back_as_it_was() -> None:
    codec = Codec([Outer])

    read = codec.decode("Outer", orjson.loads(codec.encode(OUTER)))

    assert read == OUTER
    assert repr(read) == repr(OUTER)


def test_a_field_that_is_newer_than_the_file_has_its_default() -> None:
    codec = Codec([Outer])
    written = orjson.loads(codec.encode(OUTER))
    del written["newer"]

    assert codec.decode("Outer", written).newer == 7


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_everything_the_bank_keeps_comes_back_as_it_was(kind: type, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    codec = Codec([kind])

    read = codec.decode(kind.__name__, orjson.loads(codec.encode(value)))

    assert read == value
    assert repr(read) == repr(value)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything of the type *hint*."""
    if hint in SCALARS:
        return SCALARS[hint]
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        if arguments[-1] is not Ellipsis:
            return st.tuples(*(values(argument) for argument in arguments))
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if arguments:
        return st.one_of([values(argument) for argument in arguments])
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    hints = typing.get_type_hints(hint)
    return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    either: date | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Unordered:
    them: frozenset[str]


@pytest.mark.parametrize("kind", [Ambiguous, Unordered])
def test_a_type_json_cannot_give_back_is_refused_before_it_is_written(kind: type) -> None:
    with pytest.raises(TypeError):
        Codec([kind])


def test_two_kinds_of_one_name_are_refused() -> None:
    twin = type("Inner", (), {})

    with pytest.raises(TypeError, match="two kinds are called Inner"):
        Codec([Inner, twin])
