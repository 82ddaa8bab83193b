"""What breaks one of the five rules fails, and the rule is named; no other of the five, where that can be."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from contracts.suite.behaviour import Behaviour
from contracts.suite.catalogue import GATEWAY
from contracts.suite.dialect import load_dialect
from contracts.suite.gateway import auto_finalize, confirming, pdf, tokens
from contracts.suite.running import Outcome, Report
from tests.suite.between import Between
from tests.suite.in_process import both_sides, over_a_bank
from tests.suite.playing import FIVE, broken_families, played, told
from tests.suite.sinful import FinalizesUnasked, HonoursAutoFinalize, ServesADraftsPdf
from tests.toy_gateway import Sins, build_toy

TOYS = Path(__file__).parent.parent / "toy_gateway" / "dialect.yaml"
OF_THE_FIVE = (
    *auto_finalize.BEHAVIOURS,
    *confirming.BEHAVIOURS,
    *tokens.BEHAVIOURS,
    *pdf.BEHAVIOURS,
)
# Who makes something final because a body asks for it has asked nobody: both rules say so.
HONOURED = {"R1", "R3"}


def the_toy(sins: Sins, edition: str, behaviours: Sequence[Behaviour] = GATEWAY) -> Report:
    with over_a_bank(
        lambda network: build_toy(
            "http://127.0.0.1:8081", "verone-4819:offline-toy-key", sins, transport=network
        ),
        edition=edition,
    ) as there:
        return played(there, edition, load_dialect(TOYS), behaviours=behaviours)


def of_the_five(report: Report) -> set[str]:
    return broken_families(report) & set(FIVE)


@pytest.mark.parametrize("edition", ["guide", "2026-11"])
def test_a_toy_without_sins_is_judged_by_the_rules_and_passes(edition: str) -> None:
    report = the_toy(Sins(), edition)

    assert not report.of(Outcome.BROKEN), told(report)
    assert len(report.of(Outcome.KEPT)) >= 110


@pytest.mark.parametrize(
    ("sin", "rules"),
    [
        ("honours_auto_finalize", HONOURED),
        ("omits_status", {"R1"}),
        ("finalizes_unasked", {"R3"}),
        ("serves_draft_pdf", {"R4"}),
    ],
)
def test_a_toy_with_one_sin_fails_under_its_rule(sin: str, rules: set[str]) -> None:
    report = the_toy(Sins(**{sin: True}), "2026-11")

    assert of_the_five(report) == rules, told(report)


@pytest.mark.parametrize(
    ("sinner", "rules"),
    [(HonoursAutoFinalize, HONOURED), (FinalizesUnasked, {"R3"}), (ServesADraftsPdf, {"R4"})],
)
def test_our_gateway_with_one_sin_fails_under_its_rule(
    tmp_path: Path, sinner: type[Between], rules: set[str]
) -> None:
    with both_sides(tmp_path, around=sinner) as there:
        report = played(there, "guide", behaviours=OF_THE_FIVE)

    assert of_the_five(report) == rules, told(report)


def test_the_rule_that_a_sin_breaks_first_is_the_first_that_is_named() -> None:
    report = the_toy(Sins(honours_auto_finalize=True), "guide", auto_finalize.BEHAVIOURS)

    assert report.broken_rules[0] == "R1"
    shortest = report.shortest("R1")
    assert shortest is not None
    assert len([one for one in shortest.told if one.to == "gateway"]) == 1
