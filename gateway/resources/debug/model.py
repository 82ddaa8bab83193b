"""What may be shown of an account to whoever debugs, and what two counts say. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

COMPLETED = "completed"
"""What is counted: a pending transaction may still go away."""

_IBAN = re.compile(
    r"\b[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}|(?:\s[A-Z0-9]{4}){2,7}(?:\s[A-Z0-9]{1,4})?)\b", re.IGNORECASE
)
"""In one piece, or in groups of four."""

_ENDS = 4
_HIDDEN = "****"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many transactions there are on one side."""

    debits: int
    credits: int
    by_year: Mapping[int, int]

    @property
    def total(self) -> int:
        return self.debits + self.credits


def hidden_iban(iban: str) -> str:
    """`FR76 **** **** 1234`; of one too short for that, nothing."""
    plain = "".join(iban.split())
    if len(plain) < 4 * _ENDS:
        return _HIDDEN if plain else ""
    return f"{plain[:_ENDS]} {_HIDDEN} {_HIDDEN} {plain[-_ENDS:]}"


def without_ibans(text: str | None) -> str | None:
    """Whatever looks like an IBAN in a text for people, hidden."""
    return None if text is None else _IBAN.sub(lambda found: hidden_iban(found[0]), text)


def year_of(year: int) -> tuple[datetime, datetime]:
    """Its first instant, and the first of the next."""
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def compared(qonto: Counts, database: Counts) -> str:
    """What to do about it, for a person."""
    if qonto.total > database.total:
        missing = qonto.total - database.total
        return f"Il manque {missing} transaction(s) ici. Lancez la synchronisation (POST /api/qonto/sync)."
    if qonto.total < database.total:
        extra = database.total - qonto.total
        return (
            f"La passerelle garde {extra} transaction(s) de plus que Qonto n'en montre. Vérifiez que la base "
            "appartient bien à cette organisation."
        )
    if qonto == database:
        return "Les deux côtés comptent les mêmes transactions."
    return "Les totaux sont égaux mais pas leur détail. Lancez une synchronisation complète."
