"""What is wrong with a message, said so that a refusal can be made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from contracts.documents import escaped

_MESSAGE_LENGTH_MAX = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Breach:
    """
    One way in which a message departs from its contract.

    *pointer* names the field itself even when it is the one missing or the one too many:
    `/payment_methods/iban`. For a query it is the parameter's name, without a slash.
    """

    pointer: str
    message: str
    keyword: str
    schema_path: str


def breaches(validator: jsonschema_rs.Validator, instance: Any) -> tuple[Breach, ...]:
    return tuple(found for error in validator.iter_errors(instance) for found in _breaches(error))


def _breaches(error: jsonschema_rs.ValidationError) -> Iterator[Breach]:
    here = _pointer(error.instance_path)
    keyword = error.kind.name
    for pointer in _fields_at_fault(error, here):
        yield Breach(
            pointer=pointer,
            # The message quotes the value, which a caller may have made as long as he likes.
            message=error.message[:_MESSAGE_LENGTH_MAX],
            keyword=keyword,
            schema_path=_pointer(error.schema_path),
        )


def _fields_at_fault(error: jsonschema_rs.ValidationError, here: str) -> list[str]:
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            return [f"{here}{_pointer([name])}"]
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
            return [f"{here}{_pointer([name])}" for name in names]
    return [here]


def _pointer(path: list[str | int]) -> str:
    return "".join(f"/{escaped(str(part))}" for part in path)
