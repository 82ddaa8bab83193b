"""The gateway and its contract say the same: operations, codes, and which code comes with which status."""

import pytest

import contracts
from contracts.documents import resolve
from gateway.errors import Code
from gateway.routes import OPERATIONS
from gateway.web.errors import STATUS

CONTRACT = contracts.load("gateway")


def test_every_operation_has_its_route_and_every_route_its_operation() -> None:
    routed = {(op.id, op.method, op.path) for op in OPERATIONS}

    assert routed == {(op.id, op.method, op.path) for op in CONTRACT.operations.values()}


def test_the_codes_of_the_contract_are_our_codes() -> None:
    assert CONTRACT.schema("Code")["enum"] == [code.value for code in Code]


@pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=lambda operation: operation.id)
def test_a_code_is_promised_with_its_status(operation: contracts.ContractOperation) -> None:
    for status, response in operation.responses.items():
        for code in resolve(CONTRACT.document, response).get("x-codes", ()):
            assert str(STATUS[Code(code)]) == status


def test_every_code_is_promised_somewhere() -> None:
    promised = {
        code
        for operation in CONTRACT.operations.values()
        for response in operation.responses.values()
        for code in response.get("x-codes", ())
    }

    of_no_operation = {Code.METHOD_NOT_ALLOWED}
    of_pages_for_people = {Code.CONFIRMATION_GONE}
    assert {Code(code) for code in promised} == set(Code) - of_no_operation - of_pages_for_people


@pytest.mark.parametrize("operation", CONTRACT.operations.values(), ids=lambda operation: operation.id)
def test_what_creates_takes_an_idempotency_key_and_says_so(operation: contracts.ContractOperation) -> None:
    """`creates=True` in `routes.py`, and in the contract the parameter, a replay's header, both codes."""
    creates = operation.id in {op.id for op in OPERATIONS if op.creates}
    parameters = [
        resolve(CONTRACT.document, one)["name"] for one in operation.definition.get("parameters", ())
    ]

    assert ("Idempotency-Key" in parameters) is creates
    assert creates is (operation.id.split("_")[0] in {"create", "upload", "convert"})
    if creates:
        assert "Idempotency-Replayed" in operation.responses[str(operation.success_status)]["headers"]
        assert Code.IDEMPOTENCY_KEY_IN_USE in operation.responses["409"]["x-codes"]
        assert Code.IDEMPOTENCY_KEY_REUSED in operation.responses["422"]["x-codes"]
