"""`mock-qonto serve`: two listeners in one process, clear words when it cannot, nothing lost when it ends."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mock_qonto.__main__ import main
from tests.stack.processes import clean_environment

MORNING = "2026-03-02T09:00:00Z"
KEY = {"Authorization": "verone-4819:any-key"}
URLS = re.compile(r"bank (\S+), control plane (\S+),")
FIRST_ANSWER_MAX = timedelta(milliseconds=350)
MEMORY_MAX_MB = 80


class Serving:
    """One `mock-qonto serve` on free ports."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.line = process.stdout.readline()
        urls = URLS.search(self.line)
        assert urls is not None, self.line + process.stdout.read()
        self.bank_url, self.control_url = urls.groups()

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.bank_url}{path}", headers=KEY)

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)


@contextlib.contextmanager
def serving(folder: Path, *options: str, **env: str) -> Iterator[Serving]:
    command = [sys.executable, "-m", "mock_qonto", "serve", "--port", "0", "--control-port", "0", *options]
    with subprocess.Popen(
        command,
        cwd=folder,
        env=clean_environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield Serving(process)
        finally:
            process.kill()


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder and an environment without a word of ours."""
    monkeypatch.chdir(tmp_path)
    for name in ("QONTO_ORGANIZATION_ID", "MOCK_API_KEY", "QONTO_EDITION", "MOCK_RATE_LIMIT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Why the start was refused: one line, status 2."""
    status = main(["serve", *options])
    (line,) = capsys.readouterr().err.splitlines()
    assert status == 2
    return line


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


# ---------------------------------------------------------------- it starts
def test_one_line_says_where_and_what(tmp_path: Path) -> None:
    options = ("--edition", "2026-11", "--clock", f"manual={MORNING}", "--state", "var/bank.db")
    with serving(tmp_path, *options) as bank:
        line = bank.line

    assert "organization verone-4819, edition 2026-11, clock held at 2026-03-02T09:00:00Z" in line
    assert "state var/bank.db" in line


def test_the_bank_and_its_control_plane_share_one_clock(tmp_path: Path) -> None:
    with serving(tmp_path, "--clock", f"manual={MORNING}") as bank:
        httpx.post(f"{bank.control_url}/clock/advance", json={"seconds": 1800}).raise_for_status()
        answer = bank.get("/v2/organization")

    assert answer.headers["date"] == "Mon, 02 Mar 2026 09:30:00 GMT"


def test_an_answer_carries_one_date_and_no_server_name(tmp_path: Path) -> None:
    with serving(tmp_path) as bank:
        headers = bank.get("/v2/organization").headers

    assert len(headers.get_list("date")) == 1
    assert "server" not in headers


def test_the_variables_of_the_environment_are_followed(tmp_path: Path) -> None:
    with serving(tmp_path, QONTO_ORGANIZATION_ID="croissant-9134", MOCK_API_KEY="secret") as bank:
        wrong_slug = httpx.get(f"{bank.bank_url}/v2/organization", headers=KEY)
        wrong_key, right_key = (
            httpx.get(f"{bank.bank_url}/v2/organization", headers={"Authorization": f"croissant-9134:{key}"})
            for key in ("other", "secret")
        )

    assert (wrong_slug.status_code, wrong_key.status_code, right_key.status_code) == (401, 401, 200)
    assert "secret" not in bank.line


def test_signed_links_lead_to_where_the_bank_listens(tmp_path: Path) -> None:
    with serving(tmp_path) as bank:
        uploaded = httpx.post(
            f"{bank.bank_url}/v2/attachments", headers=KEY, files={"file": ("a.pdf", b"%PDF-1.7 ...")}
        )
        id = (uploaded.json().get("attachment") or uploaded.json())["id"]
        shown = bank.get(f"/v2/attachments/{id}").json()
        url = (shown.get("attachment") or shown)["url"]
        served = httpx.get(url)

    assert url.startswith(bank.bank_url)
    assert served.content == b"%PDF-1.7 ..."


def test_a_fault_can_cut_the_connection_of_a_call(tmp_path: Path) -> None:
    with serving(tmp_path) as bank:
        rule = {"operation": "show_organization", "kind": "apply-then-drop", "count": 1}
        httpx.post(f"{bank.control_url}/faults", json=rule).raise_for_status()

        with pytest.raises(httpx.TransportError):
            bank.get("/v2/organization")
        after = bank.get("/v2/organization")

    assert after.status_code == 200


def test_the_first_answer_costs_little_time_and_memory(tmp_path: Path) -> None:
    # As installed: whoever installs it compiles it, once. Where no bytecode is kept each start would.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path / "bytecode")}
    with serving(tmp_path, **compiled):
        pass
    with serving(tmp_path, **compiled) as bank:
        bank.get("/v2/organization").raise_for_status()
        process = Path(f"/proc/{bank.process.pid}")
        # The processor's time, not the clock's: other tests run at the same time.
        user, system = (process / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
        spent = timedelta(seconds=(int(user) + int(system)) / os.sysconf("SC_CLK_TCK"))
        memory_mb = int(re.findall(r"VmRSS:\s+(\d+)", (process / "status").read_text())[0]) // 1024

    assert spent <= FIRST_ANSWER_MAX
    assert memory_mb <= MEMORY_MAX_MB


# ---------------------------------------------------------------- it ends, and starts again
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_asked_even_while_somebody_is_connected(tmp_path: Path, number: int) -> None:
    with serving(tmp_path) as bank, httpx.Client(base_url=bank.bank_url, headers=KEY) as customer:
        customer.get("/v2/organization")

        status = bank.end(number)

    assert status == 0


def test_a_restart_is_the_same_bank(tmp_path: Path) -> None:
    client = {"kind": "company", "name": "Atelier Morel", "currency": "EUR"}
    with serving(tmp_path, "--state", "bank.db", "--clock", f"manual={MORNING}") as bank:
        httpx.post(f"{bank.bank_url}/v2/clients", headers=KEY, json=client).raise_for_status()
        httpx.post(f"{bank.control_url}/clock/advance", json={"seconds": 60}).raise_for_status()
        before = bank.get("/v2/clients")
        bank.process.kill()

    with serving(tmp_path, "--state", "bank.db", "--clock", f"manual={MORNING}") as bank:
        after = bank.get("/v2/clients")

    assert after.json() == before.json()
    assert len(after.json()["clients"]) == 1
    for header in ("x-mock-qonto", "date"):
        assert after.headers[header] == before.headers[header]


def test_what_a_restart_does_not_ask_for_stays_as_it_was(tmp_path: Path) -> None:
    kept = ("--edition", "2026-11", "--clock", f"manual={MORNING}", "--state", "bank.db")
    with serving(tmp_path, *kept) as bank:
        bank.end()

    with serving(tmp_path, "--state", "bank.db") as bank:
        line = bank.line

    assert "edition 2026-11, clock held at 2026-03-02T09:00:00Z" in line


def test_what_a_restart_asks_for_wins_and_outlives_a_reset(tmp_path: Path) -> None:
    with serving(tmp_path, "--state", "bank.db", "--clock", f"manual={MORNING}") as bank:
        bank.end()

    asked = ("--edition", "2026-11", "--clock", "manual=2026-03-03T09:00:00Z")
    with serving(tmp_path, "--state", "bank.db", *asked) as bank:
        turned = bank.get("/v2/settings").status_code
        httpx.post(f"{bank.control_url}/reset").raise_for_status()
        after_reset = bank.get("/v2/settings").status_code
        line = bank.line

    assert "edition 2026-11, clock held at 2026-03-03T09:00:00Z" in line
    assert (turned, after_reset) == (200, 200)


# ---------------------------------------------------------------- it does not start
@pytest.mark.parametrize("option", ["--port", "--control-port"])
def test_a_taken_port_is_named_with_its_option(
    alone: Path, capsys: pytest.CaptureFixture[str], taken: str, option: str
) -> None:
    other = "--control-port" if option == "--port" else "--port"

    line = refused(capsys, option, taken, other, "0")

    assert (
        line == f"mock-qonto: port {taken} is taken: end what listens there, or choose another with {option}"
    )


def test_an_address_others_can_reach_needs_permission(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, "--host", "0.0.0.0")  # noqa: S104  - refused

    assert "--allow-remote" in line


def test_a_wrong_clock_is_refused(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "manual=2026-03-02T09:00:00Z" in refused(capsys, "--clock", "manual=tomorrow")


def test_a_wrong_variable_is_named(
    alone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QONTO_EDITION", "2027")

    assert "QONTO_EDITION must be one of guide, 2026-11" in refused(capsys)


def test_a_file_that_is_no_state_is_refused(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "notes.txt").write_text("not a database, but long enough to look at\n" * 50)

    line = refused(capsys, "--port", "0", "--control-port", "0", "--state", "notes.txt")

    assert "notes.txt is not a state file of mock-qonto" in line


def test_a_file_in_use_is_refused(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(alone, "--state", "bank.db"):
        line = refused(capsys, "--port", "0", "--control-port", "0", "--state", "bank.db")

    assert "in use by another running bank" in line


def test_another_organization_s_file_is_refused(
    alone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(alone, "--state", "bank.db") as bank:
        bank.end()
    monkeypatch.setenv("QONTO_ORGANIZATION_ID", "croissant-9134")

    line = refused(capsys, "--port", "0", "--control-port", "0", "--state", "bank.db")

    assert "'verone-4819'" in line
    assert "QONTO_ORGANIZATION_ID" in line


def test_time_does_not_go_back_to_please_a_restart(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(alone, "--state", "bank.db", "--clock", f"manual={MORNING}") as bank:
        bank.end()

    line = refused(
        capsys,
        *("--port", "0", "--control-port", "0", "--state", "bank.db"),
        *("--clock", "manual=2026-03-01T09:00:00Z"),
    )

    assert "time never goes back" in line


# ---------------------------------------------------------------- it explains itself
def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["serve", "--help"])

    told = capsys.readouterr().out
    for word in (
        *("--host", "--port", "--control-host", "--control-port", "--allow-remote", "--edition", "--clock"),
        *("--rate-limit", "--fixture", "--state", "--log-level", "curl -s http://127.0.0.1:8081/v2/"),
        *("QONTO_ORGANIZATION_ID", "MOCK_API_KEY", "QONTO_EDITION", "MOCK_RATE_LIMIT", ".env.local"),
    ):
        assert word in told


@pytest.mark.parametrize("port", ["-1", "65536", "http", "8081.5"])
def test_a_port_is_a_port(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["serve", "--port", port])

    assert "is not a port" in capsys.readouterr().err
