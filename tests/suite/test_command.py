"""`qonto-contracts check`, as it is typed: over real ports, once right and many times wrong."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from contracts.suite.dialect import load_dialect
from contracts.suite.gateway.person import Person
from contracts.suite.line import Line
from tests.journeys.person import MORNING
from tests.stack import Stack

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("check")
    with Stack(folder, edition="2026-11", clock=MORNING, rate_limit="off") as running:
        yield running


@contextmanager
def bank_alone(folder: Path) -> Iterator[Stack]:
    stack = Stack(folder)
    try:
        stack.start_bank()
        yield stack
    finally:
        stack.end()


def check(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "contracts", "check", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_a_part_of_the_book_is_checked_and_reported(stack: Stack, tmp_path: Path) -> None:
    page, xml = tmp_path / "report.html", tmp_path / "report.xml"
    reports = ("--report", f"html={page}", "--report", f"junit={xml}")

    done = check("--bank", stack.bank_url, "--control", stack.control_url, "--only", "R2", *reports)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Rule 2: what is final stays final" in done.stdout
    assert "edition 2026-11" in done.stdout
    assert "<!doctype html>" in page.read_text()
    assert "<testsuite" in xml.read_text()


def test_a_report_without_a_file_is_alone_on_stdout(stack: Stack) -> None:
    done = check("--bank", stack.bank_url, "--report", "json")

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["edition"] == "2026-11", "the mock says it in every answer"
    assert told["counts"]["kept"] > 10
    assert "behaviours kept" in done.stderr


def test_a_read_only_run_changes_nothing(stack: Stack) -> None:
    with httpx.Client(base_url=stack.control_url) as control:
        control.delete("/journal").raise_for_status()

        gateway = check("--gateway", stack.gateway_url)
        bank = check("--bank", stack.bank_url, "--profile", "read-only")

        journal = control.get("/journal", params={"limit": 1000}).json()
    assert (gateway.returncode, bank.returncode) == (0, 0), gateway.stdout + bank.stdout
    assert "read-only" in gateway.stdout
    assert journal["exchanges"]
    assert [one["target"] for one in journal["exchanges"] if one["events"]] == []


def test_the_clock_goes_on_afterwards_as_it_did_before_and_the_limits_hold_again(tmp_path: Path) -> None:
    with Stack(tmp_path, edition="guide") as stack, httpx.Client(base_url=stack.control_url) as control:
        before = control.get("/clock").json()["mode"], control.get("/settings").json()["rate_limit"]

        check("--gateway", stack.gateway_url, "--control", stack.control_url, "--only", "R4")

        after = control.get("/clock").json()["mode"], control.get("/settings").json()["rate_limit"]
        assert before == after == ("real", "edition")
        assert control.get("/faults").json()["faults"] == []


def test_a_reading_run_waits_where_the_gateway_says_that_its_budget_is_spent(tmp_path: Path) -> None:
    with Stack(tmp_path, env={"QONTO_RATE_LIMIT_PER_MINUTE": "2"}) as stack:
        naps: list[float] = []
        with httpx.Client(base_url=stack.gateway_url) as http:
            person = Person(Line("gateway", http), load_dialect(), "guide", sleep=naps.append)
            for _ in range(4):
                person.ask("show_balance")

    assert naps, "a call that was told to come back was taken for an answer"
    assert all(1 <= nap <= 60 for nap in naps)


def test_a_full_run_of_a_gateway_needs_the_mock_behind_it(stack: Stack, tmp_path: Path) -> None:
    with bank_alone(tmp_path) as other:
        elsewhere = check("--gateway", stack.gateway_url, "--control", other.control_url)
    alone = check("--gateway", stack.gateway_url, "--profile", "full")
    itself = check("--gateway", stack.gateway_url, "--control", stack.gateway_url)
    nobody = check("--gateway", stack.gateway_url, "--control", "http://127.0.0.1:9")

    assert [one.returncode for one in (elsewhere, alone, itself, nobody)] == [2, 2, 2, 2]
    assert "could burn a real number" in elsewhere.stderr
    assert "needs --control" in alone.stderr
    assert "no control plane of the mock" in itself.stderr
    assert "no control plane answers" in nobody.stderr


@pytest.mark.parametrize("host", ["thirdparty.qonto.com", "thirdparty-sandbox.staging.qonto.co"])
def test_qontos_own_hosts_are_never_called(host: str) -> None:
    done = check("--bank", f"https://{host}", "--profile", "read-only")

    assert done.returncode == 2
    assert f"{host} is Qonto's own" in done.stderr


def test_a_bank_that_knows_its_keys_is_not_written_to_without_its_control_plane(tmp_path: Path) -> None:
    with bank_alone(tmp_path) as stack, httpx.Client(base_url=stack.control_url) as control:
        control.post("/actions/regenerate-key", json={}).raise_for_status()

        refused = check("--bank", stack.bank_url, "--profile", "full")

        invoices = control.get("/journal", params={"operation": "create_client_invoice"}).json()
    assert refused.returncode == 2
    assert "refuses a made-up key (401)" in refused.stderr
    assert invoices["exchanges"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--only", "R9"), "no rule is called R9"),
        (("--report", "pdf"), "no report is called 'pdf'"),
        (("--dialect", "nowhere.yaml"), "nowhere.yaml"),
        (("--header", "no-colon"), "say NAME:VALUE"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_what_is_not_understood_is_said_in_one_line(words: tuple[str, ...], says: str, stack: Stack) -> None:
    done = check("--gateway", stack.gateway_url, *words)

    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_help_teaches() -> None:
    done = check("--help")

    assert done.returncode == 0
    for word in ("--control", "--dialect", "examples:", "exit status"):
        assert word in done.stdout
