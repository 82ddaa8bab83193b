"""
Dataclasses <-> JSON, from their type hints alone: no resource is known here.

Rule 1: what is read is equal to what was written, type for type: tuples, enums, instants, exact decimals.
Rule 2: a type that JSON could not give back exactly is refused when the codec is made, not when it is read.

The encoder is orjson's own. The decoder is compiled once per class from functions; pydantic would do the
same at the price of 40 ms and 8 MB at each start of a process that has no other use for it.
"""

import base64
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson

Read = Callable[[Any], Any]
"""Never asked about None: None is None whatever the type."""

_MICROSECOND = timedelta(microseconds=1)
_PLAIN: tuple[Any, ...] = (str, int, float, bool, type(None), Any)
_SCALARS: Mapping[Any, Read] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    timedelta: lambda count: count * _MICROSECOND,
    bytes: base64.b64decode,
}


class Codec:
    """Reads and writes instances of a closed set of dataclasses, each known by its class's name."""

    def __init__(self, kinds: Iterable[type]) -> None:
        self._readers: dict[Any, Read | None] = {}
        self._by_name: dict[str, Read] = {}
        self._kinds: dict[str, type[Any]] = {}
        for kind in dict.fromkeys(kinds):
            if kind.__name__ in self._by_name:
                raise TypeError(f"two kinds are called {kind.__name__}: one of them could not be read back")
            self._by_name[kind.__name__] = self._required(kind)
            self._kinds[kind.__name__] = kind

    def encode(self, value: Any) -> bytes:
        return orjson.dumps(value, _exceptional)

    def decode(self, name: str, parsed: Any) -> Any:
        """The instance of the class called *name* that was written as *parsed*."""
        return self._by_name[name](parsed)

    def knows(self, name: str) -> bool:
        return name in self._by_name

    def kind(self, name: str) -> type[Any]:
        return self._kinds[name]

    # ------------------------------------------------------------------ compiling
    def _required(self, hint: Any) -> Read:
        return self._reader(hint) or _as_it_is

    def _reader(self, hint: Any) -> Read | None:
        """What turns JSON into *hint*; None when JSON already gives it."""
        hint = getattr(hint, "__supertype__", hint)
        if hint not in self._readers:
            self._readers[hint] = self._compile(hint)
        return self._readers[hint]

    def _compile(self, hint: Any) -> Read | None:
        origin = typing.get_origin(hint)
        if hint in _PLAIN or origin is typing.Literal:
            return None
        if hint in _SCALARS:
            return _SCALARS[hint]
        if origin is not None:
            return self._composed(hint, origin, typing.get_args(hint))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {member.value: member for member in hint}.__getitem__
        if isinstance(hint, type) and is_dataclass(hint):
            return self._dataclass(hint)
        raise TypeError(f"{hint} cannot be read back from JSON exactly")

    def _composed(self, hint: Any, origin: Any, arguments: tuple[Any, ...]) -> Read | None:
        if origin in (typing.Union, types.UnionType):
            return self._union(hint, arguments)
        if origin is tuple:
            return self._tuple(arguments)
        if issubclass(origin, Mapping) and arguments[0] is str:
            return self._mapping(arguments[1])
        raise TypeError(f"{hint} cannot be read back from JSON exactly")

    def _union(self, hint: Any, arguments: tuple[Any, ...]) -> Read | None:
        readers = [reader for argument in arguments if (reader := self._reader(argument)) is not None]
        if not readers:
            return None
        if len(readers) > 1 or len(arguments) != 2 or type(None) not in arguments:  # noqa: PLR2004  - X | None
            raise TypeError(f"{hint}: JSON does not say which of them it was")
        (reader,) = readers
        return reader

    def _tuple(self, arguments: tuple[Any, ...]) -> Read:
        if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004  - tuple[X, ...]
            reader = self._reader(arguments[0])
            if reader is None:
                return tuple
            return lambda values: tuple([None if value is None else reader(value) for value in values])
        readers = [self._required(argument) for argument in arguments]
        return lambda values: tuple(
            [None if value is None else read(value) for read, value in zip(readers, values, strict=True)]
        )

    def _mapping(self, hint: Any) -> Read | None:
        reader = self._reader(hint)
        if reader is None:
            return None
        return lambda values: {
            name: None if value is None else reader(value) for name, value in values.items()
        }

    def _dataclass(self, kind: type) -> Read:
        hints = typing.get_type_hints(kind)
        odd = [(f.name, read) for f in fields(kind) if (read := self._reader(hints[f.name])) is not None]
        if any(f.name.startswith("_") or not f.init for f in fields(kind)):
            raise TypeError(f"{kind.__name__}: private fields would be left out of the JSON")

        def read_fields(parsed: dict[str, Any]) -> Any:
            for name, read in odd:
                value = parsed.get(name)
                # None is what it is; a field that is newer than the file has its default.
                if value is not None:
                    parsed[name] = read(value)
            return kind(**parsed)

        return read_fields


def _as_it_is(value: Any) -> Any:
    return value


def _exceptional(value: Any) -> Any:
    """What orjson does not write by itself."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return value // _MICROSECOND
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
