"""A recording held against an edition: every difference once per operation and place, counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.contract import Contract
from contracts.documents import escaped, pointed, resolve
from contracts.drift.deviating import Deviation, Kind, deviations
from contracts.operation import JSON, ContractOperation
from contracts.recordings.reading import Exchange, Recording, Routes

NO_HEADER = "x-answers-without"
"""Where a contract says that answers of an operation lack a header others have."""
REQUEST_ID = "x-request-id"
_METHOD_NOT_ALLOWED, _NOT_FOUND = 405, 404


@dataclass(slots=True, kw_only=True)
class Finding:
    """*values* are all that were seen, one after the other; the first is the example."""

    operation: str
    kind: Kind
    place: str
    word: str
    says: str
    count: int = 0
    first: int = 0
    """The number of the exchange it was first seen in."""
    values: list[Any] = field(default_factory=list)
    example: str = ""
    """Method, path and status of that exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """*judged* exchanges were held against the edition; of *unread* ones the body was not kept."""

    edition: str
    findings: Sequence[Finding]
    judged: int
    unread: int


def judge(recording: Recording, contract: Contract) -> Drift:
    routes, found = Routes(contract), dict[tuple[str, Kind, str, str], Finding]()
    judged = unread = 0
    for exchange in recording.exchanges:
        if exchange.status == 0:
            continue
        judged += 1
        unread += not exchange.kept
        operation = routes.operation(exchange.method, exchange.path)
        name = _unknown(exchange) if operation is None else operation.id
        for deviation, says in _judged(contract, operation, exchange):
            key = (name, deviation.kind, deviation.place, deviation.word)
            finding = found.get(key)
            if finding is None:
                finding = found[key] = Finding(
                    operation=name,
                    kind=deviation.kind,
                    place=deviation.place,
                    word=deviation.word,
                    says=says,
                    first=exchange.number,
                    example=f"{exchange.method} {exchange.path} -> {exchange.status}",
                )
            finding.count += 1
            finding.values.append(deviation.value)
    order = {kind: number for number, kind in enumerate(Kind)}
    findings = sorted(found.values(), key=lambda one: (order[one.kind], one.place, one.operation, one.word))
    return Drift(edition=contract.edition or "", findings=findings, judged=judged, unread=unread)


def _judged(
    contract: Contract, operation: ContractOperation | None, exchange: Exchange
) -> Iterator[tuple[Deviation, str]]:
    absent = exchange.from_edge or exchange.status == _METHOD_NOT_ALLOWED
    if operation is None:
        if not absent and exchange.status != _NOT_FOUND:
            template = template_of(exchange.path)
            yield (
                _deviation(Kind.OPERATION, f"/paths/{escaped(template)}", exchange.method, exchange),
                f"answered {exchange.status}, and the edition has no such operation",
            )
        return
    place = f"/paths/{escaped(operation.path)}/{operation.method.lower()}"
    if absent:
        yield (
            _deviation(Kind.OPERATION, place, "gone", exchange),
            f"the edition has it, the server has no route for it ({exchange.status})",
        )
        return
    yield from _headers(operation, place, exchange)
    yield from _answer(contract, operation, place, exchange)


def _headers(operation: ContractOperation, place: str, exchange: Exchange) -> Iterator[tuple[Deviation, str]]:
    known = operation.definition.get(NO_HEADER, ())
    if exchange.media == JSON and REQUEST_ID not in exchange.headers and REQUEST_ID not in known:
        yield _deviation(Kind.HEADER, place, REQUEST_ID, exchange), "a JSON answer without it"


def _answer(
    contract: Contract, operation: ContractOperation, place: str, exchange: Exchange
) -> Iterator[tuple[Deviation, str]]:
    status = exchange.status
    keys = (str(status), f"{status // 100}XX", "default")
    key = next((key for key in keys if key in operation.responses), None)
    if key is None:
        deviation = _deviation(Kind.STATUS, f"{place}/responses", str(status), exchange)
        yield deviation, f"the edition knows {', '.join(operation.responses)}"
        return
    ref: str = operation.definition["responses"][key].get("$ref", f"#{place}/responses/{key}")
    content = operation.responses[key].get("content") or {}
    if not content and not exchange.length and exchange.answered is None:
        return
    if exchange.media not in content:
        deviation = _deviation(Kind.CONTENT, ref[1:], exchange.media or "(none)", exchange)
        yield deviation, f"the edition says {', '.join(content) or 'that there is no body'}"
        return
    if exchange.media == JSON and exchange.kept:
        yield from _body(contract, operation, f"{ref[1:]}/content/{escaped(JSON)}/schema", exchange)


def _body(
    contract: Contract, operation: ContractOperation, schema: str, exchange: Exchange
) -> Iterator[tuple[Deviation, str]]:
    breaches = operation.response_errors(exchange.status, exchange.answered, exchange.media)
    if not breaches:
        return
    found = list(deviations(contract.document, schema, exchange.answered))
    for deviation in found:
        says = _SAYS[deviation.kind]
        if deviation.kind is Kind.TYPE:
            says = f"the edition says {_types(contract, deviation.place)}"
        yield deviation, says
    if not found:
        for breach in breaches:
            where = f"{schema}{breach.schema_path}"
            yield Deviation(kind=Kind.OTHER, place=where, word=breach.keyword, value=None), breach.message


_SAYS = {
    Kind.UNDECLARED: "the edition does not know it",
    Kind.MISSING: "the edition promises it",
    Kind.TYPE: "the edition says otherwise",
    Kind.ENUM: "the edition does not list it",
    Kind.SHAPE: "the edition says another shape",
}


def _types(contract: Contract, place: str) -> str:
    node = resolve(contract.document, pointed(contract.document, f"#{place}"))
    said = node.get("type", "otherwise")
    return said if isinstance(said, str) else " or ".join(said)


def _deviation(kind: Kind, place: str, word: str, exchange: Exchange) -> Deviation:
    return Deviation(kind=kind, place=place, word=word, value=exchange.answered)


def _unknown(exchange: Exchange) -> str:
    return f"{exchange.method} {template_of(exchange.path)}"


def template_of(path: str) -> str:
    """A path with `{id}` where an id stands."""
    return "/".join("{id}" if one.count("-") == 4 or one.isdecimal() else one for one in path.split("/"))  # noqa: PLR2004  - a UUID
