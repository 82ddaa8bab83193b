"""Nothing of ours that writes begins while the environment leads to the real Qonto."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.interlock import live_word
from tests.stack.processes import clean_environment

ROOT = Path(__file__).parents[3]
LIVE = {"QONTO_MODE": "live"}
LOCKED = ("demo", "incident", "bench", "mutants", "mutants/automatic", "fuzz", "conformance")
TRIED = {"make demo": ["tests.demo"], "pytest": ["pytest", "-q", "tests/test_stages.py"]}


@pytest.mark.parametrize("entry", LOCKED)
def test_every_entry_point_asks_before_it_begins(entry: str) -> None:
    module = (ROOT / "tests" / entry / "__main__.py").read_text("utf-8")

    assert 'if __name__ == "__main__":\n    refuse_live()\n' in module


@pytest.mark.parametrize("entry", TRIED)
def test_who_asks_is_refused(entry: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", *TRIED[entry]],
        cwd=ROOT,
        env=clean_environment(LIVE),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 2, ended
    assert "refused: QONTO_MODE=live in the environment" in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"QONTO_MODE": " Live "},
        {"QONTO_API_BASE_URL": "https://thirdparty.qonto.com"},
        {"QONTO_API_BASE_URL": "https://thirdparty-sandbox.staging.qonto.co"},
        {"QONTO_TOKEN_URL": "https://oauth.qonto.com/oauth2/token"},
    ],
)
def test_what_leads_to_qonto_is_named(environment: dict[str, str], tmp_path: Path) -> None:
    assert next(iter(environment)) in (live_word(environment, tmp_path / ".env.local") or "")


def test_the_local_file_counts_as_the_environment_does(tmp_path: Path) -> None:
    file = tmp_path / ".env.local"
    file.write_text("export QONTO_MODE='live'\n")

    assert live_word({}, file) == "QONTO_MODE=live in .env.local"


@pytest.mark.parametrize(
    "environment", [{}, {"QONTO_MODE": "mock"}, {"QONTO_API_BASE_URL": "http://bank.test"}]
)
def test_a_mock_is_no_reason_to_refuse(environment: dict[str, str], tmp_path: Path) -> None:
    assert live_word(environment, tmp_path / ".env.local") is None
