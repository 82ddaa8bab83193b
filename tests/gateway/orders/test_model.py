"""The small rules of orders."""

from datetime import date

import pytest

from gateway.resources.orders.model import CustomerType, country_code, customer_type_of, due_date


@pytest.mark.parametrize("spelling", ["organisation", "organization", "Organisation", " organization "])
def test_both_spellings_mean_a_company(spelling: str) -> None:
    assert customer_type_of(spelling) is CustomerType.ORGANIZATION


@pytest.mark.parametrize("spelling", ["partner", "", None])
def test_what_is_neither_company_nor_person_is_nobody(spelling: str | None) -> None:
    assert customer_type_of(spelling) is None


@pytest.mark.parametrize(
    ("named", "code"),
    [("FR", "FR"), ("fr", "FR"), ("France", "FR"), (" Belgique ", "BE"), ("", "FR"), ("Atlantide", None)],
)
def test_a_country_is_known_or_it_is_not(named: str, code: str | None) -> None:
    assert country_code(named) == code


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("immediate", date(2026, 1, 31)),
        ("net_15", date(2026, 2, 15)),
        ("net_30", date(2026, 3, 2)),
        ("net_60", date(2026, 4, 1)),
        ("end of month", date(2026, 3, 2)),
        (None, date(2026, 3, 2)),
    ],
)
def test_payment_terms_are_days(terms: str | None, due: date) -> None:
    assert due_date(date(2026, 1, 31), terms) == due
