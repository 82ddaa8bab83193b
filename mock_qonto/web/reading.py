"""Bytes -> a body that is the contract's, or a refusal that names the field."""

from typing import TYPE_CHECKING, Any

import orjson

from contracts.contract import Breach, ContractOperation
from mock_qonto import errors
from mock_qonto.errors import Refusal
from mock_qonto.web.call import File, Query

if TYPE_CHECKING:
    from python_multipart.multipart import Field
    from python_multipart.multipart import File as FormFile

BODY_MAX_BYTES = 20 * 1024 * 1024


def read_json(operation: ContractOperation, body: bytes) -> Any:
    """The parsed body, valid against the operation's request schema; None when it takes and got none."""
    if operation.request_media is None:
        return None
    if not body.strip():
        if operation.request_required:
            raise errors.body_missing()
        if body:
            raise errors.malformed_json("nothing but blanks")
        return None
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as why:
        raise errors.malformed_json(str(why)) from None
    if not operation.accepts_request(parsed):
        raise refusal_of(operation.request_errors(parsed)[0])
    return parsed


def read_query(operation: ContractOperation, query: Query) -> None:
    """Refuse declared query parameters with a wrong value; unknown ones are nobody's business here."""
    if query.values:
        breaches = operation.query_errors(query.values)
        if breaches:
            raise errors.invalid_parameter(breaches[0].pointer.strip("/"), breaches[0].message)


def read_form(content_type: str, body: bytes) -> tuple[File, ...]:
    """The files of a multipart form; fields that are not files are ignored, as the real API does."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise errors.media_type_unsupported("multipart/form-data")
    # Few runs upload anything.
    import python_multipart  # noqa: PLC0415  - see above

    files: list[File] = []

    def on_file(file: "FormFile") -> None:
        file.file_object.seek(0)
        files.append(
            File(
                field=(file.field_name or b"").decode("utf-8", "replace"),
                name=(file.file_name or b"").decode("utf-8", "replace"),
                content_type=(file.content_type or "application/octet-stream"),
                content=file.file_object.read(),
            )
        )

    def on_field(_: "Field") -> None:
        return None

    try:
        parser = python_multipart.create_form_parser(
            {"Content-Type": content_type.encode()}, on_field, on_file, config={"MAX_MEMORY_FILE_SIZE": 2**25}
        )
        parser.write(body)
        parser.finalize()
    except python_multipart.exceptions.FormParserError as why:
        raise errors.malformed_form(str(why)) from None
    return tuple(files)


def refusal_of(breach: Breach) -> Refusal:
    """How the bank says that a field is wrong: pointers of the JSON:API kind."""
    if breach.pointer.startswith("/payment_methods") or (
        breach.keyword == "required" and "payment_methods" in breach.message
    ):
        # Observed: whatever is wrong with the account the money should go to, the bank says this.
        return errors.iban_empty()
    return errors.invalid_format(f"/data/attributes{breach.pointer}", breach.message)
