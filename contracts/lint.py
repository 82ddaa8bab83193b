"""
What can be wrong with a contract document, found without running anything.

Needs openapi-spec-validator, which the extras `contracts` and `dev` bring; nothing else in this package does.
"""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts.contract import Contract
from contracts.documents import dangling, escaped, resolve

# The closed set of verbs: five for any resource, then what the domain and its paths say.
VERBS = frozenset(
    {
        *("list", "show", "create", "update", "delete"),
        *(
            "finalize",
            "send",
            "cancel",
            "mark",
            "unmark",
            "convert",
            "accept",
            "decline",
            "reconcile",
            "sync",
        ),
        *("validate", "advance", "fork", "upload", "cleanup", "confirm"),
        # The control plane's paths speak these themselves.
        *("reset", "restore", "clear", "verify", "receive", "regenerate", "issue", "approve"),
    }
)
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def findings(contract: Contract) -> list[str]:
    """Everything wrong with the document; an empty list is a clean bill."""
    found = [f"{ref} points to nothing" for ref in dangling(contract.document)]
    found += [f"{_place(error)}: {error.message}" for error in _specification_errors(contract.document)]
    if found:
        return found  # the rest would only stumble over the same
    return [*_misnamed(contract), *_broken_links(contract), *_wrong_examples(contract)]


def _specification_errors(document: dict[str, Any]) -> Iterator[Any]:
    yield from OpenAPIV31SpecValidator(document).iter_errors()


def _place(error: Any) -> str:
    return "/".join(str(part) for part in error.absolute_path) or "the document"


def _misnamed(contract: Contract) -> Iterator[str]:
    for operation in contract.operations.values():
        if not _SNAKE.fullmatch(operation.id):
            yield f"{operation.id}: an operationId is snake_case"
        elif operation.id.split("_")[0] not in VERBS:
            yield f"{operation.id}: {operation.id.split('_')[0]} is no verb of ours"


def _broken_links(contract: Contract) -> Iterator[str]:
    for operation in contract.operations.values():
        for status, response in operation.responses.items():
            for name, link in response.get("links", {}).items():
                target = resolve(contract.document, link).get("operationId")
                if target not in contract.operations:
                    yield f"{operation.id} {status}, link {name}: there is no operation {target}"


def _wrong_examples(contract: Contract) -> Iterator[str]:
    for pointer, schema_pointer, example in examples(contract):
        for error in contract.validator_at(schema_pointer).iter_errors(example):
            yield f"{pointer}: {_instance(error)}: {error.message}"


def examples(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Every example of a message: where it stands, where its schema stands, and the example."""
    for place, media in _media_types(contract.document, "#"):
        if "example" in media:
            yield f"{place}/example", f"{place}/schema", media["example"]
        for name, entry in media.get("examples", {}).items():
            yield f"{place}/examples/{name}", f"{place}/schema", resolve(contract.document, entry)["value"]


def _media_types(node: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(node, dict):
        return
    content = node.get("content")
    if isinstance(content, dict):
        for media, entry in content.items():
            if isinstance(entry, dict) and "schema" in entry:
                yield f"{place}/content/{escaped(media)}", entry
    for key, value in node.items():
        if key not in {"content", "examples", "schemas"}:
            yield from _media_types(value, f"{place}/{escaped(key)}")


def _instance(error: jsonschema_rs.ValidationError) -> str:
    return "/" + "/".join(str(part) for part in error.instance_path)
