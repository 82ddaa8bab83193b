"""A run told to people and to machines: everything that broke, named, with the way to break it again."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from contracts.rules.book import RULES
from contracts.suite.reports import FORMATS
from contracts.suite.running import Report, run
from contracts.suite.stages import BankStage
from tests.suite import stories
from tests.suite.in_process import BANK_KEY, bank_alone


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    with bank_alone() as there:
        stage = BankStage(http=there.bank, edition="guide", authorization=BANK_KEY, control=there.control)
        yield run(stories.ALL, stage, RULES, subject="bank at <http://127.0.0.1:8081>")


@pytest.mark.parametrize("name", FORMATS)
def test_every_report_names_what_broke_and_how_to_break_it_again(report: Report, name: str) -> None:
    written = FORMATS[name](report)

    for behaviour in ("the_moon_is_a_bank", "numbers_are_round", "an_answer_is_read_wrongly"):
        assert behaviour in written
    assert "answered 200, not 418" in written
    assert "curl -s" in written
    assert "there is no moon" in written


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_shows_a_credential(report: Report, name: str) -> None:
    keys = {
        value
        for result in report.results
        for told in result.told
        if told.to == "control" and told.url.endswith("/worlds")
        for value in re.findall(rb'"api_key":"([^"]+)"', told.answer)
    }
    assert keys

    written = FORMATS[name](report)

    assert not [key for key in keys if key.decode() in written]


def test_the_text_counts_and_sorts_by_rule(report: Report) -> None:
    written = FORMATS["text"](report)

    assert "BROKEN E: The bank answers 418" in written
    assert "1 of 4 behaviours kept, 1 left out; broken: E, N, I" in written
    assert re.search(r"FAIL Errors +0/1 behaviours", written)


def test_the_json_has_everything(report: Report) -> None:
    told = json.loads(FORMATS["json"](report))

    assert told["counts"] == {"kept": 1, "broken": 3, "left out": 1}
    assert told["kept"] is False
    assert [one["id"] for one in told["behaviours"]] == [one.id for one in stories.ALL]
    (broken,) = next(one for one in told["families"] if one["family"] == "E")["broken"]
    assert broken["behaviour"] == "the_moon_is_a_bank"
    assert broken["curl"]


def test_the_junit_is_xml_that_counts(report: Report) -> None:
    suite = ET.fromstring(FORMATS["junit"](report))  # noqa: S314  - written a moment ago

    assert suite.attrib["tests"] == "5"
    assert suite.attrib["failures"] == "3"
    assert suite.attrib["skipped"] == "1"
    assert [case.attrib["classname"] for case in suite.findall("testcase[failure]")] == [
        "qonto.E",
        "qonto.I",
        "qonto.I",
    ]


def test_the_tap_is_numbered_and_skips_what_was_left_out(report: Report) -> None:
    lines = FORMATS["tap"](report).splitlines()

    assert lines[0] == "TAP version 14"
    assert "1..5" in lines
    assert [line.split(" - ")[0] for line in lines if re.match(r"(not )?ok ", line)] == [
        "ok 1",
        "not ok 2",
        "not ok 3",
        "not ok 4",
        "ok 5",
    ]
    assert any(line.endswith("# SKIP there is no moon") for line in lines)


def test_the_page_is_whole_and_escapes_what_it_shows(report: Report) -> None:
    written = FORMATS["html"](report)

    parser = Tags()
    parser.feed(written)
    assert parser.open == []
    assert "&lt;http://127.0.0.1:8081&gt;" in written
    assert "<http://" not in written
    assert not re.search(r'(src|href)="http', written), "it needs no other file"


class Tags(HTMLParser):
    """Tags that were opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
