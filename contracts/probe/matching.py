"""Which edition a server speaks: the one whose operations it has, and where it differs from it."""

from collections.abc import Mapping
from dataclasses import dataclass

import contracts
from contracts.probe.verdict import Found, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """*differs*: operations of which the edition says otherwise; *silent*: of which nothing was learnt."""

    edition: str
    agrees: tuple[str, ...]
    differs: tuple[str, ...]
    silent: tuple[str, ...]


def matches(found: Mapping[str, Found]) -> tuple[Match, ...]:
    """Every edition, the one that fits best first."""
    return tuple(
        sorted(
            (_match(edition, found) for edition in contracts.EDITIONS),
            key=lambda match: (len(match.differs), -len(match.agrees)),
        )
    )


def _match(edition: str, found: Mapping[str, Found]) -> Match:
    operations = contracts.load("qonto", edition).operations
    agrees, differs, silent = [], [], []
    for id, one in found.items():
        if one.verdict is Verdict.UNKNOWN:
            silent.append(id)
        elif (one.verdict is Verdict.ABSENT) == (id not in operations):
            agrees.append(id)
        else:
            differs.append(id)
    return Match(edition=edition, agrees=tuple(agrees), differs=tuple(differs), silent=tuple(silent))
