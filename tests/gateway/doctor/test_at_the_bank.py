"""The doctor at the offline bank over a real port, as a mock and as if it were Qonto; and its command."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.__main__ import main
from gateway.db import Database
from gateway.doctor.examining import examine
from gateway.doctor.findings import NOTHING, Check, Finding
from gateway.doctor.report import as_table
from gateway.resources.status import store
from gateway.resources.status.model import World
from gateway.settings import Settings
from tests.gateway.templates import MIGRATED, STARTED
from tests.plugin.conftest import Customer
from tests.stack.processes import clean_environment

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
LIVE = {"qonto_mode": "live", "gateway_jwt_secret": "s" * 32}


def at(world: Any, database_url: str, **more: Any) -> Settings:
    told = {name.lower(): value for name, value in world.environment.items()}
    return Settings(**{**told, "database_url": database_url, "qonto_edition": world.edition, **more})


async def findings(settings: Settings) -> Mapping[Check, Finding | None]:
    return {result.check: result.finding for result in await examine(settings)}


async def bind(url: str, organization: str) -> None:
    """As a gateway leaves it that has written for *organization*."""
    db = Database.open(url)
    world = World(mode="live", world_id=organization, organization=organization)
    try:
        await store.bind_mode(db, "live")
        async with db.transaction() as tx:
            await store.bind_world(tx, world, datetime.now(UTC))
    finally:
        await db.close()


@pytest.fixture
def live_url(tmp_path: Path) -> str:
    return MIGRATED.sqlite(tmp_path / "live.db")


@pytest.mark.qonto(edition="2026-11")
async def test_at_a_mock_that_is_well_everything_is(
    qonto_world: Any, qonto_clock: Any, sqlite_url: str
) -> None:
    Customer(qonto_world.client).number()
    qonto_clock.advance(60)

    found = await findings(at(qonto_world, sqlite_url))

    assert list(found.values()) == [
        Finding.SETTINGS_READ,
        Finding.DATABASE_READY,
        Finding.REACHED,
        Finding.KEY_ACCEPTED,
        Finding.NO_SANDBOX,
        Finding.CLOCK_OF_MOCK,
        Finding.ACCOUNTS_FOUND,
        Finding.PDF_REACHED,
        Finding.CREDIT_NOTES_SUPPORTED,
        Finding.CONFIRMATION_BY_PAGE,
    ]


@pytest.mark.qonto(edition="guide")
async def test_a_bank_of_the_guides_edition_makes_no_credit_notes(qonto_world: Any, sqlite_url: str) -> None:
    found = await findings(at(qonto_world, sqlite_url))

    assert found[Check.CREDIT_NOTES] is Finding.CREDIT_NOTES_UNSUPPORTED
    assert found[Check.PDF] is Finding.PDF_NO_INVOICE


async def test_a_key_that_was_regenerated_is_revoked_where_it_has_worked_before(
    qonto_world: Any, live_url: str
) -> None:
    settings = at(qonto_world, live_url, **LIVE)
    await bind(live_url, qonto_world.slug)
    before = await findings(settings)
    qonto_world.control.post("/actions/regenerate-key").raise_for_status()

    after = await findings(settings)

    assert (before[Check.KEY], after[Check.KEY]) == (Finding.KEY_ACCEPTED, Finding.KEY_REVOKED)


async def test_where_nothing_has_worked_yet_a_wrong_key_and_a_revoked_one_look_alike(
    qonto_world: Any, live_url: str
) -> None:
    found = await findings(at(qonto_world, live_url, **LIVE, qonto_api_key="not-the-key-of-this-world"))

    assert found[Check.KEY] is Finding.KEY_REFUSED


async def test_the_slug_of_another_organization_is_told_by_the_database(
    qonto_world: Any, live_url: str
) -> None:
    await bind(live_url, "acme-1")

    works = await findings(at(qonto_world, live_url, **LIVE))
    refused = await findings(at(qonto_world, live_url, **LIVE, qonto_api_key="another-key-altogether"))

    assert (works[Check.KEY], refused[Check.KEY]) == (Finding.ORGANIZATION_WRONG,) * 2


@pytest.mark.qonto(now="2026-03-02T09:00:00Z")
async def test_a_bank_that_lives_in_another_year_shows_that_our_clock_is_wrong(
    qonto_world: Any, live_url: str
) -> None:
    found = await findings(at(qonto_world, live_url, **LIVE))

    assert found[Check.CLOCK] is Finding.CLOCK_SKEWED


async def test_it_asks_the_bank_for_nothing_but_reads(qonto_world: Any, live_url: str) -> None:
    await findings(at(qonto_world, live_url, **LIVE))

    asked = qonto_world.journal()
    assert asked
    assert {exchange["method"] for exchange in asked} == {"GET"}


# ------------------------------------------------------------------ the command
def test_the_command_says_one_sentence_a_check_and_changes_nothing(qonto_world: Any, tmp_path: Path) -> None:
    STARTED.sqlite(tmp_path / "gateway.db")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    told = {"DATABASE_URL": f"sqlite:///{tmp_path / 'gateway.db'}", "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "doctor"],
        cwd=tmp_path,
        env=clean_environment(told | qonto_world.environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert [line for line in ended.stdout.splitlines() if line.startswith("KO")] == []
    assert f"ok     Identifiants : {Finding.KEY_ACCEPTED.sentence}" in ended.stdout
    assert qonto_world.api_key not in ended.stdout
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("environment", "status", "finding"),
    [
        ({"QONTO_MODE": "live"}, 2, "settings_refused"),
        ({"QONTO_API_BASE_URL": "http://127.0.0.1:9"}, 1, "connection_refused"),
    ],
)
def test_for_a_monitor_there_is_json_and_a_status(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    environment: Mapping[str, str],
    status: int,
    finding: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    ended = main(["doctor", "--json"])

    said = json.loads(capsys.readouterr().out)
    assert (ended, said["status"]) == (status, status)
    assert finding in [check["finding"] for check in said["checks"]]
    assert all(check["sentence"] and check["next"] for check in said["checks"])


# ------------------------------------------------------------------ the words
def test_the_readme_says_the_same_sentences_in_the_same_order() -> None:
    assert as_table() in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("finding", Finding, ids=lambda finding: finding.name.lower())
def test_a_finding_is_one_sentence_and_one_next_step(finding: Finding) -> None:
    for said in (finding.sentence, finding.next_step):
        assert said.endswith(".")
        assert "\n" not in said
        assert "|" not in said
    assert (finding.next_step == NOTHING) == (finding.state == "ok")


def test_the_words_are_those_of_the_guides_troubleshooting_section() -> None:
    said = as_table()

    for words in (
        "Vérifiez .env.local : QONTO_AUTH_MODE, QONTO_ORGANIZATION_ID, QONTO_API_KEY",
        "401 : la clé API est révoquée",
        "Régénérez-la sur le dashboard Qonto",
        "Timeout",
        "Vérifiez le réseau",
        "Vérifiez que la facture est finalisée (status !== 'draft')",
        "Vérifiez pdf_url, sinon attachment_id",
        "30 minutes",
        "POST /v2/credit_notes n'est pas supporté (non documenté par Qonto",
        "Créez l'avoir directement depuis le dashboard Qonto",
        "Vérifiez les permissions de la clé API",
    ):
        assert words in said
