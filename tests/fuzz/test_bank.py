"""The bank against its contract and the five rules, in both editions, by generated requests."""

import pytest
import schemathesis

import contracts
from tests.fuzz import bank_plan
from tests.fuzz.campaign import EDITIONS, SEED, SUITES_SEED, play
from tests.fuzz.checks import AnyCase
from tests.fuzz.second_opinion import second_opinion

pytestmark = pytest.mark.fuzz

SCENARIOS = 14
# Whatever the seed. The rest is what the suite's own requests come to.
CORE = {f"client_invoice {status}" for status in ("unpaid", "paid", "canceled")}
REACHED = {
    *(f"client_invoice {status}" for status in ("draft", "unpaid", "paid", "canceled")),
    *(f"quote {status}" for status in ("pending_approval", "approved", "canceled")),
}
# What the guide's edition has no call for: credit notes, and an invoice that names its quote.
ONLY_TODAY = {
    "2026-11": {"credit_note final", "a part credited", "all credited", "quote converted"},
    "guide": set[str](),
}
# Without these the rules had nothing to judge.
MUST_HAPPEN = {
    ("finalize_client_invoice", 200),
    ("finalize_client_invoice", 412),
    ("update_client_invoice", 412),
    ("delete_client_invoice", 412),
    ("mark_client_invoice_paid", 200),
    ("cancel_client_invoice", 200),
    ("show_quote", 200),
    ("send_quote", 204),
    ("delete_quote", 204),
    ("delete_quote", 412),
    ("upload_transaction_attachment", 200),
    ("list_transaction_attachments", 200),
    ("delete_transaction_attachment", 200),
    ("a link", 200),
    ("a link", 403),
}
SCHEMAS = {edition: bank_plan.load(edition) for edition in EDITIONS}


@schemathesis.pytest.parametrize(**SCHEMAS)
def test_every_answer_is_the_contracts(case: AnyCase) -> None:
    case.operation.app.begin_again()

    case.call_and_validate()


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_rules_hold_in_whatever_order_and_openapi_core_agrees(edition: str) -> None:
    schema = bank_plan.load(edition, said=bank_plan.SAID_IN_SCENARIOS)

    sample = play(schema, schema.app, scenarios=SCENARIOS, reply=bank_plan.a_hasty_customer)

    assert second_opinion(sample, contracts.load("qonto", edition).document) == {}
    assert set() == CORE - set(schema.app.reached), schema.app.reached
    if SEED == SUITES_SEED:
        assert set() == (REACHED | ONLY_TODAY[edition]) - set(schema.app.reached), schema.app.reached
        assert set() == MUST_HAPPEN - set(schema.app.answers), schema.app.answers
        assert len(sample) > 50
        assert len({operation for operation, _ in sample}) > 28
