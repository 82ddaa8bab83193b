"""The errata as one page, every claim held against the two editions and the evidence."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

import contracts
from contracts import documents
from contracts.capabilities import Capability
from contracts.differing.comparing import Difference, compare

GUIDE, TODAY = contracts.EDITIONS[0], contracts.EDITIONS[-1]
VERDICTS = {
    "exists": "existe",
    "absent": "absente",
    "forbidden": "présente mais interdite",
    "unknown": "inconnu",
}


class NotEvidence(ValueError):
    """The file is no evidence of a probe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a probe saw of one operation."""

    host: str
    day: str
    verdict: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """*missing*: differences it claims that the editions do not show; then it is no erratum any more."""

    id: str
    section: str
    guide: str
    today: str
    do: str
    source: str
    differences: Sequence[Difference]
    missing: Sequence[str]
    doubt: Capability | None
    observed: Sequence[Observed]


def errata(evidence: Sequence[Path] = ()) -> list[Erratum]:
    """Raises NotEvidence, OSError."""
    comparison = compare(contracts.load("qonto", GUIDE), contracts.load("qonto", TODAY))
    by_name: dict[str, list[Difference]] = {}
    for difference in (*comparison.breaks, *comparison.added):
        by_name.setdefault(difference.where, []).append(difference)
    seen = [one for path in evidence for one in [_evidence(path)]]
    return [_erratum(entry, by_name, seen) for entry in documents.read("errata/errata.yaml")["errata"]]


def page(evidence: Sequence[Path] = ()) -> str:
    """The page as HTML that needs no other file. Raises NotEvidence, OSError."""
    return _template().render(errata=errata(evidence), guide=GUIDE, today=TODAY, verdicts=VERDICTS)


def _erratum(
    entry: Mapping[str, Any], by_name: Mapping[str, list[Difference]], seen: Sequence[Mapping[str, Any]]
) -> Erratum:
    claimed: list[str] = entry.get("differs", [])
    doubt = entry.get("doubt")
    return Erratum(
        id=entry["id"],
        section=entry["section"],
        guide=entry["guide"],
        today=entry["today"],
        do=entry["do"],
        source=entry.get("source", ""),
        differences=[difference for name in claimed for difference in by_name.get(name, ())],
        missing=[name for name in claimed if name not in by_name],
        doubt=None if doubt is None else contracts.capabilities.load()[doubt],
        observed=[
            Observed(host=told["host"], day=told["at"][:10], **told["verdicts"][doubt])
            for told in seen
            if doubt in told["verdicts"]
        ],
    )


def _evidence(path: Path) -> Mapping[str, Any]:
    try:
        told: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise NotEvidence(f"{path} is no evidence of a probe: it is not JSON") from None
    if not isinstance(told, dict) or not {"host", "at", "verdicts"} <= set(told):
        raise NotEvidence(f"{path} is no evidence of a probe (qonto-contracts probe --evidence writes some)")
    return told


@cache
def _template() -> jinja2.Template:
    house = jinja2.Environment(
        loader=jinja2.PackageLoader("contracts.errata", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return house.get_template("page.html")
