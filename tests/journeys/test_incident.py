"""The incident, replayed: the story is told, and it can fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import clean_environment

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]
TOLD = (
    "   = at the bank it is final and has a number: F-2026-001",
    "   = DELETE is refused at the toy and at the bank, a correction too: the number is burnt",
    "   = even canceled it keeps F-2026-001: the next invoice gets F-2026-002",
    "   = 49.90 EUR were billed with 0.10 EUR of VAT instead of 9.98",
    "   = rule 3 stopped it: only a person finalises, and the person is warned of the rate",
    "   = rule 1 stopped it: never autoFinalize",
    '   = rule 1 stopped it: every create says status "draft" to the bank',
    "   = it is F-2026-001, over 59.88 EUR: the number was still free",
    "Every claim was checked. Nothing of this stack remains.",
)


def replayed(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.incident", *options],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_incident_burns_three_numbers_at_the_toy_and_none_at_ours() -> None:
    told = replayed()

    lines = told.stdout.splitlines()
    assert told.returncode == 0, told.stdout + told.stderr
    assert [sentence for sentence in TOLD if sentence not in lines] == []
    assert [lines.count(sentence) for sentence in TOLD[:3]] == [3, 3, 3]
    assert "   warning VAT_RATE_NOT_LEGAL: 0,2\u00a0% n'est pas un taux de TVA" in told.stdout


def test_a_story_that_is_not_true_ends_with_status_1() -> None:
    told = replayed("--guarded")

    assert told.returncode == 1
    assert "NOT TRUE" in told.stderr
    assert "Every claim was checked." not in told.stdout
