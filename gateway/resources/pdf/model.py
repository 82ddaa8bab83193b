"""
When a signed URL dies, what counts as a PDF, and where one came from. Pure.

Rule 5 in figures: a URL lives 1800 seconds; at the 1800th it is dead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

URL_LIFE = timedelta(seconds=1800)
_HEAD, _TAIL = b"%PDF-", b"%%EOF"
_TAIL_WITHIN = 1024  # PDF readers look for the end mark that far from the end
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Source(StrEnum):
    """`X-PDF-Source`."""

    PDF_URL = "pdf_url"
    ATTACHMENT = "attachment"
    LOCAL = "local"


class Reason(StrEnum):
    """`X-PDF-Reason`: why it was not `pdf_url`."""

    PDF_URL_ABSENT = "pdf_url_absent"
    PDF_URL_EXPIRED = "pdf_url_expired"
    PDF_URL_REFUSED = "pdf_url_refused"
    QONTO_UNAVAILABLE = "qonto_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUrl:
    url: str
    expires_at: datetime

    def dead(self, now: datetime) -> bool:
        return now >= self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    content: bytes
    source: Source
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """*file* is what its file is called, before the number: `facture`, `devis`, `avoir`."""

    number: str
    file: str
    pdf: Pdf


def signed_url(url: str, *, first_seen: datetime, finalized_at: datetime | None) -> SignedUrl:
    """
    A URL and its last hour: what it says itself, but never more than 30 minutes after it was first seen.

    One that says nothing was signed some time after the document became final; that it is younger cannot
    be known, so it is not assumed.
    """
    ends = [first_seen + URL_LIFE]
    said = list(_ends_said(url))
    if not said and finalized_at is not None:
        said.append(finalized_at + URL_LIFE)
    return SignedUrl(url=url, expires_at=min(ends + said))


def is_pdf(content: bytes) -> bool:
    """From its first mark to its last: an error page, nothing at all and half a file are not."""
    return content.startswith(_HEAD) and _TAIL in content[-_TAIL_WITHIN:]


def file_name(number: str, kind: str = "facture") -> str:
    """`facture-F-2026-001.pdf`, in characters that no browser and no shell stumbles over."""
    return f"{kind}-{_UNSAFE.sub('-', number).strip('-.') or 'sans-numero'}.pdf"


def _ends_said(url: str) -> Iterator[datetime]:
    """`expires=<unix seconds>` (any case), or the `X-Amz-Date` and `X-Amz-Expires` of an S3 link."""
    try:
        said = {name.lower(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if said.get("expires", "").isdecimal():
            yield datetime.fromtimestamp(int(said["expires"]), UTC)
        if "x-amz-date" in said and said.get("x-amz-expires", "").isdecimal():
            signed = datetime.strptime(said["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            yield signed + timedelta(seconds=int(said["x-amz-expires"]))
    except (ValueError, OverflowError, OSError):
        return  # a link that says nothing we can read
