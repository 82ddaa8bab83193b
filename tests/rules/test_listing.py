"""The rule book for people: on the command line, and in the bank's README."""

import argparse
import json

import pytest

from contracts.rules.book import RULES, by_id
from contracts.rules.listing import FAMILIES, add_rules, list_rules
from contracts.rules.rule import Side
from tests.mock_qonto.rules_table import in_readme, table


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_rules(parser.add_subparsers())
    asked = parser.parse_args(["rules", *words])
    return asked.run(asked), capsys.readouterr().out


def test_every_rule_is_listed_with_its_provenance(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = said(capsys)

    assert status == 0
    assert all(f" {rule.id} " in out for rule in RULES)
    assert "(observed: 412 quote_has_no_attachment, seen by a public client)" in out
    assert f"{len(RULES)} rules: " in out.splitlines()[-1]
    assert max(len(line) for line in out.splitlines()) <= 120


def test_a_family_is_listed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = said(capsys, "--family", "R2", "--side", "gateway")

    ids = [line.split()[0] for line in out.splitlines() if line.startswith("  R")]
    assert ids == ["R2.11", "R2.12", "R2.13"]


def test_programs_read_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = said(capsys, "--family", "Q.5", "--json")

    (told,) = json.loads(out)
    assert told["says"] == by_id()["Q.5"].says
    assert told["refuses"] == {"update_quote": [412]}


def test_a_family_that_does_not_exist_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_rules(["R9"]) == 2
    assert "R9" in capsys.readouterr().err


def test_every_family_has_a_name() -> None:
    assert list(FAMILIES) == list(dict.fromkeys(rule.family for rule in RULES))


def test_the_banks_readme_names_the_rules_it_keeps() -> None:
    assert in_readme() == table(), "run `make table`"
    assert all(f"\n| {rule.id} | {rule.says}" in table() for rule in RULES if rule.side is Side.BANK)
