"""
How a gateway speaks, where it does not speak as ours does.

A dialect is a small YAML file; `dialects/ours.yaml` explains every key and is what all others leave out. The
suite judges what was done by the rules; a dialect only says how to ask for it and where to read the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from contracts.documents import read
from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE

OURS = "suite/dialects/ours.yaml"
_KINDS = {"invoice": INVOICE, "quote": QUOTE, "credit_note": CREDIT_NOTE}


class BadDialect(ValueError):
    """The file says something that no dialect can say; the message names the key."""


class Style(StrEnum):
    """How a person says yes to a finalisation."""

    TOKEN = "token"  # noqa: S105  - a word of the file
    URL = "url"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    style: Style
    token: str
    url: str
    field: str
    form: Mapping[str, str]


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
    confirmation: Confirmation
    drafts: str
    operations: Mapping[str, Asking | None]
    documents: Mapping[str, Reading]
    customer: str | None
    customer_type: str
    orders: tuple[str, ...]
    told: Mapping[str, Any] = field(repr=False, default_factory=dict)

    def translated(self, body: Any) -> Any:
        """An answer with its documents under our names as well: what the rules read."""
        if not isinstance(body, dict):
            return body
        ours = dict(body)
        for kind, reading in self.documents.items():
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
        theirs = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise BadDialect(f"{path} is not YAML: {error}") from error
    if not isinstance(theirs, dict):
        raise BadDialect(f"{path} holds no mapping; `qonto-contracts dialect` prints one to begin with")
    unknown = sorted(set(theirs) - set(ours))
    if unknown:
        raise BadDialect(f"{path} says {', '.join(unknown)}; a dialect may say {', '.join(ours)}")
    return _dialect(_over(ours, {"protocol": False, **theirs}))


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


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if both and key != "body" else value
    return merged


def _dialect(told: Mapping[str, Any]) -> Dialect:
    try:
        return Dialect(
            name=str(told["name"]),
            protocol=bool(told["protocol"]),
            headers=told["headers"],
            other_person=told["other_person"],
            confirmation=Confirmation(
                **{**told["confirmation"], "style": Style(told["confirmation"]["style"])}
            ),
            drafts=told["drafts"],
            operations={
                id: None if asking is None else Asking(**asking) for id, asking in told["operations"].items()
            },
            documents={kind: Reading(**told["documents"][kind]) for kind in _KINDS},
            customer=told["given"]["customer"],
            customer_type=told["given"]["customer_type"],
            orders=tuple(told["given"]["orders"]),
            told=told,
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadDialect(f"the dialect {told.get('name')!r} is not complete: {wrong}") from wrong
