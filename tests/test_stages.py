"""What `make check` says of its stages, and what its exit status is worth."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOOD = "true"
BAD = "sh -c 'echo alas; exit 3'"


def run(what: str, *options: str, together: str = "", in_turn: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.stages", what, *options],
        cwd=ROOT,
        env={"TOGETHER": together, "IN_TURN": in_turn},
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_stage_says_what_it_runs_and_the_table_names_them_all() -> None:
    told = run("check", together=f"lint {GOOD} --strict", in_turn=f"fast {GOOD}\nslow {GOOD}")

    table = told.stdout.partition("stage  seconds\n")[2].splitlines()
    assert (told.returncode, told.stderr) == (0, "")
    assert "== lint: true --strict\n== lint: ok in 0." in told.stdout
    assert [line.split()[0] for line in table] == ["lint", "fast", "slow"]
    assert all(float(line.split()[1]) < 10 for line in table)


@pytest.mark.parametrize(
    ("together", "in_turn", "failed", "not_run"),
    [
        (f"lint {GOOD}\ntypes {BAD}", f"fast {GOOD}", "types", ["fast"]),
        (f"lint {GOOD}", f"fast {BAD}\nslow {BAD}", "fast", ["slow"]),
        (f"lint {BAD}\ntypes {BAD}", f"fast {GOOD}", "lint", ["fast"]),
    ],
)
def test_the_first_that_fails_ends_the_run_and_is_named(
    together: str, in_turn: str, failed: str, not_run: list[str]
) -> None:
    told = run("check", together=together, in_turn=in_turn)

    assert told.returncode == 3
    assert "alas" in told.stdout
    assert told.stdout.rstrip().splitlines()[-1].startswith(f"FAILED: {failed} (sh -c ")
    assert [name for name in not_run if f"== {name}:" in told.stdout] == []


def test_one_stage_can_be_asked_for_by_its_name() -> None:
    told = run("check", "--only", "fast", together=f"lint {BAD}", in_turn=f"fast {GOOD}\nslow {BAD}")

    assert told.returncode == 0
    assert "lint" not in told.stdout


def test_a_command_that_is_not_there_is_a_failure() -> None:
    told = run("test", in_turn="fast no-such-command")

    assert told.returncode != 0
