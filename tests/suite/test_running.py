"""What comes of a behaviour: kept, broken under a rule's name, or left out with the reason."""

from collections.abc import Iterator

import pytest

from contracts.rules.book import RULES
from contracts.suite.behaviour import Behaviour
from contracts.suite.running import Outcome, Result, run, try_one
from contracts.suite.stages import BankStage
from tests.suite import stories
from tests.suite.in_process import BANK_KEY, bank_alone


@pytest.fixture(scope="module")
def bank() -> Iterator[BankStage]:
    with bank_alone() as there:
        yield BankStage(http=there.bank, edition="guide", authorization=BANK_KEY, control=there.control)


def tried(behaviour: Behaviour, bank: BankStage) -> Result:
    return try_one(behaviour, bank, RULES)


def test_what_is_kept_has_been_judged(bank: BankStage) -> None:
    result = tried(stories.KEPT, bank)

    assert result.outcome is Outcome.KEPT
    assert sum(verdict.occasions for verdict in result.verdicts) > 0


def test_a_failure_is_the_first_rules_unless_it_names_another(bank: BankStage) -> None:
    assert [failure.rule for failure in tried(stories.READS, bank).failures] == ["E"]
    assert [failure.rule for failure in tried(stories.NAMES_A_RULE, bank).failures] == ["N"]


def test_an_answer_that_cannot_be_read_is_a_failure_and_no_traceback(bank: BankStage) -> None:
    (failure,) = tried(stories.UNREADABLE, bank).failures

    assert failure.rule == "I"
    assert failure.why == "an answer could not be read (KeyError: 'not')"


def test_what_cannot_be_tried_is_left_out_with_the_reason(bank: BankStage) -> None:
    alone = BankStage(http=bank.http, edition="guide", authorization=BANK_KEY)

    assert tried(stories.LEFT_OUT, bank).why == "there is no moon"
    assert tried(stories.TIMED, bank).outcome is Outcome.KEPT
    assert tried(stories.TIMED, alone).why.startswith("needs --control")
    assert tried(stories.NEWEST_ONLY, bank).why == "about edition 2026-11 alone"


def test_a_run_ends_where_it_is_told_to(bank: BankStage) -> None:
    begun: list[str] = []

    report = run(
        stories.ALL,
        bank,
        RULES,
        subject="the bank",
        begins=lambda behaviour: begun.append(behaviour.id),
        ended=lambda result: result.outcome is Outcome.KEPT,
    )

    assert begun == ["a_final_invoice_stays", "the_moon_is_a_bank"]
    assert not report.kept
    assert report.broken_rules == ("E",)


def test_worlds_end_with_their_behaviour(bank: BankStage) -> None:
    assert bank.control is not None
    before = bank.control.get("/worlds").json()["worlds"]

    tried(stories.KEPT, bank)
    tried(stories.UNREADABLE, bank)

    assert len(bank.control.get("/worlds").json()["worlds"]) == len(before)


def test_of_all_that_broke_a_rule_the_shortest_is_shown(bank: BankStage) -> None:
    report = run((stories.UNREADABLE, stories.READS), bank, RULES, subject="the bank")
    longer = run((stories.NAMES_A_RULE, stories.UNREADABLE), bank, RULES, subject="the bank")

    shortest = report.shortest("I")
    assert shortest is not None
    assert shortest.behaviour is stories.UNREADABLE
    assert report.shortest("Q") is None
    assert longer.shortest("N") is longer.results[0]
