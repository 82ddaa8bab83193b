"""The documents themselves: valid OpenAPI, closed in themselves, strict in what they answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

import contracts
from contracts import documents, lint
from contracts.contract import Contract

ALL = [
    *(pytest.param("qonto", edition, id=f"qonto-{edition}") for edition in contracts.EDITIONS),
    pytest.param("gateway", None, id="gateway"),
    pytest.param("control", None, id="control"),
]
QONTO = [pytest.param("qonto", edition, id=edition) for edition in contracts.EDITIONS]


@pytest.mark.parametrize(("name", "edition"), ALL)
def test_a_document_is_valid_and_its_examples_links_and_names_are_right(
    name: str, edition: str | None
) -> None:
    contract = contracts.load(name, edition)

    found = lint.findings(contract)

    assert found == []


@pytest.mark.parametrize(("name", "edition"), ALL)
def test_no_reference_leaves_the_document(name: str, edition: str | None) -> None:
    document = contracts.load(name, edition).document

    assert documents.dangling(document) == ()
    assert all(ref.startswith("#/") for ref in documents.references(document))


@pytest.mark.parametrize(("name", "edition"), ALL)
def test_every_schema_of_every_operation_compiles(name: str, edition: str | None) -> None:
    contract = contracts.load(name, edition)

    for operation in contract.operations.values():
        operation.request_errors({})
        operation.query_errors({"page": ["1"]})
        for status in operation.responses:
            operation.accepts_response(int(status.replace("XX", "00")) if status != "default" else 599, {})


@pytest.mark.parametrize(("name", "edition"), QONTO)
def test_there_are_examples_to_check(name: str, edition: str) -> None:
    shown = [pointer for pointer, _, _ in lint.examples(contracts.load(name, edition))]

    assert len(shown) >= 20


@pytest.mark.parametrize(("name", "edition"), QONTO)
def test_every_operation_says_where_it_is_known_from(name: str, edition: str) -> None:
    contract = contracts.load(name, edition)
    sources = contract.document["info"]["x-sources"]

    for operation in contract.operations.values():
        provenance = operation.definition["x-provenance"]
        assert provenance["sources"], operation.id
        assert set(provenance["sources"]) <= set(sources), operation.id
        assert operation.summary, operation.id
        assert operation.definition["x-scope"], operation.id


@pytest.mark.parametrize(("name", "edition"), QONTO)
def test_answers_admit_no_undeclared_field(name: str, edition: str) -> None:
    contract = contracts.load(name, edition)

    open_objects = [
        f"{operation.id} {status}: {place}"
        for operation in contract.operations.values()
        for status, response in operation.responses.items()
        for media in response.get("content", {}).values()
        for place, schema in _objects(contract, media["schema"], "")
        if schema.get("additionalProperties", True) is not False and not place.endswith("/meta")
    ]

    assert open_objects == []


@pytest.mark.parametrize(("name", "edition"), QONTO)
def test_requests_tolerate_unknown_fields(name: str, edition: str) -> None:
    contract = contracts.load(name, edition)

    closed = [
        f"{operation.id}: {place}"
        for operation in contract.operations.values()
        if operation.request_media is not None
        for place, schema in _objects(
            contract, operation.definition["requestBody"]["content"][operation.request_media]["schema"], ""
        )
        if "additionalProperties" in schema
    ]

    assert closed == []


@pytest.mark.parametrize(("name", "edition"), QONTO)
def test_every_operation_declares_the_refusals_any_call_may_meet(name: str, edition: str) -> None:
    for operation in contracts.load(name, edition).operations.values():
        assert {"400", "401", "403", "429"} <= set(operation.responses), operation.id
        if "{id}" in operation.path:
            assert "404" in operation.responses, operation.id
        if operation.request_media is not None or operation.query_names:
            assert "422" in operation.responses, operation.id
        if operation.request_media is not None:
            assert "413" in operation.responses, operation.id


@pytest.mark.parametrize(("name", "edition"), QONTO)
def test_every_id_a_call_needs_is_produced_by_a_link(name: str, edition: str) -> None:
    contract = contracts.load(name, edition)
    linked: dict[str, list[Any]] = {}
    for operation in contract.operations.values():
        for response in operation.responses.values():
            for shown in response.get("links", {}).values():
                link = documents.resolve(contract.document, shown)
                linked.setdefault(link["operationId"], []).append(link)

    needing = {operation.id for operation in contract.operations.values() if "{id}" in operation.path}
    bodies = [link["requestBody"] for link in linked["create_client_invoice"]]

    assert needing <= set(linked)
    assert any("client_id" in body for body in bodies)
    assert any(
        str(body.get("payment_methods", {}).get("iban", "")).startswith("$response") for body in bodies
    )


def test_the_largest_document_a_request_can_ask_for_fits_64_bits() -> None:
    contract = contracts.load("qonto")
    lines = contract.schema("ItemsInput")["maxItems"]
    quantity, price, vat_rate = 999_999_9999, 99_999_999_99, 1
    biggest = {"quantity": "999999.9999", "unit_price": {"value": "99999999.99", "currency": "EUR"}}
    item = {"title": "x", "vat_rate": "1", **biggest}

    total_cents = lines * quantity * price * (1 + vat_rate) // 10_000

    assert contract.schema_errors("ClientInvoiceItemInput", item) == ()
    assert contract.schema_errors("ClientInvoiceItemInput", item | {"quantity": "1000000"})
    assert total_cents < 2**63
    assert contract.schema_errors("Cents", total_cents) == ()
    assert contract.schema_errors("Amount", {"value": f"{total_cents // 100}.00", "currency": "EUR"}) == ()


def test_what_was_written_once_with_an_alias_is_not_shared() -> None:
    document = documents.read("qonto.yaml")
    shown = document["components"]["examples"]

    assert shown["Clients"]["value"]["clients"][0] == shown["ClientCompany"]["value"]["client"]
    assert shown["Clients"]["value"]["clients"][0] is not shown["ClientCompany"]["value"]["client"]


def test_dates_stay_text() -> None:
    text = yaml.safe_dump(contracts.load("qonto").document["components"]["examples"])

    assert "2026-02-19" in text
    assert contracts.load("qonto").document["info"]["version"] == "guide"


def _objects(contract: Contract, schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Object schemas a value must fit, conditions (`if`) and narrowings (`then`, `else`) left aside."""
    schema = documents.resolve(contract.document, schema)
    if not isinstance(schema, dict):
        return
    kind = schema.get("type")
    if kind == "object" or (isinstance(kind, list) and "object" in kind):
        yield place, schema
    for name, below in schema.get("properties", {}).items():
        yield from _objects(contract, below, f"{place}/{name}")
    if "items" in schema:
        yield from _objects(contract, schema["items"], f"{place}/*")
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _objects(contract, branch, place)
