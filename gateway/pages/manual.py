"""
The contract, opened up for reading: each operation with its parameters, bodies, answers and a call to paste.

Nothing here is written by hand: what the contract does not say, the page does not say either.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import orjson

from contracts import Contract
from contracts.documents import resolve
from contracts.operation import ContractOperation
from gateway.web import Access, Operation

_DEPTH_MAX: Final = 6
_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data"
ACCESS: Final[Mapping[Access, str]] = MappingProxyType(
    {
        Access.PUBLIC: "ouverte à tous",
        Access.LINK: "lecture, ou lien signé",
        Access.READ: "lecture",
        Access.WRITE: "écriture",
        Access.FINALIZE: "une personne seulement",
    }
)
_BOUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "format": "{}",
        "pattern": "{}",
        "const": "= {}",
        "default": "par défaut {}",
        "minimum": "≥ {}",
        "exclusiveMinimum": "> {}",
        "maximum": "≤ {}",
        "minLength": "≥ {} car.",
        "maxLength": "≤ {} car.",
        "minItems": "≥ {} éléments",
        "maxItems": "≤ {} éléments",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    type: str
    required: bool
    about: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: str
    about: str
    codes: tuple[str, ...]
    media: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: str
    method: str
    path: str
    access: str
    summary: str
    about: tuple[str, ...]
    parameters: tuple[Field, ...]
    media: str
    body: tuple[Field, ...]
    example: str
    replies: tuple[Reply, ...]
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    name: str
    about: str
    entries: tuple[Entry, ...]


def chapters(
    contract: Contract, operations: Sequence[Operation], *, base_url: str, guarded: bool
) -> tuple[Chapter, ...]:
    """What is served, in the contract's order; *guarded* calls to paste carry a token."""
    rows = {operation.id: operation for operation in operations}
    by_tag: dict[str, list[Entry]] = {tag["name"]: [] for tag in contract.document["tags"]}
    for promised in contract.operations.values():
        if promised.id not in rows:
            continue
        row = rows[promised.id]
        entry = _entry(contract.document, promised, row, base_url=base_url, guarded=guarded)
        by_tag[promised.definition["tags"][0]].append(entry)
    return tuple(
        Chapter(name=tag["name"], about=tag.get("description", ""), entries=tuple(by_tag[tag["name"]]))
        for tag in contract.document["tags"]
    )


