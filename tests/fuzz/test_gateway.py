"""The gateway, the bank behind it, against its contract and the five rules, in both editions."""

import pytest
import schemathesis
from schemathesis.specs.openapi.checks import ignored_auth

import contracts
from tests.fuzz import gateway_plan
from tests.fuzz.campaign import EDITIONS, SEED, SUITES_SEED, play
from tests.fuzz.checks import AnyCase
from tests.fuzz.gateway_stage import GatewayStage
from tests.fuzz.second_opinion import second_opinion

pytestmark = pytest.mark.fuzz

SCENARIOS = 12
# Whatever the seed. The rest is what the suite's own requests come to.
CORE = {"invoice unpaid", "invoice paid", "invoice canceled", "quote converted"}
# What the bank holds, what the gateway says of it, and what no status tells.
REACHED = {
    "client_invoice draft",
    "client_invoice unpaid",
    "client_invoice paid",
    "client_invoice canceled",
    "quote pending_approval",
    "invoice draft",
    "invoice unpaid",
    "invoice paid",
    "invoice canceled",
    "quote draft",
    "quote finalized",
    "quote accepted",
    "quote declined",
    "quote converted",
    "credit_note draft",
    "a part payment",
    "sync_transactions learnt something",
}
CREDITED = {"credit_note final", "credit_note finalized"}
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
    ("reconcile_invoice", 200),
    ("create_quote", 201),
    ("show_quote_pdf", 200),
    ("show_quote_pdf", 404),
    ("finalize_quote", 428),
    ("finalize_quote", 200),
    ("update_quote", 409),
    ("delete_quote", 409),
    ("send_quote", 200),
    ("convert_quote", 201),
    ("convert_quote", 409),
    ("create_credit_note", 201),
    ("show_credit_note_pdf", 404),
    ("sync_transactions", 200),
    ("sync_invoices", 200),
}
MUST_HAPPEN_TO_CREDIT_NOTES = {
    # Qonto's API issues none; the draft stays, and may be deleted.
    "guide": {("finalize_credit_note", 501), ("delete_credit_note", 200)},
    "2026-11": {
        ("finalize_credit_note", 428),
        ("finalize_credit_note", 200),
        ("update_credit_note", 409),
        ("delete_credit_note", 409),
        ("show_credit_note_pdf", 200),
    },
}
SCHEMAS = {edition: gateway_plan.load(edition) for edition in EDITIONS}


@schemathesis.pytest.parametrize(**SCHEMAS)
def test_every_answer_is_the_contracts(case: AnyCase) -> None:
    stage: GatewayStage = case.operation.app
    stage.begin_again()

    response = case.call()

    # Asked without credentials and with wrong ones: after one success of each operation is enough.
    let_in_before = stage.let_in(case.operation.label, response.status_code)
    case.validate_response(response, excluded_checks=[ignored_auth] if let_in_before else [])


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_rules_hold_in_whatever_order_and_openapi_core_agrees(edition: str) -> None:
    schema = gateway_plan.load(edition, said=gateway_plan.SAID_IN_SCENARIOS)

    sample = play(schema, schema.app, scenarios=SCENARIOS, reply=gateway_plan.a_stubborn_person)

    stage: GatewayStage = schema.app
    assert second_opinion(sample, contracts.load("gateway").document) == {}
    assert set() == CORE - set(stage.reached), stage.reached
    if SEED == SUITES_SEED:
        wanted = REACHED | (CREDITED if stage.issues_credit_notes else set())
        assert set() == wanted - set(stage.reached), stage.reached
        must_happen = MUST_HAPPEN | MUST_HAPPEN_TO_CREDIT_NOTES[edition]
        assert set() == must_happen - set(stage.answers), stage.answers
        assert len(sample) > 75
        assert len({operation for operation, _ in sample}) > 38
