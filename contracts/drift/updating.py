"""
What the contract would have to say for a drift to vanish: an OpenAPI Overlay, with its provenance.

A proposal, to be read by a person: a recording shows what was answered, never what is promised. Fields are
added as optional; what was missing once is promised no more; a type that was seen is allowed beside the old.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, cast

import yaml

from contracts import overlay
from contracts.contract import Contract
from contracts.documents import pointed
from contracts.drift.deviating import Kind, type_of
from contracts.drift.judging import NO_HEADER, Drift, Finding, judge
from contracts.operation import JSON
from contracts.recordings.reading import Recording

ROUNDS_MAX = 5
OBSERVED = "observed"
Action = dict[str, Any]


def proposal(recording: Recording, contract: Contract) -> tuple[dict[str, Any], Sequence[Finding]]:
    """
    The overlay, and what it cannot mend.

    What lies deeper shows only once what lies above it is mended: so it is judged, mended and judged again.
    """
    day = max((one.at.date().isoformat() for one in recording.exchanges if one.at is not None), default=None)
    document = copy.deepcopy(contract.document)
    actions: list[Action] = []
    drift = judge(recording, contract)
    for _ in range(ROUNDS_MAX):
        more = list(_actions(document, drift, day))
        if not more:
            break
        overlay.apply(document, {"actions": copy.deepcopy(more)})
        actions += more
        patched = Contract(name=contract.name, edition=contract.edition, document=document)
        drift = judge(recording, patched)
    told = {
        "overlay": "1.0.0",
        "info": {"title": f"What a recording shows beside edition {contract.edition}", "version": day or "0"},
        "actions": actions,
    }
    return told, drift.findings


def as_yaml(proposed: dict[str, Any]) -> str:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, _: Any) -> bool:
            return True

    return yaml.dump(proposed, Dumper=Plain, sort_keys=False, allow_unicode=True, width=110)


def _actions(document: dict[str, Any], drift: Drift, day: str | None) -> Iterator[Action]:
    provenance = {"sources": [OBSERVED], **({"last_observed": day} if day else {})}
    for kind, mend in _MENDED_BY.items():
        findings = sorted((one for one in drift.findings if one.kind is kind), key=lambda one: one.place)
        for place, group in groupby(findings, key=lambda one: one.place):
            yield from mend(document, place, list(group), provenance)


# ---------------------------------------------------------------- one kind each
def _operations(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    if findings[0].word == "gone":
        yield {"target": target(document, place), "remove": True}
        return
    path = place.removeprefix("/paths/").replace("~1", "/").replace("~0", "~")
    methods = {
        one.word.lower(): {
            "operationId": f"{OBSERVED}_{one.word.lower()}_" + "_".join(_words(path)),
            "x-provenance": provenance,
            "responses": {_status(one): _response(one.values, provenance)},
        }
        for one in findings
    }
    known = path in document["paths"]
    yield _update(document, place, methods) if known else _update(document, "/paths", {path: methods})


def _statuses(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    declared = pointed(document, f"#{place}")
    like = next((said for key, said in declared.items() if key.startswith("2") and "$ref" in said), None)
    for word in sorted({one.word for one in findings}):
        if word.startswith("2") and like is not None:
            # Another success, presumably with the same body: whether it is, the next round tells.
            yield _update(document, place, {word: dict(like)})
            yield _update(document, place.rpartition("/")[0], {"x-provenance": provenance})
            continue
        values = [value for one in findings if one.word == word for value in one.values]
        yield _update(document, place, {word: _response(values, provenance)})


def _contents(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    added: dict[str, Any] = {}
    for one in findings:
        schema = inferred(one.values) if one.word == JSON else {}
        added[one.word] = {"schema": schema}
    yield _update(document, place, {"content": added, "x-provenance": provenance})


def _fields(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    added: dict[str, Any] = {}
    for word in sorted({one.word for one in findings}):
        values = [value for one in findings if one.word == word for value in one.values]
        added[word] = {**inferred(values), "x-provenance": provenance}
    yield _update(document, place, {"properties": added})


def _promises(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    promised = pointed(document, f"#{place}")["required"]
    # From the end, because what follows a removed one moves up.
    for index in sorted({promised.index(one.word) for one in findings}, reverse=True):
        action = {"target": target(document, f"{place}/required/{index}"), "remove": True}
        yield {**action, "description": f"{promised[index]} was missing"}
    yield _update(document, place, {"x-provenance": provenance})


def _types(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    node = pointed(document, f"#{place}")
    values = [value for one in findings for value in one.values]
    seen = sorted({one.word for one in findings})
    if "$ref" in node:
        yield {"target": target(document, f"{place}/$ref"), "remove": True}
        choice = {"anyOf": [{"$ref": node["$ref"]}, _typed(values)], "x-provenance": provenance}
        yield _update(document, place, choice)
    elif "type" in node:
        before = node["type"]
        types = seen if isinstance(before, list) else [before, *seen]
        yield _update(document, place, {"type": types, "x-provenance": provenance})
    else:
        for keyword in ("anyOf", "oneOf"):
            if keyword in node:
                yield _update(document, place, {keyword: [_typed(values)], "x-provenance": provenance})


def _values(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    values = {one.word: one.values[0] for one in findings}
    if "const" in pointed(document, f"#{place}"):
        before = pointed(document, f"#{place}")["const"]
        yield {"target": target(document, f"{place}/const"), "remove": True}
        yield _update(document, place, {"enum": [before, *values.values()], "x-provenance": provenance})
        return
    for value in values.values():
        yield {"target": target(document, f"{place}/enum"), "update": value}
    yield _update(document, place, {"x-provenance": provenance})


def _headers(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    words = sorted({one.word for one in findings})
    yield _update(document, place, {NO_HEADER: words, "x-provenance": provenance})


def _shapes(
    document: dict[str, Any], place: str, findings: Sequence[Finding], provenance: dict[str, Any]
) -> Iterator[Action]:
    for word in sorted({one.word for one in findings}):
        yield {"target": target(document, f"{place}/{word}"), "remove": True}
    yield _update(document, place, {"x-provenance": provenance})


Mend = Callable[[dict[str, Any], str, Sequence[Finding], dict[str, Any]], Iterator[Action]]
_MENDED_BY: Mapping[Kind, Mend] = {
    Kind.OPERATION: _operations,
    Kind.STATUS: _statuses,
    Kind.CONTENT: _contents,
    Kind.HEADER: _headers,
    Kind.UNDECLARED: _fields,
    Kind.MISSING: _promises,
    Kind.TYPE: _types,
    Kind.ENUM: _values,
    Kind.SHAPE: _shapes,
}


# ---------------------------------------------------------------- pieces
def inferred(values: Iterable[Any]) -> dict[str, Any]:
    """A schema that all *values* fit: types, and what is inside; nothing required, nothing excluded."""
    seen = list(values)
    types = sorted({type_of(value) for value in seen})
    if types == ["null"]:
        return {}  # nothing is known of it but that it may be empty
    if "integer" in types and "number" in types:
        types.remove("integer")
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types} if types else {}
    objects = [value for value in seen if isinstance(value, dict)]
    if objects:
        names = dict.fromkeys(name for one in objects for name in one)
        schema["properties"] = {name: inferred(one[name] for one in objects if name in one) for name in names}
    inside = [one for value in seen if isinstance(value, list) for one in value]
    if inside:
        schema["items"] = inferred(inside)
    return schema


def _typed(values: Sequence[Any]) -> dict[str, Any]:
    return inferred(values) or {"type": "null"}


def target(document: dict[str, Any], place: str) -> str:
    """A JSON pointer as the JSONPath an overlay wants."""
    path, node = "$", cast("Any", document)
    for part in place.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            path, node = f"{path}[{name}]", node[int(name)]
        else:
            quoted = name.replace("\\", "\\\\").replace("'", "\\'")
            plain = name.replace("_", "").isalpha() and name.isascii()
            path, node = f"{path}.{name}" if plain else f"{path}['{quoted}']", node[name]
    return path


def _update(document: dict[str, Any], place: str, update: Any) -> Action:
    return {"target": target(document, place), "update": update}


def _response(values: Sequence[Any], provenance: dict[str, Any]) -> dict[str, Any]:
    bodies = [value for value in values if value is not None]
    content = {"content": {JSON: {"schema": inferred(bodies)}}} if bodies else {}
    return {"description": "Observed.", "x-provenance": provenance, **content}


def _status(finding: Finding) -> str:
    return finding.example.rpartition("-> ")[2]


def _words(path: str) -> list[str]:
    return [one.strip("{}") for one in path.split("/") if one and one != "v2"]
