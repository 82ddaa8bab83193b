"""
How a gateway speaks, where it does not speak as ours does.

A dialect is a small YAML file; `dialects/ours.yaml` explains every key and is what all others leave out. The
suite judges what was done by the rules; a dialect only says how to ask for it and where to read the answer.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

import contracts
from contracts.breach import breaches
from contracts.documents import read, resolve
from contracts.parsing import parsed

OURS = "suite/dialects/ours.yaml"
_SCHEMA = "suite/dialects/schema.yaml"
_KINDS = ("invoice", "quote", "credit_note")
_HERE = Path(__file__).parent / "dialects"


class BadDialect(ValueError):
    """The file says something that no dialect can say; the message names the key."""


class Style(StrEnum):
    """How a person says yes to a finalisation."""

    TOKEN = "token"  # noqa: S105  - a word of the file
    URL = "url"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """*lives_s*: after so many seconds a question is forgotten; None: never. See the file for the others."""

    style: Style
    token: str
    url: str
    field: str
    form: Mapping[str, str]
    warnings: str | None
    lives_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where a kind of document stands in an answer, and what its fields are called there."""

    one: str
    many: str
    fields: Mapping[str, str]
    words: Mapping[str, str]

    def document(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """A document of theirs with our names beside its own."""
        ours = {**theirs, **{name: at(theirs, path) for name, path in self.fields.items()}}
        status = ours.get("status")
        if isinstance(status, str) and status in self.words:
            ours["status"] = self.words[status]
        return ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is different about one operation; None: as in the contract."""

    method: str | None = None
    path: str | None = None
    body: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    name: str
    protocol: bool
    headers: Mapping[str, str]
    other_person: Mapping[str, str] | None
    once: str | None
    confirmation: Confirmation
    drafts: str
    operations: Mapping[str, Asking | None]
    documents: Mapping[str, Reading]
    customer: str | None
    customer_type: str
    orders: tuple[str, ...]

    def translated(self, body: Any, operation: str | None) -> Any:
        """The answer of an operation with its documents under our names as well: what the rules read."""
        if not isinstance(body, dict):
            return body
        ours = dict(body)
        for kind in _kinds_shown().get(operation, ()):
            reading = self.documents[kind]
            one, many = at(body, reading.one), at(body, reading.many)
            if isinstance(one, dict):
                ours[kind] = reading.document(one)
            if isinstance(many, list):
                ours[f"{kind}s"] = [reading.document(each) for each in many if isinstance(each, dict)]
        return ours


def load_dialect(path: Path | None = None) -> Dialect:
    """The dialect of a file, on top of ours; ours alone without one. Raises BadDialect, OSError."""
    ours: dict[str, Any] = read(OURS)
    if path is None:
        return _dialect(ours)
    try:
        theirs = parsed(path.read_text("utf-8"))
    except (yaml.YAMLError, KeyError, IndexError) as error:
        raise BadDialect(f"{path} is not YAML: {error}") from error
    if not isinstance(theirs, dict):
        raise BadDialect(f"{path} holds no mapping; `qonto-contracts dialect` prints one to begin with")
    _check(path, theirs)
    return _dialect(_over(ours, {"name": path.stem, "protocol": False, **theirs}))


def print_dialect() -> int:
    """A dialect to begin with, every key explained."""
    text = (_HERE / "ours.yaml").read_text("utf-8")
    begun = text.replace("name: ours\n", "name: mine\n").replace("protocol: true\n", "protocol: false\n")
    sys.stdout.write(begun)
    return 0


def at(body: Any, path: str) -> Any:
    """What stands at a dotted path, None: nothing. A path of "" is the body itself."""
    found = body
    for part in filter(None, path.split(".")):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """A body with every `{name}` replaced; one that stands alone keeps the type of its value."""
    if isinstance(template, dict):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    if isinstance(template, str):
        if template.startswith("{") and template.endswith("}") and template[1:-1] in values:
            return values[template[1:-1]]
        for name, value in values.items():
            template = template.replace(f"{{{name}}}", str(value))
    return template


# ---------------------------------------------------------------- inside
@cache
def _kinds_shown() -> Mapping[str | None, tuple[str, ...]]:
    """Which kinds of documents each operation's success shows, by our contract; of anything else all."""
    contract = contracts.load("gateway")
    shown: dict[str | None, tuple[str, ...]] = {}
    for operation in contract.operations.values():
        answers = contract.document["paths"][operation.path][operation.method.lower()]["responses"]
        success = resolve(contract.document, next(answers[status] for status in answers if status < "3"))
        schema = success.get("content", {}).get("application/json", {}).get("schema", {})
        fields = resolve(contract.document, schema).get("properties", {})
        shown[operation.id] = tuple(kind for kind in _KINDS if kind in fields or f"{kind}s" in fields)
    return shown


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(read(_SCHEMA))


def _check(path: Path, theirs: Mapping[str, Any]) -> None:
    """Raises BadDialect with every key that is wrong."""
    wrong = [
        f"{found.pointer.strip('/').replace('/', '.') or 'the file'}: {found.message}"
        for found in breaches(_validator(), theirs)
    ]
    known = contracts.load("gateway").operations
    named = theirs.get("operations")
    asked = [*(named if isinstance(named, dict) else ()), *([theirs["drafts"]] if "drafts" in theirs else ())]
    wrong += [
        f"operations.{operation}: the contract has no such operation (see contracts/gateway.yaml)"
        for operation in asked
        if operation not in known
    ]
    if wrong:
        raise BadDialect(f"{path} cannot be used:\n  " + "\n  ".join(wrong))


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        # A body, headers, a form: said anew, not added to.
        merged[key] = _over(merged[key], value) if both and key not in {"body", "headers", "form"} else value
    return merged


def _dialect(told: Mapping[str, Any]) -> Dialect:
    confirmation = {**told["confirmation"], "style": Style(told["confirmation"]["style"])}
    return Dialect(
        **{name: told[name] for name in ("name", "protocol", "headers", "other_person", "once", "drafts")},
        confirmation=Confirmation(**confirmation),
        operations={id: None if how is None else Asking(**how) for id, how in told["operations"].items()},
        documents={kind: Reading(**told["documents"][kind]) for kind in _KINDS},
        customer=told["given"]["customer"],
        customer_type=told["given"]["customer_type"],
        orders=tuple(told["given"]["orders"]),
    )
