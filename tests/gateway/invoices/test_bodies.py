"""What our models accept is what the contract promises to accept."""

from typing import Any

import pytest
from pydantic import BaseModel

import contracts
from contracts.documents import resolve
from gateway.resources.invoice_changes import bodies as changes
from gateway.resources.invoice_creation import bodies as creation
from gateway.resources.invoice_views.api import ListQuery
from gateway.resources.invoice_workflow import bodies as workflow

CONTRACT = contracts.load("gateway")
PROSE = {"title", "description", "default", "$defs"}
MODELS = (
    workflow.Nothing,
    creation.InvoiceCreate,
    creation.FeesAsked,
    creation.CustomLine,
    creation.AddressAsked,
    changes.InvoiceUpdate,
    changes.ItemAsked,
    workflow.MarkPaid,
    workflow.Send,
)


def normalised(document: dict[str, Any], schema: Any) -> Any:
    """References followed, prose dropped, `X or null` written one way."""
    schema = resolve(document, schema)
    if isinstance(schema, list):
        return [normalised(document, one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: value for key, value in schema.items() if key not in PROSE}
    options = plain.pop("anyOf", None)
    if options is not None:
        kept = [normalised(document, option) for option in options]
        (one,) = [option for option in kept if option != {"type": ["null"]}]
        return {**one, "type": sorted([*one["type"], "null"])}
    if "const" in plain:
        return {"const": plain["const"]}
    if "properties" in plain:
        plain["properties"] = {
            name: normalised(document, below) for name, below in plain["properties"].items()
        }
        plain["required"] = sorted(plain.get("required", ()))
    if "items" in plain:
        plain["items"] = normalised(document, plain["items"])
    if plain.get("additionalProperties") is True:
        del plain["additionalProperties"]
    if "type" in plain:
        plain["type"] = sorted([plain["type"]] if isinstance(plain["type"], str) else plain["type"])
    return plain


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_body_and_its_schema_are_the_same(model: type[BaseModel]) -> None:
    ours = model.model_json_schema(ref_template="#/$defs/{model}")

    promised = normalised(CONTRACT.document, CONTRACT.schema(model.__name__))

    assert normalised(ours, ours) == promised


def test_the_list_takes_the_parameters_it_declares() -> None:
    declared = {
        entry["name"]: entry["schema"]
        for entry in CONTRACT.operations["list_invoices"].definition["parameters"]
    }
    ours = ListQuery.model_json_schema()["properties"]

    assert ours.keys() == declared.keys()
    for name in ("page", "per_page", "all"):
        assert {key: value for key, value in ours[name].items() if key != "title"} == declared[name]
    assert ours["status"]["anyOf"][0]["enum"] == declared["status"]["enum"]
