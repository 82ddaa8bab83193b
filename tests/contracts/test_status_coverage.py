"""The count of documented statuses that were answered, and the file that excuses the others."""

import json
from pathlib import Path

import pytest
import yaml

from tests import status_coverage
from tests.status_coverage import GAPS, Gap, documented, listed, mistakes, rows_seen, table
from tests.statuses import FOLDER, Pair, left_in

ALL: set[Pair] = {(side, id, int(status.replace("X", "0"))) for side, id, status in documented()}
BAND = ("bank guide", "list_labels", 503)
PAIR = ("gateway", "show_balance", 502)


def gap(side: str, operation: str, status: str) -> Gap:
    return Gap(row=(side, operation, status), reason="because")


def test_all_that_is_documented_and_seen_is_no_mistake() -> None:
    assert list(mistakes(ALL, [])) == []


def test_what_was_never_answered_is_told_unless_it_is_listed() -> None:
    (told,) = mistakes(ALL - {PAIR}, [])

    assert told.startswith("never answered: show_balance 502 (gateway)")
    assert list(mistakes(ALL - {PAIR}, [gap("gateway", "show_balance", "502")])) == []


def test_what_is_listed_and_answered_by_now_has_to_go() -> None:
    (told,) = mistakes(ALL, [gap("gateway", "show_balance", "502")])

    assert told.startswith("answered by now: show_balance 502 (gateway)")


def test_what_is_listed_and_documented_nowhere_has_to_go() -> None:
    (told,) = mistakes(
        ALL, list(listed([{"side": "bank", "reason": "", "operations": {"list_labels": [418]}}]))
    )

    assert told.startswith("not documented: list_labels 418 (bank)")


def test_a_range_is_seen_when_one_of_it_is_that_has_no_row_of_its_own() -> None:
    assert rows_seen({BAND}) == {("bank guide", "list_labels", "5XX")}
    assert rows_seen({("bank guide", "list_labels", 404)}) == set()


def test_one_group_excuses_every_edition_that_documents_the_pair() -> None:
    groups = [{"side": "bank", "reason": "", "operations": {"list_attachments": [422], "list_labels": [401]}}]

    assert [one.row for one in listed(groups)] == [
        ("bank guide", "list_attachments", "422"),
        ("bank guide", "list_labels", "401"),
        ("bank 2026-11", "list_labels", "401"),
    ]


def test_what_needs_a_database_is_excused_only_where_that_is_not_there() -> None:
    groups = [{"side": "gateway", "unless": "postgres", "reason": "", "operations": {"show_sync": [503]}}]

    assert list(listed(groups, postgres=True)) == []
    assert [one.row for one in listed(groups, postgres=False)] == [("gateway", "show_sync", "503")]


def test_the_table_counts_by_side() -> None:
    lines = list(table(ALL - {PAIR}, [gap("gateway", "show_balance", "502")]))

    counts = {line[:14].strip(): [int(word) for word in line[14:].split()] for line in lines[1:]}
    assert list(counts) == ["bank guide", "bank 2026-11", "gateway"]
    assert counts["gateway"][2:] == [1, 1]
    assert counts["bank guide"][2:] == [0, 0]


def test_every_gap_of_the_file_has_a_reason_in_words() -> None:
    groups = yaml.safe_load(GAPS.read_text("utf-8"))

    assert all(len(group["reason"].split()) > 5 for group in groups)


def test_a_run_of_which_nothing_is_left_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))

    assert status_coverage.main(["in-process"]) == 2
    assert "make test" in capsys.readouterr().out


def test_what_several_processes_have_left_is_put_together(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps([list(PAIR)]))
    (tmp_path / "two.json").write_text(json.dumps([list(PAIR), list(BAND)]))

    assert left_in(tmp_path) == {PAIR, BAND}
