"""The bank's table of contents and Qonto's contract say the same."""

import pytest

import contracts
from mock_qonto.routes import CONTROLS, OPERATIONS


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_every_operation_of_an_edition_has_its_row(edition: str) -> None:
    promised = {(op.id, op.method, op.path) for op in contracts.load("qonto", edition).operations.values()}

    assert promised <= {(row.id, row.method, row.path) for row in OPERATIONS}


def test_every_row_is_an_operation_of_some_edition() -> None:
    promised = {id for edition in contracts.EDITIONS for id in contracts.load("qonto", edition).operations}

    assert {row.id for row in OPERATIONS} == promised


def test_the_control_plane_has_a_row_for_every_operation_and_no_other() -> None:
    promised = {(op.id, op.method, op.path) for op in contracts.load("control").operations.values()}

    assert {(row.id, row.method, row.path) for row in CONTROLS} == promised