def _entry(
    document: dict[str, Any], promised: ContractOperation, row: Operation, *, base_url: str, guarded: bool
) -> Entry:
    definition = promised.definition
    shared = document["paths"][promised.path].get("parameters", ())
    parameters = [resolve(document, one) for one in (*shared, *definition.get("parameters", ()))]
    body = resolve(document, definition.get("requestBody", {})).get("content", {})
    media = next(iter(body), "")
    schema = resolve(document, body.get(media, {}).get("schema", {}))
    example = _example(document, body.get(media, {}))
    carries_token = guarded and row.access is not Access.PUBLIC
    return Entry(
        id=promised.id,
        method=promised.method,
        path=promised.path,
        access=ACCESS[row.access],
        summary=promised.summary,
        about=_paragraphs(definition.get("description", "")),
        parameters=tuple(_parameter(document, one) for one in parameters),
        media=media,
        body=tuple(_fields(document, schema)),
        example="" if example is None else orjson.dumps(example, option=orjson.OPT_INDENT_2).decode(),
        replies=tuple(_reply(document, status, one) for status, one in promised.responses.items()),
        curl=_curl(
            promised, base_url, media=media, example=example, schema=schema, carries_token=carries_token
        ),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _parameter(document: dict[str, Any], parameter: dict[str, Any]) -> Field:
    return Field(
        name=parameter["name"],
        type=_type(document, parameter.get("schema", {})),
        required=parameter.get("required", False),
        about=" ".join(parameter.get("description", "").split()),
        where=parameter["in"],
    )


def _reply(document: dict[str, Any], status: str, response: dict[str, Any]) -> Reply:
    content = response.get("content", {})
    media = next(iter(content), "")
    told = _fields(document, content.get(media, {}).get("schema", {})) if status.startswith("2") else ()
    return Reply(
        status=status,
        about=" ".join(response.get("description", "").split()),
        codes=tuple(response.get("x-codes", ())),
        media=", ".join(content),
        fields=tuple(told),
    )


# ------------------------------------------------------------------ schemas
def _fields(document: dict[str, Any], schema: Any, prefix: str = "", depth: int = 0) -> Iterator[Field]:
    """Every property by its way from the top: `fees.shipping_cost_ht`, `items[].title`."""
    node, way = _object_in(document, schema, prefix)
    required = node.get("required", ())
    for name, declared in node.get("properties", {}).items():
        inner = resolve(document, declared)
        about = declared.get("description") or inner.get("description", "")
        yield Field(
            name=f"{way}{name}",
            type=_type(document, declared),
            required=name in required,
            about=" ".join(about.split()),
        )
        if depth < _DEPTH_MAX:
            yield from _fields(document, declared, f"{way}{name}.", depth + 1)


def _object_in(document: dict[str, Any], schema: Any, prefix: str) -> tuple[dict[str, Any], str]:
    """The object that is meant where it may be null, or where there is a list of them."""
    node: dict[str, Any] = resolve(document, schema)
    way = prefix
    while "properties" not in node:
        options = [resolve(document, one) for one in (*node.get("anyOf", ()), *node.get("oneOf", ()))]
        told = [one for one in options if one.get("type") != "null"]
        if told:
            node = told[0]
        elif "items" in node:
            node, way = resolve(document, node["items"]), f"{way.removesuffix('.')}[]."
        else:
            break
    return node, way


def _type(document: dict[str, Any], schema: Any) -> str:
    node = resolve(document, schema)
    options = (*node.get("anyOf", ()), *node.get("oneOf", ()))
    if options:
        return " ou ".join(dict.fromkeys(_type(document, one) for one in options))
    if "enum" in node:
        return " | ".join(_plain(value) for value in node["enum"])
    named = node.get("type", "")
    names = [named] if isinstance(named, str) else list(named)
    if "array" in names and "items" in node:
        names[names.index("array")] = f"liste de {_type(document, node['items']) or 'valeurs'}"
    bounds = [form.format(_plain(node[key])) for key, form in _BOUNDS.items() if key in node]
    return " ".join([" ou ".join(name for name in names if name), *bounds]).strip()


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


# ------------------------------------------------------------------ a call to paste
def _example(document: dict[str, Any], content: Mapping[str, Any]) -> Any:
    if "example" in content:
        return content["example"]
    for entry in content.get("examples", {}).values():
        return resolve(document, entry)["value"]
    return None


def _curl(
    promised: ContractOperation,
    base_url: str,
    *,
    media: str,
    example: Any,
    schema: dict[str, Any],
    carries_token: bool,
) -> str:
    method = [] if promised.method == "GET" else ["-X", promised.method]
    parts = [" ".join(["curl", "-s", *method, f'"{base_url}{_with_variables(promised.path)}"'])]
    if carries_token:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if media == _JSON and (example is not None or promised.request_required):
        parts.append(f"-H 'Content-Type: {_JSON}'")
        parts.append(f"-d {shlex.quote(orjson.dumps(example or {}).decode())}")
    elif media == _FORM:
        parts += [f"-F {_part(name, one)}" for name, one in schema.get("properties", {}).items()]
    return " \\\n  ".join(parts)


def _with_variables(path: str) -> str:
    """`/invoices/{id}` -> `/invoices/$ID`: the shell puts in what the reader has set."""
    segments = path.split("/")
    return "/".join(f"${{{one[1:-1].upper()}}}" if one.startswith("{") else one for one in segments)


def _part(name: str, schema: Mapping[str, Any]) -> str:
    file = schema.get("format") == "binary" or "contentMediaType" in schema or not schema
    return f"{name}=@facture.pdf" if file else f'"{name}=${{{name.upper()}}}"'
