"""
How an endpoint reads: a model in, a value of that model out, or a refusal that names every field, in French.

Bodies are read strictly (a number is no text, a text no number): what the contract promises is what the model
accepts.
"""

import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import orjson
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from gateway.errors import Code, GatewayError
from gateway.web.body import body_of, document_of, speaks_json
from gateway.web.french import said_in_french

Model = TypeVar("Model", bound=BaseModel)


async def read(request: Request, model: type[Model]) -> Model:
    if await body_of(request) and not speaks_json(request):
        raise GatewayError(
            Code.UNSUPPORTED_MEDIA_TYPE,
            "Le corps doit être du JSON en UTF-8 : envoyez l'en-tête « Content-Type: application/json ».",
            headers={"Accept": "application/json"},
        )
    return _validated(await document_of(request), model)


async def read_optional(request: Request, model: type[Model]) -> Model:
    """Like `read`, for calls that may come without a body: nothing at all reads as `{}`, blanks do not."""
    if not await body_of(request):
        return _validated({}, model)
    return await read(request, model)


def query(request: Request, model: type[Model]) -> Model:
    """
    The query parameters *model* knows; the others are ignored. Given twice, the last one counts, unless the
    field is a list (`status=a&status=b`, `status[]=a`, `status=a,b`).
    """
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if _is_list(field.annotation):
            given = [*request.query_params.getlist(key), *request.query_params.getlist(f"{key}[]")]
            if given:
                values[key] = [part for value in given for part in value.split(",") if part]
        elif key in request.query_params:
            values[key] = request.query_params[key]
    _refuse_nul(values, Code.INVALID_PARAMETER)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _named(error, Code.INVALID_PARAMETER) from error


def _validated(document: Any, model: type[Model]) -> Model:
    if not isinstance(document, dict):
        raise GatewayError(
            Code.INVALID, "Le corps doit être un objet JSON, entre accolades.", details={"fields": []}
        )
    _refuse_nul(document, Code.INVALID)
    try:
        return model.model_validate_json(orjson.dumps(document), strict=True)
    except ValidationError as error:
        raise _named(error, Code.INVALID) from error


def _named(error: ValidationError, code: Code) -> GatewayError:
    fields = [
        {"field": ".".join(str(part) for part in found["loc"]), "message": said_in_french(found)}
        for found in error.errors(include_url=False, include_input=False)
    ]
    kind = "Le paramètre" if code is Code.INVALID_PARAMETER else "Le champ"
    first = f"{kind} « {fields[0]['field']} » n'est pas valable : {fields[0]['message']}. Corrigez-le."
    others = f" {len(fields) - 1} autre(s) à corriger, voir « details.fields »." if len(fields) > 1 else ""
    return GatewayError(code, first + others, details={"fields": fields})


def _refuse_nul(document: Any, code: Code, path: str = "") -> None:
    """U+0000 is legal JSON and cannot be stored by PostgreSQL: refused on both databases alike."""
    if isinstance(document, str):
        if "\x00" in document:
            message = "ne peut pas contenir le caractère nul"
            raise GatewayError(
                code,
                f"« {path} » {message} : retirez-le.",
                details={"fields": [{"field": path, "message": message}]},
            )
    elif isinstance(document, dict):
        for key, value in document.items():
            _refuse_nul(key, code, path or "corps")
            _refuse_nul(value, code, f"{path}.{key}" if path else key)
    elif isinstance(document, list):
        for place, value in enumerate(document):
            _refuse_nul(value, code, f"{path}.{place}")


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType, Annotated):
        return any(_is_list(argument) for argument in get_args(annotation))
    return origin in (list, tuple, set, frozenset)
