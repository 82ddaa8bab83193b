"""The fixtures as a user's own pytest finds them: by entry points, in processes of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import clean_environment

pytest_plugins = ["pytester"]

HEAVY = ("httpx", "starlette", "uvicorn", "sqlalchemy", "pydantic", "jsonschema_rs", "yaml", "asyncio")
ARGUMENTS = ("-q", "-p", "no:schemathesis", "-p", "no:cacheprovider")
NUMBERED = """
    import pytest

    LAMP = {
        "title": "Lampe",
        "quantity": "1",
        "unit_price": {"value": "49.90", "currency": "EUR"},
        "vat_rate": "0.2",
    }
    BILL = {
        "status": "draft",
        "issue_date": "2026-02-19",
        "due_date": "2026-03-21",
        "currency": "EUR",
        "items": [LAMP],
    }
    CLIENT = {"kind": "company", "name": "Atelier", "currency": "EUR"}

    @pytest.mark.parametrize("place", range(6))
    def test_numbers(qonto_world, place):
        account = qonto_world.client.get("/v2/bank_accounts").json()["bank_accounts"][0]
        client = qonto_world.client.post("/v2/clients", json=CLIENT).json()
        bill = {**BILL, "client_id": client["client"]["id"], "payment_methods": {"iban": account["iban"]}}
        made = qonto_world.client.post("/v2/client_invoices", json=bill).json()["client_invoice"]
        print("made", qonto_world.slug, made["id"])
        final = qonto_world.client.post(f"/v2/client_invoices/{made['id']}/finalize").json()
        assert final["client_invoice"]["number"] == "F-2026-001"
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers --strict-config")
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    return pytester


def made(result: pytest.RunResult) -> list[str]:
    return sorted(line for line in result.outlines if line.startswith("made "))


def test_the_plugins_import_nothing_that_costs() -> None:
    said = subprocess.run(
        [
            *(sys.executable, "-c"),
            """import pytest, sys; known = set(sys.modules)
import gateway.pytest_plugin, mock_qonto.pytest_plugin
print(*sorted(set(sys.modules) - known))""",
        ],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert [name for name in said if name.partition(".")[0] in HEAVY] == []
    assert {name for name in said if name.startswith(("gateway", "mock_qonto"))} == {
        "gateway",
        "gateway.pytest_plugin",
        "mock_qonto",
        "mock_qonto.pytest_plugin",
    }


def test_the_same_test_has_the_same_ids_alone_and_beside_others(suite: pytest.Pytester) -> None:
    suite.makepyfile(NUMBERED)

    alone = suite.runpytest_subprocess(*ARGUMENTS, "-rP", "-p", "no:xdist")
    beside = suite.runpytest_subprocess(*ARGUMENTS, "-n", "2", "-rP")

    alone.assert_outcomes(passed=6)
    beside.assert_outcomes(passed=6)
    assert len(set(made(alone))) == 6
    assert made(alone) == made(beside)


def test_the_ini_file_says_what_worlds_are_like(suite: pytest.Pytester) -> None:
    suite.makeini(
        "[pytest]\nqonto_edition = 2026-11\nqonto_fixture = verone_demo\nqonto_now = 2026-05-01T08:00:00Z"
    )
    suite.makepyfile("""
        def test_it(qonto_world, qonto_bank, qonto_clock):
            for world in (qonto_world, qonto_bank.world):
                assert world.edition == "2026-11"
                assert len(world.client.get("/v2/bank_accounts").json()["bank_accounts"]) == 2
                assert world.clock.now.isoformat() == "2026-05-01T08:00:00+00:00"
    """)

    suite.runpytest_subprocess(*ARGUMENTS).assert_outcomes(passed=1)


def test_a_marker_that_is_wrong_says_so(suite: pytest.Pytester) -> None:
    suite.makepyfile("""
        import pytest

        @pytest.mark.qonto(editon="guide")
        def test_misspelt(qonto_world): pass

        @pytest.mark.qonto("2026-11")
        def test_nameless(qonto_world): pass

        @pytest.mark.qonto(fixture="full")
        def test_unknown_fixture(qonto_world): pass

        @pytest.mark.qonto(edition="2025")
        def test_unknown_edition(qonto_world): pass

        @pytest.mark.qonto(now="noon")
        def test_no_instant(qonto_world): pass
    """)

    result = suite.runpytest_subprocess(*ARGUMENTS)

    result.assert_outcomes(errors=5)
    result.stdout.fnmatch_lines(
        [
            "E *qonto takes edition, fixture, now by name, not editon*",
            "E *qonto takes edition, fixture, now by name, not '2026-11'*",
            "E *no fixture is called 'full'; there are empty, verone_demo, busy*",
            "E */edition: *2026-11*",
            "E */clock/now: *",
        ]
    )


def test_no_thread_and_no_socket_is_left(suite: pytest.Pytester) -> None:
    suite.makeconftest("""
        import gc, threading

        def pytest_unconfigure(config):
            gc.collect()
            print("threads left:", [thread.name for thread in threading.enumerate()])
    """)
    suite.makepyfile("""
        import httpx

        def test_everything(qonto_bank, qonto_world, qonto_gateway):
            httpx.get(f"{qonto_bank.control_url}/clock")
            httpx.get(qonto_world.url)
            with httpx.Client(base_url=qonto_gateway.url) as kept_alive:
                assert kept_alive.get("/api/qonto/health").status_code == 200
                order = qonto_gateway.orders[0].id
                assert kept_alive.post("/api/qonto/invoices", json={"salesOrderId": order}).status_code == 201

        def test_a_connection_that_is_kept_open(qonto_world):
            global kept
            kept = httpx.Client(base_url=qonto_world.url, headers=qonto_world.headers)
            assert kept.get("/v2/organization").status_code == 200

        def test_and_closed_only_now():
            kept.close()
    """)

    result = suite.run(sys.executable, "-X", "dev", "-W", "error", "-m", "pytest", *ARGUMENTS, timeout=60)

    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["threads left: ['MainThread']"])
    assert "ResourceWarning" not in result.stdout.str() + result.stderr.str()


def test_a_runner_that_is_not_pytest_opens_a_bank_itself(tmp_path: Path) -> None:
    script = tmp_path / "check.py"
    script.write_text("""
from mock_qonto.testing import open_bank

with open_bank(edition="2026-11") as bank, bank.open_world(fixture="verone_demo") as world:
    print(len(world.client.get("/v2/bank_accounts").json()["bank_accounts"]), "accounts")
""")

    ran = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.stdout, ran.stderr, ran.returncode) == ("2 accounts\n", "", 0)
