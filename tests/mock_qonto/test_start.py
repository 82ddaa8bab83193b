"""What a start may cost: nothing is imported that few runs need, and the collector works once it serves."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import mock_qonto
from mock_qonto import settings
from mock_qonto.fixtures.worlds import FIXTURES
from tests.stack.processes import clean_environment

ROOT = Path(__file__).parents[2]
SERVE = ("serve", "--port", "0", "--control-port", "0", "--clock", "manual=2026-03-02T09:00:00Z")
WATCHED = f"""
import contextlib, gc, io, os, signal, sys
from mock_qonto.__main__ import main

class Terminal(io.StringIO):
    def write(self, text):
        if "control plane" in text:
            print(gc.isenabled(), gc.get_freeze_count() > 0, *sys.modules, file=sys.stderr)
            os.kill(os.getpid(), signal.SIGINT)
        return len(text)

with contextlib.redirect_stdout(Terminal()):
    main([*{SERVE!r}, *sys.argv[1:]])
"""


def serving(folder: Path, *options: str) -> tuple[bool, bool, frozenset[str]]:
    """Of a bank that says it serves: does the collector work, is something spared it, what is imported."""
    ended = subprocess.run(
        [sys.executable, "-c", WATCHED, *options],
        cwd=folder,
        env=clean_environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    enabled, spared, *modules = ended.stderr.split()
    return enabled == "True", spared == "True", frozenset(modules)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    return serving(tmp_path_factory.mktemp("start"))[2]


@pytest.mark.parametrize(
    "name",
    [
        *("jinja2", "reportlab", "PIL", "dotenv", "sqlite3", "mock_qonto.state.disk"),
        *("pydantic", "httpx", "aiohttp", "sqlalchemy"),
        *("jsonschema", "python_multipart", "importlib.metadata"),
    ],
)
def test_a_bank_in_memory_starts_without_what_it_may_never_need(imported: frozenset[str], name: str) -> None:
    assert "mock_qonto.routes" in imported
    assert name not in imported


def test_the_fixtures_one_may_choose_are_the_ones_there_are() -> None:
    assert tuple(FIXTURES) == settings.FIXTURES
    assert settings.FIXTURE in FIXTURES


def test_the_version_is_that_of_the_package() -> None:
    assert mock_qonto.__version__ == version("qonto-offline")


def test_a_bank_that_keeps_a_file_has_what_reads_and_writes_it(tmp_path: Path) -> None:
    *_, modules = serving(tmp_path, "--state", "bank.db")

    assert {"sqlite3", "mock_qonto.state.disk"} <= modules


def test_what_calls_leave_behind_is_collected_and_what_was_there_before_is_not_looked_at(
    tmp_path: Path,
) -> None:
    working, spared, _ = serving(tmp_path)

    assert working
    assert spared
