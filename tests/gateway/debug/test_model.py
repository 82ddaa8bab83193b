"""What is hidden from whoever debugs, and what two counts say."""

from datetime import UTC, datetime

import pytest

from gateway.resources.debug.model import Counts, compared, hidden_iban, without_ibans, year_of


@pytest.mark.parametrize(
    ("iban", "shown"),
    [
        ("FR7630006000011234567891234", "FR76 **** **** 1234"),
        ("FR76 3000 6000 0112 3456 7891 234", "FR76 **** **** 1234"),
        ("NO9386011117947", "****"),
        ("BE68539007547034", "BE68 **** **** 7034"),
        ("FR76", "****"),
        ("", ""),
    ],
)
def test_an_iban_shows_its_ends_and_a_short_one_nothing(iban: str, shown: str) -> None:
    assert hidden_iban(iban) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("VIR FR7630006000011234567891234 LOYER", "VIR FR76 **** **** 1234 LOYER"),
        ("vir fr76 3000 6000 0112 3456 7891 234", "vir fr76 **** **** 1234"),
        ("Papeterie Martin", "Papeterie Martin"),
        ("Facture F-2026-001", "Facture F-2026-001"),
        (None, None),
    ],
)
def test_an_iban_in_a_text_is_hidden_too(text: str | None, shown: str | None) -> None:
    assert without_ibans(text) == shown


@pytest.mark.parametrize(
    ("theirs", "ours", "word"),
    [
        ((2, 1), (2, 1), "les mêmes"),
        ((2, 1), (1, 1), "Il manque 1 "),
        ((4, 3), (1, 1), "Il manque 5 "),
        ((1, 1), (2, 1), "1 transaction(s) de plus"),
        ((1, 2), (2, 1), "pas leur détail"),
    ],
)
def test_what_two_counts_say(theirs: tuple[int, int], ours: tuple[int, int], word: str) -> None:
    counted = [Counts(debits=out, credits=come, by_year={}) for out, come in (theirs, ours)]

    assert word in compared(*counted)


def test_a_year_is_half_open() -> None:
    assert year_of(2026) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
