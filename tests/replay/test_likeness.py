"""What counts as the same answer, and what stands for what."""

from typing import Any

import pytest

from contracts.replay.likeness import Difference, difference
from contracts.replay.twins import Twins

ONE, TWO, THREE = (f"6f5e4d3c-2b1a-4098-8765-43210fedcb{number:02d}" for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("recorded", "live"),
    [
        ({"id": ONE, "of": [ONE]}, {"id": TWO, "of": [TWO]}),
        ({"number": "F-2026-057"}, {"number": "F-2026-001"}),
        (
            [{"number": "F-2026-057"}, {"number": "F-2026-059"}],
            [{"number": "F-2026-001"}, {"number": "F-2026-003"}],
        ),
        ({"created_at": "2026-02-19T09:00:00.000Z"}, {"created_at": "2026-11-30T10:00:00.000Z"}),
        ({"url": "https://a.example/x?removed=removed"}, {"url": "http://127.0.0.1:1/y"}),
        ({"name": "Kuaczsb"}, {"name": "Vérone SAS"}),
        ({"value": 1}, {"value": 1.0}),
        ({"detail": "one thing"}, {"detail": "another"}),
    ],
)
def test_these_are_the_same(recorded: Any, live: Any) -> None:
    assert difference(recorded, live, Twins()) is None


@pytest.mark.parametrize(
    ("recorded", "live", "where"),
    [
        ({"a": {"status": "draft"}}, {"a": {"status": "unpaid"}}, "$.a.status"),
        ({"a": 1}, {}, "$.a"),
        ({}, {"a": 1}, "$.a"),
        ({"a": [1]}, {"a": [1, 2]}, "$.a.length"),
        ([{"total_amount_cents": 1}], [{"total_amount_cents": 2}], "$[0].total_amount_cents"),
        ({"id": ONE, "of": [ONE]}, {"id": TWO, "of": [THREE]}, "$.of[0]"),
        ({"id": ONE, "client_id": TWO}, {"id": THREE, "client_id": THREE}, "$.client_id"),
        (
            [{"number": "F-2026-057"}, {"number": "F-2026-058"}],
            [{"number": "F-2026-001"}, {"number": "F-2026-003"}],
            None,
        ),
        ({"number": "F-2026-057"}, {"number": "A-2026-057"}, "$.number"),
        ({"number": "F-2026-057"}, {"number": None}, "$.number"),
        ({"name": "Kuaczsb", "label": "Kuaczsb"}, {"name": "Vérone SAS", "label": "Autre chose"}, "$.label"),
        ({"issue_date": "2026-02-19"}, {"issue_date": "2026-02-20"}, "$.issue_date"),
        ({"main": True}, {"main": 1}, "$.main"),
    ],
)
def test_these_are_not(recorded: Any, live: Any, where: str | None) -> None:
    found = difference(recorded, live, Twins())

    assert isinstance(found, Difference)
    assert where is None or found.where == where


def test_a_request_is_said_in_the_ids_and_numbers_of_today() -> None:
    twins = Twins()
    difference(
        {"id": ONE, "iban": "FR7612345678901234", "number": "F-2026-057"},
        {"id": TWO, "iban": "FR7699999999999999", "number": "F-2026-001"},
        twins,
    )

    assert twins.path(f"/v2/client_invoices/{ONE}/finalize") == f"/v2/client_invoices/{TWO}/finalize"
    assert twins.now({"iban": "FR7612345678901234", "number": "F-2026-058", "note": "x"}) == {
        "iban": "FR7699999999999999",
        "number": "F-2026-002",
        "note": "x",
    }
    assert twins.path(f"/v2/clients/{THREE}") == f"/v2/clients/{THREE}"
