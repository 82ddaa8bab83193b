"""The gateway, the bank behind it, against its contract and the five rules, in both editions."""

import pytest
import schemathesis
from schemathesis.specs.openapi.checks import ignored_auth

import contracts
from tests.fuzz import gateway_plan
from tests.fuzz.campaign import play
from tests.fuzz.checks import AnyCase
from tests.fuzz.gateway_stage import GatewayStage

pytestmark = pytest.mark.fuzz

SCENARIOS = 24
STATUSES = {"draft", "unpaid", "paid", "canceled"}
# Without these the rules had nothing to judge.
MUST_HAPPEN = {
    ("create_invoice", 201),
    ("finalize_invoice", 428),
    ("finalize_invoice", 200),
    ("finalize_invoice", 409),
    ("show_invoice_pdf", 200),
    ("show_invoice_pdf", 404),
    ("update_invoice", 409),
    ("delete_invoice", 409),
    ("send_invoice", 200),
    ("mark_invoice_paid", 200),
    ("cancel_invoice", 200),
}
SCHEMAS = {edition: gateway_plan.load(edition) for edition in contracts.EDITIONS}


@schemathesis.pytest.parametrize(**SCHEMAS)
def test_every_answer_is_the_contracts(case: AnyCase) -> None:
    stage: GatewayStage = case.operation.app
    stage.begin_again()

    response = case.call()

    # Asked without credentials and with wrong ones: after one success of each operation is enough.
    let_in_before = stage.let_in(case.operation.label, response.status_code)
    case.validate_response(response, excluded_checks=[ignored_auth] if let_in_before else [])


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_the_rules_hold_whatever_is_asked_in_whatever_order(edition: str) -> None:
    schema = gateway_plan.load(edition, said=gateway_plan.SAID_IN_SCENARIOS)

    play(schema, schema.app, scenarios=SCENARIOS, reply=gateway_plan.a_stubborn_person)

    assert set(schema.app.reached) == STATUSES, schema.app.reached
    assert not MUST_HAPPEN - set(schema.app.answers), schema.app.answers
