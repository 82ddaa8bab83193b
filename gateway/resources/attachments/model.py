"""
What a file is, by its own first bytes, and what we call it. Pure.

Rule 1: the content decides. A name or a header that says otherwise is not believed, and a header that says
        otherwise is refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from urllib.parse import quote

FILE_BYTES_MAX = 10 * 1024 * 1024

_NAME_LENGTH_MAX = 120
_NAMELESS = "justificatif"
_PATH = re.compile(r"[/\\]")
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")


class FileKind(StrEnum):
    """What Qonto takes, by its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


_SIGNATURES = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)
_ENDINGS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {FileKind.PDF: (".pdf",), FileKind.JPEG: (".jpg", ".jpeg"), FileKind.PNG: (".png",)}
)
_ALIASES: Mapping[str, FileKind] = MappingProxyType(
    {
        "image/jpg": FileKind.JPEG,
        "image/pjpeg": FileKind.JPEG,
        "image/x-png": FileKind.PNG,
        "application/x-pdf": FileKind.PDF,
    }
)
_SAYS_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file as Qonto lists it."""

    id: str
    file_name: str
    content_type: str
    size: int | None
    url: str | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTransaction:
    """Whose files they are. *id* is None where only Qonto knows it."""

    qonto_id: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """
    A file we gave Qonto, or are about to. Its *id* is what Qonto is told as idempotency key; *attachment_id*
    is None until Qonto has shown the file.
    """

    id: str
    qonto_transaction_id: str
    document_id: str | None
    attachment_id: str | None
    file_name: str
    content_type: str
    size: int
    sha256: str
    uploaded_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    Files of one transaction by their ids: those we noted on it (None where we do not keep it), and those we
    gave it ourselves.
    """

    noted: frozenset[str] | None
    uploaded: frozenset[str]


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def kind_of(content: bytes) -> FileKind | None:
    return next((kind for start, kind in _SIGNATURES if content.startswith(start)), None)


def known_type(media_type: str) -> FileKind | None:
    """The kind a media type names, parameters left aside."""
    essence = media_type.partition(";")[0].strip().lower()
    return _ALIASES.get(essence) or next((kind for kind in FileKind if kind == essence), None)


def contradicts(declared_type: str, kind: FileKind) -> bool:
    essence = declared_type.partition(";")[0].strip().lower()
    return essence not in _SAYS_NOTHING and known_type(essence) is not kind


def honest_name(said: str, kind: FileKind | None) -> str:
    """
    The last part of a path, without what cannot be printed, with the ending of what it is: `scan.pdf` that
    is a PNG becomes `scan.pdf.png`.
    """
    last = _PATH.split(said)[-1]
    name = "".join(sign for sign in last if sign.isprintable()).strip(" .")[-_NAME_LENGTH_MAX:] or _NAMELESS
    if kind is None or name.lower().endswith(_ENDINGS[kind]):
        return name
    return name + _ENDINGS[kind][0]


def disposition(file_name: str, *, inline: bool) -> str:
    """`Content-Disposition`, in characters that no header and no browser stumbles over."""
    plain = _UNSAFE.sub("-", file_name).strip("-. ") or _NAMELESS
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def ids_of(attachments: Iterable[Attachment]) -> tuple[str, ...]:
    return tuple(one.id for one in attachments)


def oldest_first(attachments: Iterable[Attachment]) -> list[Attachment]:
    """One of unknown age counts as the youngest: what is known to be old is what stays."""
    latest = datetime.max.replace(tzinfo=UTC)
    return sorted(attachments, key=lambda one: (one.created_at or latest, one.id))
