"""The small rules of orders."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.resources.orders.model import CustomerType, country_code, customer_type_of, due_date
from tests.gateway.orders.sold import ADDRESS


@pytest.mark.parametrize("spelling", ["organisation", "organization", "Organisation", " organization "])
def test_both_spellings_mean_a_company(spelling: str) -> None:
    assert customer_type_of(spelling) is CustomerType.ORGANIZATION


@pytest.mark.parametrize("spelling", ["individual", " Individual "])
def test_a_person_is_one_whatever_the_case(spelling: str) -> None:
    assert customer_type_of(spelling) is CustomerType.INDIVIDUAL


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


@pytest.mark.parametrize("part", ["street", "postal_code", "city"])
def test_an_address_names_the_part_it_lacks(part: str) -> None:
    assert list(replace(ADDRESS, **{part: " "}).missing()) == [part]


def test_an_address_names_all_it_lacks_and_a_country_nobody_knows() -> None:
    empty = replace(ADDRESS, street="", postal_code="", city="", country="Atlantide")

    assert list(empty.missing()) == ["street", "postal_code", "city", "country"]
    assert list(ADDRESS.missing()) == []
