"""What our models accept is what the contract promises to accept."""

import pytest
from pydantic import BaseModel

import contracts
from gateway.resources.quote_creation import bodies as creation
from gateway.resources.quote_finalization import bodies as finalization
from gateway.resources.quote_views.api import QuoteListQuery, ServiceListQuery
from gateway.resources.quote_workflow import bodies as workflow
from gateway.resources.service_lines.bodies import ServiceItem
from tests.gateway.invoices.test_bodies import normalised

CONTRACT = contracts.load("gateway")
MODELS = (
    creation.QuoteCreate,
    creation.ServiceQuoteCreate,
    creation.QuoteFromInvoice,
    creation.ConvertToQuote,
    ServiceItem,
    workflow.QuoteUpdate,
    finalization.QuoteFinalize,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_body_and_its_schema_are_the_same(model: type[BaseModel]) -> None:
    ours = model.model_json_schema(ref_template="#/$defs/{model}")

    promised = normalised(CONTRACT.document, CONTRACT.schema(model.__name__))

    assert normalised(ours, ours) == promised


@pytest.mark.parametrize(
    ("operation", "model"), [("list_quotes", QuoteListQuery), ("list_service_quotes", ServiceListQuery)]
)
def test_a_list_takes_the_parameters_it_declares(operation: str, model: type[BaseModel]) -> None:
    declared = CONTRACT.operations[operation].definition["parameters"]
    names = {contracts.documents.resolve(CONTRACT.document, one)["name"] for one in declared}

    assert model.model_json_schema()["properties"].keys() == names
