"""Both editions are understood, and neither loses a cent."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gateway.qonto import reading


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (49.9, "49.9"),
        (3, "3"),
        (3.0, "3"),
        ("3.000", "3"),
        ("0.055", "0.055"),
        ({"value": "49.90", "currency": "EUR"}, "49.9"),
        ({"value": 49.9, "currency": "EUR"}, "49.9"),
        (None, None),
        (True, None),
        ("", None),
        ("NaN", None),
        ([1], None),
    ],
)
def test_a_number_is_a_number_however_it_is_written(value: object, text: str | None) -> None:
    assert reading.decimal_text(value) == text


@pytest.mark.parametrize(
    ("thing", "cents"),
    [
        ({"total_amount_cents": 5988, "total_amount": {"value": "1.00"}}, 5988),
        ({"total_amount": {"value": "59.88", "currency": "EUR"}}, 5988),
        ({"total_amount": "59.88"}, 5988),
        ({"total_amount": 59.88}, 5988),
        ({"total_amount": 0.285}, 29),
        ({}, None),
    ],
)
def test_the_twin_in_cents_is_the_truth_and_the_amount_stands_in_for_it(
    thing: dict[str, object], cents: int | None
) -> None:
    assert reading.cents(thing, "total_amount") == cents


def test_a_draft_without_lines_has_none() -> None:
    assert reading.things({"items": None}, "items") == []


def test_a_legacy_twin_is_read_after_the_documented_name() -> None:
    assert reading.text({"invoice_number": "F-1"}, "number", "invoice_number") == "F-1"
    assert reading.text({"number": "F-2", "invoice_number": "F-1"}, "number", "invoice_number") == "F-2"


def test_days_and_instants_that_are_none_are_none() -> None:
    assert reading.day({"due_date": "2026-11-21"}, "due_date") == date(2026, 11, 21)
    assert reading.day({"due_date": "soon"}, "due_date") is None
    noted = {"at": "2026-11-21T06:30:00.000Z"}
    assert reading.instant(noted, "at") == datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
    assert reading.instant({"at": "2026-11-21T06:30:00"}, "at") is None


def test_the_currency_is_the_things_own_else_that_of_its_amount() -> None:
    assert reading.currency({"currency": "CHF"}) == "CHF"
    assert reading.currency({"total_amount": {"value": "1", "currency": "USD"}}, "total_amount") == "USD"
    assert reading.currency({}) == "EUR"


def test_a_decimal_stays_exact() -> None:
    assert reading.decimal_of("0.1") == Decimal("0.1")
