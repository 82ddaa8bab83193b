"""Operations whose existence is in doubt, and what is known of each: capabilities.yaml, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from contracts import documents


@dataclass(frozen=True, kw_only=True, slots=True)
class Capability:
    """An operation in doubt. *usable_in* holds the editions a caller may rely on it in."""

    operation: str
    method: str
    path: str
    documented_since: str | None
    last_observed: str | None
    evidence: tuple[str, ...]
    usable_in: frozenset[str]


@cache
def load() -> Mapping[str, Capability]:
    return {
        entry["operation"]: Capability(
            operation=entry["operation"],
            method=entry["method"],
            path=entry["path"],
            documented_since=entry["documented_since"],
            last_observed=entry["last_observed"],
            evidence=tuple(entry["evidence"]),
            usable_in=frozenset(edition for edition, usable in entry["usable"].items() if usable),
        )
        for entry in documents.read("capabilities.yaml")["capabilities"]
    }
