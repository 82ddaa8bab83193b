"""
Query parameters: text on the wire, typed in the contract.

A list may be said as `key` or as `key[]`: they are one parameter, known by the name without the brackets.

What cannot be read as its type stays text, and the schema then says so. Said twice, a parameter means what it
said last; a list takes every value, and commas separate values too: clients of the real API write both.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import jsonschema_rs

from contracts.breach import Breach, breaches
from contracts.documents import resolve

# Eighteen digits fit 64 bits; more would be no page of any list.
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_TRUTH = {"true": True, "false": False}


class QueryRules:
    """The query parameters one operation declares."""

    def __init__(self, document: dict[str, Any], parameters: Sequence[Any]) -> None:
        resolved = [resolve(document, parameter) for parameter in parameters]
        declared = {
            _bare(parameter["name"]): parameter for parameter in resolved if parameter["in"] == "query"
        }
        self.names = frozenset(declared)
        self.quirks = {name: entry["x-quirk"] for name, entry in declared.items() if "x-quirk" in entry}
        self._required = [name for name, entry in declared.items() if entry.get("required", False)]
        self._schemas = {name: resolve(document, entry.get("schema", {})) for name, entry in declared.items()}
        self._defaults = {name: rule["default"] for name, rule in self._schemas.items() if "default" in rule}
        self._components = document.get("components", {})

    def typed(self, values: Mapping[str, list[str]]) -> dict[str, Any]:
        return self._defaults | self._read(values)

    def errors(self, values: Mapping[str, list[str]]) -> tuple[Breach, ...]:
        given = self._read(values)
        if self._validator.is_valid(given):
            return ()
        return tuple(
            Breach(
                pointer=found.pointer.removeprefix("/"),
                message=found.message,
                keyword=found.keyword,
                schema_path=found.schema_path,
            )
            for found in breaches(self._validator, given)
        )

    def _read(self, values: Mapping[str, list[str]]) -> dict[str, Any]:
        said: dict[str, list[str]] = {}
        for spelled, given in values.items():
            name = _bare(spelled)
            if name in self._schemas and given:
                said.setdefault(name, []).extend(given)
        return {name: _value(self._schemas[name].get("type"), given) for name, given in said.items()}

    def declares(self, spelled: str) -> bool:
        return _bare(spelled) in self.names

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        schema = {
            "type": "object",
            "properties": self._schemas,
            "required": self._required,
            "components": self._components,
        }
        return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _bare(name: str) -> str:
    return name.removesuffix("[]") or name


def _value(kind: Any, given: list[str]) -> Any:
    if kind == "array":
        return [part for text in given for part in text.split(",")]
    last = given[-1]
    if kind == "integer" and _INTEGER.fullmatch(last):
        return int(last)
    if kind == "boolean":
        return _TRUTH.get(last, last)
    return last
