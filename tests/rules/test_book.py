"""Every rule of the book has a journal that keeps it and one that breaks it."""

import pytest

import contracts
from contracts.rules.book import RULES, UnknownRule, by_id, chosen, judge, refusals
from contracts.rules.rule import Rule, Side
from tests.rules import (
    documents_at_the_bank,
    five_at_a_gateway,
    five_at_the_bank,
    manners_of_the_bank,
    work_of_a_gateway,
)
from tests.rules.case import Case

CASES = (
    *five_at_the_bank.CASES,
    *five_at_a_gateway.CASES,
    *documents_at_the_bank.CASES,
    *manners_of_the_bank.CASES,
    *work_of_a_gateway.CASES,
)
FIVE = ("R1", "R2", "R3", "R4", "R5")
DOCUMENTS = {Side.BANK: "qonto", Side.GATEWAY: "gateway"}

of_each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
of_each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@of_each_case
def test_who_keeps_a_rule_breaks_none(case: Case) -> None:
    verdicts = {verdict.rule.id: verdict for verdict in judge(case.keeps)}

    assert verdicts[case.id].occasions >= 1
    broken = {id: verdict.broken for id, verdict in verdicts.items() if verdict.broken}
    assert {id: places for id, places in broken.items() if id not in case.theirs} == {}


@of_each_case
def test_who_breaks_a_rule_is_named_by_it_and_by_no_other_of_the_five(case: Case) -> None:
    broken = {verdict.rule.id for verdict in judge(case.breaks) if verdict.broken}

    family = by_id()[case.id].family
    assert case.id in broken
    assert {by_id()[id].family for id in broken} & set(FIVE) <= {family, *case.also}


def test_no_rule_lacks_either() -> None:
    assert [case.id for case in CASES if [case.id for case in CASES].count(case.id) > 1] == []
    assert {case.id for case in CASES} == {rule.id for rule in RULES}


@of_each_rule
def test_a_rule_says_where_it_comes_from(rule: Rule) -> None:
    assert rule.says.endswith(".")
    assert rule.says[0].isupper() or rule.says.split("=")[0].islower()
    assert "\n" not in rule.says
    assert rule.source
    assert set(rule.editions) <= set(contracts.EDITIONS)
    assert rule.family in {*FIVE, *"INQCKATLEMHG"}


@of_each_rule
def test_a_rule_refuses_what_the_contract_can_refuse(rule: Rule) -> None:
    """An operation of its side, with a status that the operation documents."""
    for edition in rule.editions:
        known = contracts.load(DOCUMENTS[rule.side], edition).operations
        there = {operation: statuses for operation, statuses in rule.refuses.items() if operation in known}
        for operation, statuses in there.items():
            declared = known[operation].responses
            assert all(str(status) in declared or f"{status // 100}XX" in declared for status in statuses)
    every = {
        id
        for edition in contracts.EDITIONS
        for id in contracts.load(DOCUMENTS[rule.side], edition).operations
    }
    assert set(rule.refuses) <= every


def test_ids_are_unique() -> None:
    assert len(by_id()) == len(RULES)


def test_rules_are_chosen_by_their_family_or_their_id() -> None:
    assert {rule.family for rule in chosen(["R2"])} == {"R2"}
    assert [rule.id for rule in chosen(["Q.5", "I.3"])] == ["I.3", "Q.5"]
    with pytest.raises(UnknownRule, match="R9"):
        chosen(["R1", "R9"])


def test_what_is_refused_depends_on_the_edition() -> None:
    assert 422 in refusals(Side.BANK, "2026-11")["create_credit_note"]
    assert "create_credit_note" in refusals(Side.GATEWAY, "guide")
    assert refusals(Side.BANK, "guide")["delete_client_invoice"] == (404, 412)
