"""The main job, recorded over real ports; then judged, served again and replayed, each by its own command."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

import contracts
from contracts.__main__ import main
from tests.journeys.person import MORNING, Person
from tests.recording.main_job import KEY, record_main_job, shown_lists
from tests.stack import Stack

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module", params=contracts.EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def other(edition: str) -> str:
    return next(one for one in contracts.EDITIONS if one != edition)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, edition: str) -> tuple[Path, list[Any]]:
    return record_main_job(tmp_path_factory.mktemp("recorded"), edition)


@pytest.fixture
def bank(tmp_path: Path, edition: str) -> Iterator[Stack]:
    """A bank that has seen nothing yet."""
    yield from _bank(tmp_path, edition)


@pytest.fixture
def other_bank(tmp_path: Path, other: str) -> Iterator[Stack]:
    yield from _bank(tmp_path, other)


def _bank(folder: Path, edition: str) -> Iterator[Stack]:
    stack = Stack(folder, edition=edition, clock=MORNING, state=False)
    stack.start_bank()
    try:
        yield stack
    finally:
        stack.end()


def test_neither_the_key_nor_a_customer_is_in_the_recording(recorded: tuple[Path, list[Any]]) -> None:
    written = recorded[0].read_text("utf-8")

    assert KEY not in written
    assert not [name for name in ("Faux-Semblant", "verone", "Vérone", "Carbonel") if name in written]
    assert "F-2026-001" in written


def test_it_is_no_drift_from_its_own_edition_and_some_from_the_other(
    recorded: tuple[Path, list[Any]], other: str
) -> None:
    assert main(["drift", str(recorded[0])]) == 0
    assert main(["drift", str(recorded[0]), "--edition", other]) == 1


def test_a_bank_that_begins_from_it_shows_the_same_lists_and_goes_on_numbering(
    recorded: tuple[Path, list[Any]], tmp_path: Path, edition: str
) -> None:
    path, lists = recorded
    with (
        Stack(
            tmp_path,
            edition=edition,
            clock="manual=2026-02-19T10:00:00Z",
            bank_options=("--from", str(path)),
        ) as stack,
        closing(Person.at(stack)) as person,
    ):
        again = shown_lists(person)
        draft = next(one for one in lists[0]["invoices"] if one["status"] == "draft")
        final = person.bank.post(f"/v2/client_invoices/{draft['id']}/finalize").json()

    assert [_essence(one) for one in again] == [_essence(one) for one in lists]
    assert final["client_invoice"]["number"] == "F-2026-003"


def test_a_fresh_bank_of_its_edition_answers_the_same(
    recorded: tuple[Path, list[Any]], bank: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--against", bank.bank_url, "--control", bank.control_url]

    assert main(["replay", str(recorded[0]), *told]) == 0, capsys.readouterr().out
    worlds = httpx.get(f"{bank.control_url}/worlds").json()["worlds"]
    assert len(worlds) == 1
    assert httpx.get(f"{bank.bank_url}/v2/client_invoices", headers=_KEY).json()["client_invoices"] == []


def test_a_fresh_bank_of_the_other_edition_does_not(
    recorded: tuple[Path, list[Any]], other_bank: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--against", other_bank.bank_url, "--control", other_bank.control_url]

    assert main(["replay", str(recorded[0]), *told, "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    parted = {
        one["operation"]: one["difference"]["where"] for one in result["exchanges"] if one["difference"]
    }
    assert parted["create_client_invoice"] == "status"
    assert "pdf_url" in parted["show_client_invoice"] or "quantity" in parted["show_client_invoice"]
    assert "list_transactions" not in parted


_KEY = {"Authorization": "verone-4819:any"}


def _essence(told: Any) -> Any:
    """Ids, numbers, statuses and amounts: what a recording keeps. Clients are sorted by other names."""
    if isinstance(told, dict) and "clients" in told:
        told = {**told, "clients": sorted(told["clients"], key=lambda one: str(one["id"]))}
    if isinstance(told, list):
        return [_essence(one) for one in told]
    if isinstance(told, dict):
        return {name: _essence(value) for name, value in sorted(told.items()) if _kept(name, value)}
    return told


OURS = {"transaction_id", "local_document_id", "sales_order_id"}
"""What is not Qonto's: a name that holds the organization's, and what this gateway alone knows."""


def _kept(name: str, value: Any) -> bool:
    exact = {"id", "number", "invoice_number", "status", "currency", "side", "count"}
    kept = name in exact or (name.endswith(("_cents", "_date", "_id")) and name not in OURS)
    return kept or isinstance(value, list | dict)
