"""The bank's answer is lost, or the bank breaks: with the gateway alive, one call leaves both sides equal."""

import pytest

from gateway.errors import Code
from mock_qonto.web.faults import Kind
from tests.gateway.durability.agreement import disagreements
from tests.gateway.durability.deeds import (
    CANCEL,
    CREATE,
    CREATE_SERVICE,
    DELETE,
    FINALIZE,
    MARK_PAID,
    RECONCILE,
    SEND,
    UPDATE,
    Deed,
    invoice_the_order,
    say_it_again,
)
from tests.gateway.durability.mortal import NewDatabase, gateway, house

pytestmark = pytest.mark.anyio

CALLS = {
    CREATE: "create_client_invoice",
    FINALIZE: "finalize_client_invoice",
    UPDATE: "update_client_invoice",
    MARK_PAID: "mark_client_invoice_paid",
    RECONCILE: "mark_client_invoice_paid",
    CREATE_SERVICE: "create_client_invoice",
    SEND: "send_client_invoice",
    CANCEL: "cancel_client_invoice",
    DELETE: "delete_client_invoice",
}
APPLIED = (Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE, Kind.TRUNCATED_BODY)
NOT_APPLIED = (Kind.STATUS, Kind.RESET)


@pytest.mark.parametrize("kind", APPLIED)
@pytest.mark.parametrize("deed", CALLS, ids=str)
async def test_what_was_done_is_found_done_and_never_done_twice(
    new_database: NewDatabase, deed: Deed, kind: Kind
) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, _):
        known = await deed.prepare(client)
        at.fault(CALLS[deed], kind)

        answer = await deed.call(client, known)

        found = (answer.status_code, answer.json().get("code"))
        # An e-mail leaves no trace: nobody can look whether it left.
        assert found == ((504, Code.OUTCOME_UNKNOWN) if deed is SEND else (deed.done, None)), answer.text
        assert len([one for one in at.bank.journal.exchanges if one.operation == CALLS[deed]]) == 1
        assert await disagreements(at) == []
        assert await invoice_the_order(client, at.bank) is None
        assert await disagreements(at) == []


@pytest.mark.parametrize("kind", NOT_APPLIED)
@pytest.mark.parametrize("deed", CALLS, ids=str)
async def test_what_was_not_done_is_said_not_to_be_and_may_be_said_again(
    new_database: NewDatabase, deed: Deed, kind: Kind
) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, _):
        known = await deed.prepare(client)
        at.fault(CALLS[deed], kind)

        answer = await deed.call(client, known)
        between = await disagreements(at)
        again = await say_it_again(client, deed, known)

        assert answer.status_code in {502, 504}, answer.text
        assert (between, again, await disagreements(at)) == ([], None, [])
        assert await invoice_the_order(client, at.bank) is None


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504])
async def test_a_client_whose_answer_was_lost_is_not_made_twice(
    new_database: NewDatabase, kind: Kind
) -> None:
    at = house(new_database(), "2026-11")
    async with gateway(at) as (client, _):
        at.fault("create_client", kind)

        answer = await CREATE.call(client, {})

        assert answer.status_code == CREATE.done
        assert len([one for one in at.bank.journal.exchanges if one.operation == "create_client"]) == 1
        assert await disagreements(at) == []


@pytest.mark.parametrize("deed", [deed for deed in CALLS if deed is not SEND], ids=str)
async def test_an_answer_lost_and_nobody_to_ask_is_told_and_settled_by_the_next_call(
    new_database: NewDatabase, deed: Deed
) -> None:
    at = house(new_database(), "guide")
    async with gateway(at) as (client, _):
        known = await deed.prepare(client)
        at.fault(CALLS[deed], Kind.APPLY_THEN_DROP)
        creates = deed in (CREATE, CREATE_SERVICE)
        looks = "list_client_invoices" if creates else "show_client_invoice"
        before = 0 if creates else _looks_before(deed)
        at.fault(looks, Kind.STATUS, nth=before + 1, count=3)

        answer = await deed.call(client, known)
        again = await say_it_again(client, deed, known)

        assert (answer.status_code, answer.json()["code"]) == (504, Code.OUTCOME_UNKNOWN), answer.text
        assert (again, await disagreements(at)) == (None, [])
        assert await invoice_the_order(client, at.bank) is None


def _looks_before(deed: Deed) -> int:
    """How often the invoice is looked at before the call that changes it."""
    return 2 if deed is FINALIZE else 1
