"""
Signed links: whoever holds one may look at one quote, until it ends. Pure.

Rule 1: the signature covers the quote and the end of the link; neither can be changed without the key.
Rule 2: a link does not outlive the offer by more than a day, and nothing lives for more than ninety days.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto
from typing import Final

from gateway.resources.quotes.model import Known

LIFE_MAX: Final = timedelta(days=90)
_AFTER_EXPIRY: Final = timedelta(days=2)
"""The end of the day that follows the last one of the offer."""


class Verdict(Enum):
    GOOD = auto()
    FORGED = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What links are made with; *base_url* is where people reach us."""

    secret: str
    base_url: str
    now: datetime

    def of(self, known: Known) -> Link | None:
        """None for a draft, which is nobody's business yet, and once the link would be dead already."""
        quote = known.quote
        if known.draft or quote.expiry_date is None:
            return None
        # Whole days, so that a link stays the same from one reading to the next.
        today = datetime.combine(self.now.astimezone(UTC).date(), time.min, UTC)
        offered_until = datetime.combine(quote.expiry_date, time.min, UTC) + _AFTER_EXPIRY
        expires_at = min(offered_until, today + LIFE_MAX)
        if expires_at <= self.now:
            return None
        expires = int(expires_at.timestamp())
        signature = sign(self.secret, quote.id, expires)
        url = f"{self.base_url}/api/qonto/quotes/{quote.id}/view?expires={expires}&signature={signature}"
        return Link(url=url, expires_at=expires_at)


def sign(secret: str, quote_id: str, expires: int) -> str:
    message = f"quote_view\n{quote_id}\n{expires}"
    return hmac.new(secret.encode(), message.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def judge(secret: str, quote_id: str, expires: str, signature: str, *, now: datetime) -> Verdict:
    """A forged link is forged, whatever end it claims."""
    if not (expires.isascii() and expires.isdecimal() and len(expires) <= _DIGITS_MAX):
        return Verdict.FORGED
    right = sign(secret, quote_id, int(expires))
    if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "surrogatepass")):
        return Verdict.FORGED
    return Verdict.GOOD if now.timestamp() < int(expires) else Verdict.OVER


_DIGITS_MAX: Final = 12
