"""A bank that begins from a recording shows what was recorded, and says what it could not take over."""

from pathlib import Path
from typing import Any

import orjson
import pytest

import contracts
from contracts.recordings.reading import read
from contracts.replay.likeness import difference
from contracts.replay.twins import Twins
from mock_qonto.__main__ import main
from mock_qonto.app import build_bank
from mock_qonto.fixtures.recorded import NAME, Recorded
from mock_qonto.fixtures.worlds import FIXTURES
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from tests.replay.everything import MORNING, Voice, a_bank

LATER = MORNING.replace(hour=12)


@pytest.fixture(scope="module", params=contracts.EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, edition: str) -> Path:
    path = tmp_path_factory.mktemp("all") / "all.har"
    voice = Voice(a_bank(edition), path)
    voice.fill()
    voice.lists()
    voice.silent()
    return path


def _begun(path: Path, edition: str) -> tuple[Bank, Recorded]:
    recorded = Recorded(read(path))
    bank = build_bank(
        edition=edition,
        rate_limit="off",
        fixture=NAME,
        fixtures={**FIXTURES, NAME: recorded},
        clock=ClockState(held=LATER),
    )
    return bank, recorded


def test_every_list_is_as_it_was_recorded(recorded: Path, edition: str) -> None:
    shown = {
        one.path.rpartition("/")[2]: one.answered for one in read(recorded).exchanges if one.method == "GET"
    }
    bank, told = _begun(recorded, edition)

    again = Voice(bank).lists()

    for name in again:
        twins = Twins()
        assert difference(_by_id(shown[name]), _by_id(again[name]), twins) is None, name
        # The organization's address in one line is made of the pseudonyms of its parts.
        assert twins.unchanged or name == "organization", name
    assert not [line for line in told.told if "left out" in line]


def test_numbers_go_on_after_the_highest_that_was_seen(recorded: Path, edition: str) -> None:
    bank, _ = _begun(recorded, edition)
    voice = Voice(bank)
    (draft,) = [
        one for one in voice.lists()["client_invoices"]["client_invoices"] if one["status"] == "draft"
    ]
    last = max(one["number"] or "" for one in voice.lists()["client_invoices"]["client_invoices"])

    final = voice.say("POST", f"client_invoices/{draft['id']}/finalize")["client_invoice"]

    assert int(final["number"][-3:]) == int(last[-3:]) + 1


def test_numbers_go_on_where_most_documents_were_never_seen(
    recorded: Path, tmp_path: Path, edition: str
) -> None:
    path = tmp_path / "few.har"
    path.write_bytes(recorded.read_bytes().replace(b"F-2026-002", b"F-2026-057"))
    bank, told = _begun(path, edition)
    voice = Voice(bank)
    client = voice.client({"kind": "company", "name": "Nouveau"})

    numbers = []
    for _ in range(2):
        id = voice.invoice(client)
        numbers.append(voice.say("POST", f"client_invoices/{id}/finalize")["client_invoice"]["number"])

    assert numbers == ["F-2026-058", "F-2026-059"]
    assert any("at least 57 documents" in line and "F-2026-058" in line for line in told.told)


def test_what_was_removed_is_gone(tmp_path: Path, edition: str) -> None:
    voice = Voice(a_bank(edition), tmp_path / "gone.har")
    id = voice.invoice(voice.client({"kind": "company", "name": "Bref"}))
    voice.say("DELETE", f"client_invoices/{id}")
    voice.say("GET", "organization")
    voice.silent()

    bank, _ = _begun(tmp_path / "gone.har", edition)

    assert Voice(bank).say("GET", "client_invoices")["client_invoices"] == []


def test_what_cannot_be_taken_over_is_told_in_a_line_each(
    recorded: Path, tmp_path: Path, edition: str
) -> None:
    path = tmp_path / "odd.har"
    odd = recorded.read_bytes().replace(b'invoice_type\\":\\"standard', b'invoice_type\\":\\"deposit')
    lines = [line for line in odd.split(b"\n") if b"/v2/organization" not in line]
    path.write_bytes(b"\n".join(lines))

    bank, told = _begun(path, edition)

    assert Voice(bank).say("GET", "client_invoices")["client_invoices"] == []
    assert sum("a deposit invoice" in line for line in told.told) >= 4
    assert any("the organization was not seen" in line for line in told.told)


def test_a_reset_begins_with_the_recording_again(recorded: Path, edition: str) -> None:
    bank, _ = _begun(recorded, edition)
    world, newborn = bank.default_world, bank.default_world.newborn
    Voice(bank).client({"kind": "company", "name": "Passager"})
    assert newborn is not None

    world.restore(newborn)

    assert len(Voice(bank).say("GET", "clients")["clients"]) == 2


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--from", "none.har"], "none.har"),
        (["--from", "page.har"], "no HAR file"),
        (["--from", "page.har", "--fixture", "empty"], "leave one of them out"),
    ],
)
def test_what_cannot_be_begun_from_is_refused_in_one_line(
    options: list[str],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.har").write_text("hello")

    assert main(["serve", "--port", "0", "--control-port", "0", *options]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert why in line


def _by_id(answer: Any) -> Any:
    """Clients are sorted by name, and names are others."""
    copied = orjson.loads(orjson.dumps(answer))
    if "clients" in copied:
        copied["clients"].sort(key=lambda one: one["id"])
    return copied
