"""Our quick way of reading YAML against YAML's own."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import contracts
from contracts.parsing import parsed

FOLDER = Path(contracts.__file__).parent
DOCUMENTS = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.yaml"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_as_yaml_s_own_reader_reads_it(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")

    read = parsed(text)

    # By what is shown: 1, 1.0 and True are equal, and the order of the fields is not looked at.
    assert repr(read) == repr(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        "[one, 'two', \"three\", 4, 0x1f, 1_000, 5.0, 1e3, .5, yes, Off, ~, null, '', '7', 2026-03-02]",
        "[2026-03-02T09:00:00Z, '2026-03-02', 09, 0o17, -1, +2, .inf, 12:30]",
        "{a: {b: [], c: {}}, d: }",
        "text: |\n  two\n  lines\nfolded: >-\n  one\n  line\n",
        "base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3, c: 4}\nsame: *base\nnumber: &n 5\nagain: *n",
        "outer: {<<: &inner {a: 1}, b: 2}\nlater: *inner",
        "a: first\na: last",
    ],
)
def test_what_our_documents_may_hold_one_day_is_read_the_same(text: str) -> None:
    assert repr(parsed(text)) == repr(yaml.safe_load(text))


@pytest.mark.parametrize("text", ["a: [1, 2", "a: b: c", "\ta: 1", "a: *unknown"])
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises((yaml.YAMLError, KeyError)):
        parsed(text)


def test_two_readings_of_one_document_share_nothing() -> None:
    def changed(document: dict[str, Any]) -> str:
        document["info"]["title"] = "changed"
        document["paths"].clear()
        return repr(contracts.documents.read("control.yaml"))

    before = repr(contracts.documents.read("control.yaml"))

    assert changed(contracts.documents.read("control.yaml")) == before
