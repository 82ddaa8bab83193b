"""Whatever an answer names, a link leads on from there to everything that takes it."""

from collections.abc import Iterator
from typing import Any

import pytest

import contracts
from contracts import Contract
from contracts.documents import resolve

CONTRACTS = {
    "the bank, as the guide knew it": ("qonto", "guide"),
    "the bank, as it is today": ("qonto", "2026-11"),
    "the gateway": ("gateway", None),
}
# How a thing is called where it is answered, in the path that leads to it, and in a body that names it.
THINGS = {
    "client": ("clients", {"client_id"}),
    "client_invoice": ("client_invoices", {"invoice_id"}),
    "quote": ("quotes", {"quote_id"}),
    "credit_note": ("credit_notes", set[str]()),
    "attachment": ("attachments", set[str]()),
    "transaction": ("transactions", set[str]()),
    "bank_account": ("bank_accounts", set[str]()),
    "label": ("labels", set[str]()),
}
THINGS_OF_THE_GATEWAY = {
    "invoice": ("invoices", {"invoiceId"}),
    "quote": ("quotes", set[str]()),
    "credit_note": ("credit-notes", set[str]()),
    "attachment": ("attachments", set[str]()),
    "transaction": (None, {"transactionId"}),
}
LOCAL_ID = "$response.body#/localDocumentId"
"""The gateway's own name for what an answer is about."""
Things = dict[str, tuple[str | None, set[str]]]


def contract_of(name: str, edition: str | None) -> Contract:
    return contracts.load(name) if edition is None else contracts.load(name, edition)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, id and definition of each."""
    for path, item in document["paths"].items():
        for operation in item.values():
            if isinstance(operation, dict) and "operationId" in operation:
                yield path, operation["operationId"], operation


def successes(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            yield resolve(document, response)


def properties(document: dict[str, Any], schema: Any) -> dict[str, Any]:
    """Of an object, whatever it is put together from."""
    schema = resolve(document, schema)
    found = dict(schema.get("properties", {})) if isinstance(schema, dict) else {}
    for part in schema.get("allOf", ()) if isinstance(schema, dict) else ():
        found |= properties(document, part)
    return found


def answered(document: dict[str, Any], response: dict[str, Any], things: Things) -> Iterator[tuple[str, str]]:
    """Of everything an answer names with an id: what it is, and where it stands."""
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    for key, value in properties(document, schema).items():
        inner = resolve(document, value)
        if key in things and "id" in properties(document, inner):
            yield key, f"$response.body#/{key}/"
        elif key.removesuffix("s") in things and inner.get("type") == "array":
            yield key.removesuffix("s"), f"$response.body#/{key}/0/"


def asked(document: dict[str, Any], path: str, operation: dict[str, Any], things: Things) -> Iterator[str]:
    """Everything an operation has to be told the id of."""
    body = resolve(document, operation.get("requestBody", {}))
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    named = set(properties(document, schema))
    segments = path.split("/")
    for thing, (collection, fields) in things.items():
        parameter = {f"{{{field}}}" for field in fields}
        in_path = collection in segments and segments[segments.index(collection) + 1 :][:1] == ["{id}"]
        if in_path or named & fields or parameter & set(segments):
            yield thing


def missing(contract: Contract, things: Things) -> list[str]:
    document = contract.document
    consumers = {
        id: set(asked(document, path, operation, things)) for path, id, operation in operations(document)
    }
    found = []
    for _, producer, operation in operations(document):
        for response in successes(document, operation):
            links = [resolve(document, link) for link in response.get("links", {}).values()]
            for thing, place in answered(document, response, things):
                linked = {
                    link["operationId"]
                    for link in links
                    if any(name in _told(link) for name in (place, LOCAL_ID))
                }
                wanting = (id for id, wants in consumers.items() if thing in wants and id not in linked)
                found += [f"{producer} -> {consumer} ({place})" for consumer in wanting]
    return found


def _told(link: dict[str, Any]) -> str:
    """What is handed on."""
    return f"{link.get('parameters')} {link.get('requestBody')}"


@pytest.mark.parametrize(("name", "edition"), CONTRACTS.values(), ids=CONTRACTS)
def test_every_answer_leads_on_to_whatever_takes_what_it_names(name: str, edition: str | None) -> None:
    things: Any = THINGS_OF_THE_GATEWAY if name == "gateway" else THINGS

    assert missing(contract_of(name, edition), things) == []


def test_there_are_many_ways_to_go_on() -> None:
    """Else the test above would have nothing to say."""
    document = contracts.load("qonto", "2026-11").document
    links = [
        link
        for _, _, operation in operations(document)
        for response in successes(document, operation)
        for link in response.get("links", {})
    ]

    assert len(links) > 100
