"""The errata say nothing that the editions do not show, and leave out no operation that came or went."""

import json
import re
from pathlib import Path

import pytest

import contracts
from contracts.__main__ import main
from contracts.errata.page import GUIDE, TODAY, Erratum, NotEvidence, errata, page

ERRATA = errata()


@pytest.mark.parametrize("one", ERRATA, ids=lambda one: one.id)
def test_every_claim_is_shown_by_the_editions_or_names_its_source(one: Erratum) -> None:
    assert one.missing == []
    assert one.differences or one.source


def test_every_operation_that_came_or_went_is_an_erratum_or_a_setting() -> None:
    there, here = (set(contracts.load("qonto", edition).operations) for edition in (GUIDE, TODAY))
    told = {difference.where for one in ERRATA for difference in one.differences}

    # New beside what the guide is about: how documents are numbered.
    assert (there ^ here) - told == {"show_settings", "update_settings"}


def test_what_a_probe_has_seen_stands_beside_the_claim(tmp_path: Path) -> None:
    kept = tmp_path / "evidence.json"
    verdict = {"verdict": "exists", "why": "400 malformed_json, as <others>"}
    kept.write_text(
        json.dumps(
            {
                "host": "bank.example",
                "at": "2026-11-30T09:00:00+00:00",
                "verdicts": {"create_credit_note": verdict},
            }
        )
    )

    written = page([kept])

    assert "Sondé le 2026-11-30 sur bank.example : existe" in written
    assert "as &lt;others&gt;" in written


@pytest.mark.parametrize("text", ["not json", "[]", "{}"])
def test_a_file_that_is_no_evidence_is_refused(text: str, tmp_path: Path) -> None:
    kept = tmp_path / "evidence.json"
    kept.write_text(text)

    with pytest.raises(NotEvidence, match=re.escape(str(kept))):
        page([kept])


def test_the_command_writes_the_page_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errata"]) == 0

    written = capsys.readouterr().out
    assert '<html lang="fr">' in written
    assert written.count("<article") == len(ERRATA)
    assert "POST /v2/credit_notes" in written


def test_a_file_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["errata", "--evidence", "nowhere.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err
