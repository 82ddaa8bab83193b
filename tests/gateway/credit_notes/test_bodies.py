"""What our models accept is what the contract promises to accept."""

import pytest
from pydantic import BaseModel

from gateway.resources.credit_note_workflow import bodies
from tests.gateway.invoices.test_bodies import CONTRACT, normalised

MODELS = (bodies.CreditNoteCreate, bodies.CreditNoteUpdate, bodies.CreditItemAsked, bodies.DiscountAsked)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_body_and_its_schema_are_the_same(model: type[BaseModel]) -> None:
    ours = model.model_json_schema(ref_template="#/$defs/{model}")

    promised = normalised(CONTRACT.document, CONTRACT.schema(model.__name__))

    assert normalised(ours, ours) == promised
