"""Qonto was asked to do something, did not say whether it has, and cannot be asked: the caller is told."""

import pytest

from mock_qonto.web.faults import Kind
from tests.gateway.every_operation.calls import House

pytestmark = pytest.mark.anyio

ALWAYS = 1_000


@pytest.mark.parametrize(
    ("operation", "write", "look", "looks_before"),
    [
        ("finalize_invoice_workflow", "finalize_client_invoice", "show_client_invoice", 2),
        ("create_service_quote", "create_quote", "list_quotes", 0),
        ("create_quote_from_invoice", "create_quote", "list_quotes", 0),
        ("convert_invoice_to_quote", "create_quote", "list_quotes", 0),
        ("convert_quote", "create_client_invoice", "list_client_invoices", 0),
        ("update_quote", "update_quote", "show_quote", 1),
        ("delete_quote", "delete_quote", "show_quote", 1),
    ],
)
async def test_an_outcome_that_nobody_knows_is_no_failure(
    house: House, operation: str, write: str, look: str, looks_before: int
) -> None:
    call, said = house.call(operation), {}
    if operation == "finalize_invoice_workflow":
        await house.call("validate_invoice_to_draft").made(house.stack.client)
        asked = await call.made(house.stack.client)
        said = {"json": {"confirmationToken": asked.json()["confirmation"]["token"]}}
    house.fault(write, Kind.APPLY_THEN_DROP)
    house.fault(look, Kind.STATUS, nth=looks_before + 1, count=ALWAYS)

    answer = await call.made(house.stack.client, **said)

    assert (answer.status_code, answer.json()["code"]) == (504, "OUTCOME_UNKNOWN")
