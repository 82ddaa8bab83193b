"""What may be attached, and what became of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.errors import Code, GatewayError, invalid
from gateway.resources.attachments.model import (
    BankTransaction,
    FileKind,
    Upload,
    contradicts,
    digest_of,
    honest_name,
    kind_of,
)
from gateway.web.multipart import Form

FILE, TRANSACTION, DOCUMENT = "file", "transactionId", "documentId"
LENGTH_MAX: Mapping[str, int] = {TRANSACTION: 200, DOCUMENT: 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAsked:
    transaction: str
    document: str | None
    file_name: str
    kind: FileKind
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """*attachment_id* is None while Qonto is processing the file."""

    upload: Upload
    transaction: BankTransaction
    attachment_id: str | None


def upload_asked(form: Form) -> UploadAsked:
    """What is missing is named first, then the file is looked at."""
    file = form.files.get(FILE)
    if file is None:
        raise invalid(FILE, "il manque. Joignez un fichier PDF, JPEG ou PNG.")
    transaction = _named(form, TRANSACTION)
    if transaction is None:
        raise invalid(TRANSACTION, "il manque. Indiquez la transaction à laquelle joindre le fichier.")
    if not file.content:
        raise invalid(FILE, "il est vide. Joignez un fichier PDF, JPEG ou PNG.")
    kind = kind_of(file.content)
    if kind is None:
        raise _unsupported(
            "Ce fichier n'est ni un PDF, ni un JPEG, ni un PNG. Convertissez-le, puis renvoyez-le."
        )
    if contradicts(file.declared_type, kind):
        raise _unsupported(
            f"Ce fichier est annoncé « {file.declared_type[:100]} », mais son contenu est « {kind} ». "
            "Corrigez l'un ou l'autre, puis renvoyez-le."
        )
    return UploadAsked(
        transaction=transaction,
        document=_named(form, DOCUMENT),
        file_name=honest_name(file.name, kind),
        kind=kind,
        content=file.content,
        sha256=digest_of(file.content),
    )


def _named(form: Form, field: str) -> str | None:
    """A field left empty, as forms send it, is not given."""
    named = form.texts.get(field) or None
    if named is not None and len(named) > LENGTH_MAX[field]:
        raise invalid(field, f"au plus {LENGTH_MAX[field]} caractères. Vérifiez l'identifiant.")
    return named


def _unsupported(message: str) -> GatewayError:
    return GatewayError(
        Code.UNSUPPORTED_MEDIA_TYPE,
        message,
        details={"field": FILE, "supported": [kind.value for kind in FileKind]},
    )
