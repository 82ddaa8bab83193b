"""Every declared mutant is found by the suite that should find it, and an honest build by none."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

import contracts
from contracts.rules.book import RULES, by_id
from contracts.rules.rule import Side
from contracts.suite import catalogue
from tests.mutants import matrix
from tests.mutants.__main__ import main, survivors
from tests.mutants.hunting import Trial, hunt
from tests.mutants.mutant import ORDER, Hunter, Mutant
from tests.mutants.patches import Replace, applied
from tests.mutants.register import MUTANTS, OF_THE_BANK, OF_THE_GATEWAY

PATCHES = [patch for mutant in MUTANTS for patch in mutant.patches]
THE_FIVE = ("R1", "R2", "R3", "R4", "R5")
HONEST_S = 2.0
"""What gives mutants away is tried first; that suites and machines hold as a whole is tried elsewhere."""
HUNTS = [(mutant, edition) for mutant in MUTANTS for edition in mutant.editions]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A sabotaged build has much to say."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    ("mutant", "edition"), HUNTS, ids=[f"{one.side} {one.name} {edition}" for one, edition in HUNTS]
)
def test_a_mutant_is_killed_by_the_suite_that_should_find_it(mutant: Mutant, edition: str) -> None:
    first = mutant.hunters[0]

    trial = hunt(mutant, first, edition)

    assert trial.killed is not None, f"{first} found nothing in {trial.tried} tries"
    assert trial.named or first.machine, f"killed, but for another reason: {trial.killed}"


@pytest.mark.parametrize("edition", contracts.EDITIONS)
@pytest.mark.parametrize("hunter", Hunter)
def test_an_honest_build_is_killed_by_nobody(hunter: Hunter, edition: str) -> None:
    side = Side.BANK if hunter in {Hunter.BANK_SUITE, Hunter.BANK_MACHINE} else Side.GATEWAY
    giveaways = tuple({id for mutant in MUTANTS for id in mutant.by})
    honest = Mutant(name="does as it should", does="Nothing.", side=side, breaks=(), patches=(), by=giveaways)

    trial = hunt(honest, hunter, edition, limit_s=HONEST_S)

    assert trial.killed is None


# ---------------------------------------------------------------- the declarations
def test_there_are_enough_of_both_sides() -> None:
    assert len(OF_THE_GATEWAY) >= 30
    assert len(OF_THE_BANK) >= 26


def test_names_are_unique_on_each_side() -> None:
    for mutants in (OF_THE_GATEWAY, OF_THE_BANK):
        names = [mutant.name for mutant in mutants]

        assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one.side} {one.name}")
def test_a_mutant_says_what_it_breaks_and_changes_something(mutant: Mutant) -> None:
    families = {rule.family for rule in RULES}

    assert mutant.patches
    assert mutant.does.endswith(".")
    assert all(rule in by_id() or rule in families for rule in mutant.breaks)
    assert mutant.hunters[0] in ORDER[mutant.side]
    assert set(mutant.by) <= {one.id for one in (*catalogue.BANK, *catalogue.GATEWAY)}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("family", THE_FIVE)
def test_none_of_the_five_rules_is_without_a_mutant(family: str, side: Side) -> None:
    rules = {rule.id for rule in RULES if rule.family == family and rule.side is side}

    broken = {rule for mutant in MUTANTS if mutant.side is side for rule in mutant.breaks}

    assert not rules or broken & {family, *rules}


# ---------------------------------------------------------------- the patches
@pytest.mark.parametrize("patch", PATCHES, ids=lambda one: one.place)
def test_a_patch_changes_what_it_says_and_puts_it_back(patch: Replace) -> None:
    before = patch.standing()

    with applied((patch,)):
        meanwhile = patch.standing()

    assert meanwhile is not before
    assert patch.standing() is before


def test_everything_is_put_back_when_the_build_falls_over() -> None:
    before = [patch.standing() for patch in PATCHES]

    with pytest.raises(ZeroDivisionError), applied((*PATCHES, _broken())):
        pass

    assert [patch.standing() for patch in PATCHES] == before


def _broken() -> Replace:
    def fall_over(_: Any) -> Any:
        return 1 // 0

    return Replace("tests.mutants.register", "MUTANTS", fall_over)


# ---------------------------------------------------------------- what is told
def test_who_survives_is_told_by_name_and_ends_the_run_as_failed() -> None:
    mutant = OF_THE_BANK[0]
    alive = Trial(
        side=mutant.side,
        mutant=mutant.name,
        edition="guide",
        hunter=Hunter.BANK_SUITE,
        seconds=1.0,
        tried=9,
        killed=None,
    )

    left = survivors([(mutant, "guide")], [alive])

    assert left == [f"bank {mutant.name} (guide)"]
    assert f"survived: {left[0]}" in matrix.summary([alive], left)
    assert "0 of 1 killed" in matrix.summary([alive], left)
    assert "not found" in matrix.of([alive], [mutant], [Hunter.BANK_SUITE])


def test_nobody_of_that_name_is_an_error_not_a_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "nobody is called so"]) == 2

    assert "no mutant is called" in capsys.readouterr().out
