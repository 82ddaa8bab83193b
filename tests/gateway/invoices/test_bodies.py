"""What our models accept is what the contract promises to accept."""

from typing import Any

import pytest
from pydantic import BaseModel

import contracts
from contracts.documents import resolve
from gateway.resources.client_directory import api as client_directory
from gateway.resources.client_directory import bodies as clients
from gateway.resources.invoice_changes import bodies as changes
from gateway.resources.invoice_creation import bodies as creation
from gateway.resources.invoice_views.api import ListQuery
from gateway.resources.invoice_workflow import bodies as workflow
from gateway.resources.payments import bodies as payments
from gateway.resources.service_invoices import bodies as service_invoices
from gateway.resources.service_lines.bodies import ServiceItem
from gateway.resources.sync_runs.bodies import SyncQuery
from gateway.resources.transaction_views import api as transaction_views
from gateway.web.fields import Nothing

CONTRACT = contracts.load("gateway")
PROSE = {"title", "description", "default", "$defs"}
MODELS = (
    Nothing,
    creation.InvoiceCreate,
    creation.FeesAsked,
    creation.CustomLine,
    creation.AddressAsked,
    changes.InvoiceUpdate,
    changes.ItemAsked,
    clients.ClientCreate,
    payments.MarkPaid,
    payments.Reconcile,
    service_invoices.ServiceInvoiceCreate,
    ServiceItem,
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


@pytest.mark.parametrize(
    ("operation", "model"),
    [
        ("list_transactions", transaction_views.ListQuery),
        ("list_clients", client_directory.ListQuery),
        ("sync_transactions", SyncQuery),
        ("sync_invoices", SyncQuery),
    ],
)
def test_what_is_asked_in_the_query_is_what_is_declared(operation: str, model: type[BaseModel]) -> None:
    parameters = CONTRACT.operations[operation].definition["parameters"]
    declared = {
        entry["name"]: normalised(CONTRACT.document, entry["schema"])
        for entry in (resolve(CONTRACT.document, parameter) for parameter in parameters)
    }
    schema = model.model_json_schema(ref_template="#/$defs/{model}")

    ours = {name: _without_null(normalised(schema, below)) for name, below in schema["properties"].items()}

    assert ours == declared


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not said is not null."""
    return {**schema, "type": [one for one in schema["type"] if one != "null"]}
