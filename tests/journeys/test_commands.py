"""The commands a newcomer types: `make run` and `make demo`, as processes."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.stack import clean_environment, free_ports
from tests.stack.processes import Server

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]


def running(folder: Path, ports: list[int]) -> Server:
    command = [
        *(sys.executable, "-m", "tests.stack", "run", "--port", str(ports[0])),
        *("--control-port", str(ports[1]), "--gateway-port", str(ports[2])),
    ]
    env = clean_environment({"PYTHONPATH": str(ROOT)})
    return Server("run", command, env=env, cwd=folder, quiet=True)


def test_make_run_is_up_healthy_and_ended_by_ctrl_c(tmp_path: Path) -> None:
    ports = free_ports(3)
    gateway = f"http://127.0.0.1:{ports[2]}"
    stack = running(tmp_path, ports)
    stack.answers(f"{gateway}/api/qonto/health")

    health = httpx.get(f"{gateway}/api/qonto/health").json()
    stack.process.send_signal(signal.SIGINT)
    status = stack.process.wait(30)
    stack.end()

    assert health["status"] == "healthy"
    assert health["bankAccountsCount"] == 2
    assert status == 0
    assert any("Three lines to try" in line for line in stack.lines)


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    ports = free_ports(3)
    first = running(tmp_path, ports)
    first.answers(f"http://127.0.0.1:{ports[0]}/v2/organization")

    second = running(tmp_path, ports)
    status = second.process.wait(30)
    second.end()
    first.end()

    assert status == 2
    assert second.lines == [
        f"Port {ports[0]} is taken: end what listens there, or choose another: make run MOCK_PORT=..."
    ]


@pytest.mark.parametrize("edition", ["guide", "2026-11"])
def test_make_demo_keeps_every_promise(edition: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.demo", "--edition", edition],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
    assert "Every promise was kept." in told.stdout
