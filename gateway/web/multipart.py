"""
A form with files in it, read part by part as it arrives.

Rule 1: it is refused for its size before it is read, or as soon as a part has grown too far.
Rule 2: what two readers could understand differently is refused: a field given twice, an encoding of a part's
own, a form that breaks off before its end.
Rule 3: a field nobody asked for is refused, by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from gateway.errors import Code, GatewayError, invalid

AROUND_BYTES_MAX: Final = 64 * 1024
"""What may stand around the file: boundaries, headers, the other fields."""

_TEXT_BYTES_MAX: Final = 1024
_AS_IT_IS: Final = frozenset({b"", b"binary", b"8bit", b"7bit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A file as it was sent; *name* and *declared_type* are what the sender says of it."""

    name: str
    declared_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    texts: Mapping[str, str]
    files: Mapping[str, FormFile]


async def read_multipart(
    request: Request, *, texts: frozenset[str], files: frozenset[str], file_bytes_max: int
) -> Form:
    """The form, with at most *file_bytes_max* in one file. What is missing in it is the caller's business."""
    bytes_max = file_bytes_max + AROUND_BYTES_MAX
    announced = request.headers.get("content-length", "")
    parts = _Parts(_boundary_of(request), texts=texts, files=files, file_bytes_max=file_bytes_max)
    if announced.isdecimal() and int(announced) > bytes_max:
        raise _too_large(file_bytes_max)
    received = 0
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk = message.get("body", b"")
        received += len(chunk)
        if received > bytes_max:
            raise _too_large(file_bytes_max)
        parts.write(chunk)
        if not message.get("more_body", False):
            return parts.form()


def _boundary_of(request: Request) -> bytes:
    essence, parameters = parse_options_header(request.headers.get("content-type", ""))
    if essence != b"multipart/form-data":
        raise GatewayError(
            Code.UNSUPPORTED_MEDIA_TYPE,
            "Le fichier doit être envoyé dans un formulaire « multipart/form-data » : utilisez un champ "
            "« file ».",
            headers={"Accept": "multipart/form-data"},
        )
    boundary = parameters.get(b"boundary", b"")
    if not boundary:
        raise _malformed("l'en-tête « Content-Type » n'annonce pas de « boundary »")
    return boundary


@dataclass(slots=True)
class _Part:
    name: str
    file_name: str | None
    declared_type: str
    bytes_max: int
    content: bytearray = field(default_factory=bytearray)


class _Parts:
    """Collects what the parser calls out."""

    __slots__ = (
        "_ended",
        "_file_bytes_max",
        "_files",
        "_header",
        "_headers",
        "_now",
        "_parser",
        "_read",
        "_texts",
    )

    def __init__(
        self, boundary: bytes, *, texts: frozenset[str], files: frozenset[str], file_bytes_max: int
    ) -> None:
        self._texts = texts
        self._files = files
        self._file_bytes_max = file_bytes_max
        self._headers: dict[bytes, bytes] = {}
        self._header = [bytearray(), bytearray()]
        self._now: _Part | None = None
        self._read: dict[str, _Part] = {}
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                    "on_header_end": self._header_ended,
                    "on_headers_finished": self._begun,
                    "on_part_data": self._grown,
                    "on_end": self._all_read,
                },
            )
        except FormParserError as why:
            raise _malformed(str(why)) from why

    def write(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as why:
            raise _malformed(str(why)) from why

    def form(self) -> Form:
        if not self._ended:
            raise _malformed("il s'interrompt avant la fin")
        return Form(
            texts={name: _text(part) for name, part in self._read.items() if name in self._texts},
            files={
                name: FormFile(
                    name=part.file_name or "", declared_type=part.declared_type, content=bytes(part.content)
                )
                for name, part in self._read.items()
                if name in self._files
            },
        )

    def _header_ended(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value).strip()
        self._header = [bytearray(), bytearray()]

    def _begun(self) -> None:
        disposition, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if disposition != b"form-data" or b"name" not in options:
            raise _malformed("une de ses parties ne dit pas son nom")
        if self._headers.get(b"content-transfer-encoding", b"").lower() not in _AS_IT_IS:
            raise _malformed("une de ses parties est encodée, envoyez-la telle quelle")
        name = options[b"name"].decode("utf-8", "replace")
        file_name = options.get(b"filename")
        self._check(name, is_file=file_name is not None)
        self._now = self._read[name] = _Part(
            name=name,
            file_name=None if file_name is None else file_name.decode("utf-8", "replace"),
            declared_type=self._headers.get(b"content-type", b"").decode("latin-1"),
            bytes_max=self._file_bytes_max if name in self._files else _TEXT_BYTES_MAX,
        )

    def _check(self, name: str, *, is_file: bool) -> None:
        if name not in self._files | self._texts:
            raise invalid(name[:100], "ce champ n'existe pas ici. Retirez-le.")
        if name in self._read:
            raise invalid(name, "il est donné deux fois. Gardez-en un seul.")
        if is_file and name in self._texts:
            raise invalid(name, "un texte est attendu, pas un fichier. Envoyez-le sans nom de fichier.")
        if not is_file and name in self._files:
            raise invalid(name, "un fichier est attendu, pas un texte. Envoyez-le avec un nom de fichier.")

    def _grown(self, data: bytes, start: int, end: int) -> None:
        part = self._now
        assert part is not None
        if len(part.content) + end - start > part.bytes_max:
            if part.name in self._files:
                raise _too_large(part.bytes_max)
            raise invalid(part.name, f"il dépasse {part.bytes_max} octets. Raccourcissez-le.")
        part.content += data[start:end]

    def _all_read(self) -> None:
        self._ended = True


def _text(part: _Part) -> str:
    try:
        text = part.content.decode()
    except UnicodeDecodeError as why:
        raise invalid(part.name, "ce n'est pas du texte en UTF-8. Réencodez-le.") from why
    if "\x00" in text:
        raise invalid(part.name, "il ne peut pas contenir le caractère nul. Retirez-le.")
    return text.strip()


def _too_large(bytes_max: int) -> GatewayError:
    return GatewayError(
        Code.PAYLOAD_TOO_LARGE,
        f"Le fichier dépasse {bytes_max // (1024 * 1024)} Mio : réduisez-le ou scannez-le moins finement, "
        "puis renvoyez-le.",
        details={"bytesMax": bytes_max},
    )


def _malformed(why: str) -> GatewayError:
    return GatewayError(
        Code.MALFORMED_FORM,
        f"Le formulaire n'est pas lisible ({why}) : renvoyez-le.",
        details={"reason": why},
    )
