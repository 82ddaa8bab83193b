"""
YAML -> plain data, straight from what the C parser reports.

PyYAML's own way makes a node of everything first and asks a resolver about every word of it: three times as
long, a tenth of the bank's start. Here a word is looked at once, however often it occurs.

Rule 1: what is read is what `yaml.safe_load` reads (a test compares all documents). No tags; a merge key
        takes one object.
Rule 2: what an anchor names is the same object wherever an alias stands: whoever changes things copies first.
"""

from typing import Any

import yaml

# Without libyaml the same documents are read, five times slower.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_PLAIN = (True, False)
_MERGE = "<<"


def parsed(text: str) -> Any:
    """The one document of *text*."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._loader = _Loader(text)
        self._next = self._loader.get_event
        self._anchored: dict[str, Any] = {}
        self._words: dict[str, Any] = {_MERGE: _MERGE}

    def read(self) -> Any:
        self._next()  # the stream begins
        self._next()  # the document begins
        return self._value(self._next())

    def _value(self, event: Any) -> Any:
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = self._word(event.value) if event.implicit[0] else event.value
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._object()
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
            while not isinstance(event_inside := self._next(), yaml.SequenceEndEvent):
                value.append(self._value(event_inside))
        else:
            return self._anchored[event.anchor]
        if event.anchor is not None:
            self._anchored[event.anchor] = value
        return value

    def _object(self) -> dict[Any, Any]:
        fields: dict[Any, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._value(event)
            fields[key] = self._value(self._next())
        return fields.pop(_MERGE) | fields if _MERGE in fields else fields

    def _word(self, text: str) -> Any:
        """What a word without quotes is: a number, a truth value, nothing, a date, else text."""
        known = self._words.get(text, self)
        if known is self:
            node = yaml.ScalarNode(self._loader.resolve(yaml.ScalarNode, text, _PLAIN), text)
            known = self._words[text] = self._loader.construct_object(node)
        return known
