"""`qonto-gateway` as a person types it: real processes, real files, real ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

OURS = ("QONTO_", "MOCK_", "GATEWAY_", "DATABASE_URL")
ROOT = Path(__file__).parents[2]


def _environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PYTHONPATH": str(ROOT)} | variables


def _run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway", *arguments],
        cwd=folder,
        env=_environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["orders", "--help"]])
def test_help_needs_no_settings(tmp_path: Path, arguments: list[str]) -> None:
    told = _run(tmp_path, *arguments, QONTO_MODE="nonsense")

    assert told.returncode == 0
    assert "usage: qonto-gateway" in told.stdout


def test_orders_are_listed_on_a_fresh_machine_the_same_ones_everywhere(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()

    first, again, elsewhere = (_run(folder, "orders", "--json") for folder in (here, here, there))

    orders = json.loads(first.stdout)
    assert len(orders) >= 12
    assert all(set(order) == {"id", "order_number", "customer_name", "total_ttc_cents"} for order in orders)
    assert first.stdout == again.stdout == elsewhere.stdout
    assert (here / "var" / "gateway.db").is_file()


def test_orders_that_cannot_be_invoiced_are_shown_when_asked_for_with_the_reason(tmp_path: Path) -> None:
    everything = json.loads(_run(tmp_path, "orders", "--json", "--all").stdout)

    defective = [order for order in everything if not order["invoiceable"]]
    assert defective
    assert all(order["reason"] for order in defective)


def test_orders_are_readable_too(tmp_path: Path) -> None:
    told = _run(tmp_path, "orders")

    assert "€" in told.stdout


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"QONTO_MODE": "live"}, "QONTO_ORGANIZATION_ID"),
        ({"GATEWAY_AUTH": "jwt"}, "GATEWAY_JWT_SECRET"),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://postgres@127.0.0.1:9/x"}, "DATABASE_URL"),
    ],
)
def test_what_cannot_start_says_why_in_one_line(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    told = _run(tmp_path, "serve", "--port", "0", **variables)

    assert told.returncode == 2
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert told.stdout == ""


def test_a_port_that_is_taken_is_named_with_the_option_that_moves_it(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        told = _run(tmp_path, "serve", "--port", port)

    assert told.returncode == 2
    assert port in told.stderr
    assert "--port" in told.stderr
    assert told.stderr.count("\n") == 1


def test_a_database_made_in_mock_mode_does_not_start_in_live_mode(tmp_path: Path) -> None:
    _run(tmp_path, "migrate")

    told = _run(
        tmp_path,
        "serve",
        QONTO_MODE="live",
        QONTO_ORGANIZATION_ID="verone-4819",
        QONTO_API_KEY="k",
        GATEWAY_JWT_SECRET="s" * 32,
    )

    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "QONTO_MODE=mock" in told.stderr


def test_it_says_what_it_is_serves_and_stops_when_asked(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve", "--port", "0"],
        cwd=tmp_path,
        env=_environment(QONTO_API_BASE_URL="http://127.0.0.1:9", QONTO_API_KEY="hidden-key"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = said.split()[2]
        with urllib.request.urlopen(address.replace("/api/qonto", "/openapi.json"), timeout=10) as answer:  # noqa: S310  - our own http address
            status = answer.status
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert status == 200
    assert all(
        word in said for word in ("QONTO_MODE=mock", "http://127.0.0.1:9", "sqlite:///", "GATEWAY_AUTH=off")
    )
    assert "hidden" not in said + errors
    assert (process.returncode, errors) == (0, "")
