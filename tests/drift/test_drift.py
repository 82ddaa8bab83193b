"""Every way a server can differ from an edition is found, told once with a count, and can be written down."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

import contracts
from contracts import overlay
from contracts.__main__ import main
from contracts.contract import Contract
from contracts.drift.deviating import Kind, deviations
from contracts.drift.judging import Drift, judge
from contracts.drift.updating import as_yaml, proposal
from contracts.parsing import parsed
from contracts.recordings.reading import read
from tests.recording.spoken import BANK, JSON, Said, record

ID = "6f5e4d3c-2b1a-4098-8765-43210fedcba9"
HEADERS = {**JSON, "X-Request-Id": "r-1"}
EDITIONS = pytest.mark.parametrize("edition", contracts.EDITIONS)


def _example(edition: str, name: str) -> Any:
    found = contracts.load("qonto", edition).document["components"]["examples"][name]["value"]
    return copy.deepcopy(found)


def _invoice(edition: str = "guide", **changes: Any) -> Any:
    body = _example(edition, "ClientInvoiceUnpaid")
    body["client_invoice"] |= changes
    return body


def _shown(body: Any, **more: Any) -> Said:
    told = {"url": f"{BANK}/v2/client_invoices/{ID}", "headers": HEADERS, "answered": body, **more}
    return Said(**told)


def _drift(path: Path, *said: Said, edition: str = "guide") -> Drift:
    record(path, *said)
    return judge(read(path), contracts.load("qonto", edition))


def _kinds(found: Drift) -> list[tuple[Kind, str, int]]:
    return [(one.kind, one.word, one.count) for one in found.findings]


@EDITIONS
def test_an_answer_of_the_edition_itself_is_no_drift(tmp_path: Path, edition: str) -> None:
    found = _drift(tmp_path / "r.har", _shown(_invoice(edition)), edition=edition)

    assert (found.findings, found.judged) == ([], 1)


@EDITIONS
def test_an_answer_of_one_edition_is_drift_in_the_other(tmp_path: Path, edition: str) -> None:
    (other,) = set(contracts.EDITIONS) - {edition}

    found = _drift(tmp_path / "r.har", _shown(_invoice(edition)), edition=other)

    assert {one.kind for one in found.findings} >= {Kind.TYPE}


def _without(name: str) -> Any:
    body = _invoice()
    del body["client_invoice"][name]
    return body


DIFFERENCES = {
    "a new field": (_shown(_invoice(loyalty_tier="gold")), Kind.UNDECLARED, "loyalty_tier"),
    "a new field that is empty": (_shown(_invoice(loyalty_tier=None)), Kind.UNDECLARED, "loyalty_tier"),
    "a new object": (_shown(_invoice(carbon={"grams": 3, "by": [1]})), Kind.UNDECLARED, "carbon"),
    "a missing field": (_shown(_without("due_date")), Kind.MISSING, "due_date"),
    "another type": (_shown(_invoice(total_amount_cents="5988")), Kind.TYPE, "string"),
    "another type than an object": (_shown(_invoice(total_amount=59.88)), Kind.TYPE, "number"),
    "null where there was always something": (_shown(_invoice(currency=None)), Kind.TYPE, "null"),
    "a new status": (_shown(_invoice(status="disputed")), Kind.ENUM, "disputed"),
    "another constant": (
        _shown(
            _invoice(payment_methods=[{"beneficiary_name": "A", "bic": "B", "iban": "C", "type": "card"}])
        ),
        Kind.ENUM,
        "card",
    ),
    "another shape": (_shown(_invoice(issue_date="19/02/2026")), Kind.SHAPE, "format"),
    "a status nobody declared": (_shown(_invoice(), status=203), Kind.STATUS, "203"),
    "a refusal nobody declared": (_shown(None, status=410), Kind.STATUS, "410"),
    "a page": (_shown(b"<html>", headers={"Content-Type": "text/html"}), Kind.CONTENT, "text/html"),
    "no request id": (_shown(_invoice(), headers=JSON), Kind.HEADER, "x-request-id"),
    "an operation that is gone": (
        _shown(b"404 page not found", status=404, headers={"Content-Type": "text/plain"}),
        Kind.OPERATION,
        "gone",
    ),
    "a verb that is gone": (
        _shown({"errors": [{"code": "not_allowed", "detail": "no", "trace_id": "t"}]}, status=405),
        Kind.OPERATION,
        "gone",
    ),
    "an operation nobody knew": (
        Said(
            method="POST",
            url=f"{BANK}/v2/credit_notes",
            headers=HEADERS,
            answered={"credit_note": {"id": ID}},
        ),
        Kind.OPERATION,
        "POST",
    ),
    "a body where there was none": (
        Said(
            method="DELETE",
            url=f"{BANK}/v2/client_invoices/{ID}",
            status=204,
            headers=HEADERS,
            answered={"a": 1},
        ),
        Kind.CONTENT,
        "application/json",
    ),
}


@pytest.mark.parametrize(("said", "kind", "word"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_a_difference_is_told_once_with_a_count_and_can_be_written_into_the_contract(
    tmp_path: Path, said: Said, kind: Kind, word: str
) -> None:
    found = _drift(tmp_path / "r.har", said, said, said)

    assert (kind, word, 3) in _kinds(found)
    assert _mended(tmp_path / "r.har", "guide") == []


@EDITIONS
def test_a_proposed_patch_makes_the_other_editions_answers_no_drift(tmp_path: Path, edition: str) -> None:
    (other,) = set(contracts.EDITIONS) - {edition}
    record(tmp_path / "r.har", _shown(_invoice(edition)))

    assert judge(read(tmp_path / "r.har"), contracts.load("qonto", other)).findings
    assert _mended(tmp_path / "r.har", other) == []


def test_a_patch_says_who_has_seen_it_and_when(tmp_path: Path) -> None:
    record(tmp_path / "r.har", _shown(_invoice(loyalty_tier="gold")))

    proposed, left = proposal(read(tmp_path / "r.har"), contracts.load("qonto", "guide"))

    (action,) = proposed["actions"]
    provenance = action["update"]["properties"]["loyalty_tier"]["x-provenance"]
    assert action["target"] == "$.components.schemas.ClientInvoice"
    assert provenance["sources"] == ["observed"]
    assert provenance["last_observed"] == proposed["info"]["version"]
    assert not left


@EDITIONS
def test_whatever_a_validator_refuses_is_named_and_can_be_mended(tmp_path: Path, edition: str) -> None:
    chance = random.Random(f"drift {edition}")  # noqa: S311  - a test repeats itself
    contract = contracts.load("qonto", edition)
    operation = contract.operations["show_client_invoice"]
    place = operation.responses["200"]["content"]["application/json"]["schema"]["$ref"][1:]

    for number in range(150):
        body = _spoilt(_invoice(edition), chance)
        refused = not operation.accepts_response(200, body)

        assert bool(list(deviations(contract.document, place, body))) == refused
        if refused and number % 5 == 0:
            record(tmp_path / f"{number}.har", _shown(body))
            assert _mended(tmp_path / f"{number}.har", edition) == []


def test_a_server_that_lacks_what_the_edition_lacks_is_no_drift(tmp_path: Path) -> None:
    edge = Said(
        method="POST",
        url=f"{BANK}/v2/credit_notes",
        status=404,
        headers={"Content-Type": "text/plain"},
        answered=b"404 page not found",
    )

    assert _drift(tmp_path / "r.har", edge).findings == []


@pytest.mark.parametrize(("body", "status"), [(_invoice(), 0), (_invoice(status="disputed"), 1)])
def test_the_status_tells_whether_there_is_drift(tmp_path: Path, body: Any, status: int) -> None:
    record(tmp_path / "r.har", _shown(body))

    assert main(["drift", str(tmp_path / "r.har")]) == status


def test_what_cannot_be_read_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.har").write_text('{"log": {"entries": []}}')

    assert main(["drift", str(tmp_path / "none.har")]) == 2
    assert main(["drift", str(tmp_path / "page.har")]) == 2
    assert "holds no call of Qonto's API" in capsys.readouterr().err


def test_what_is_shown_of_somebody_elses_recording_is_disguised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "browser.har"
    record(path, _shown(_invoice()))
    har = orjson.loads(path.read_bytes())
    har["log"]["creator"]["name"] = "a browser"
    body = _invoice(nickname="Momo du 33", header=["Merci Momo du 33"])
    har["log"]["entries"][0]["response"]["content"]["text"] = json.dumps(body)
    path.write_bytes(orjson.dumps(har))

    assert main(["drift", str(path)]) == 1
    assert main(["drift", str(path), "--json"]) == 1
    assert main(["drift", str(path), "--update"]) == 1

    told = capsys.readouterr().out
    assert "nickname" in told
    assert "Momo" not in told


def _mended(path: Path, edition: str) -> list[Any]:
    """The drift that is left once the proposed patch, as printed, is applied."""
    contract, recording = contracts.load("qonto", edition), read(path)
    proposed, _ = proposal(recording, contract)
    document = overlay.apply(copy.deepcopy(contract.document), parsed(as_yaml(proposed)))
    mended = Contract(name="qonto", edition=edition, document=document)
    return list(judge(recording, mended).findings)


def _spoilt(body: Any, chance: random.Random) -> Any:
    holder, key = chance.choice(list(_places(body)))
    holder[key] = chance.choice((None, "x", 3, 2.5, True, [], {}, {"a": 1}, [None], "2026-13-45", -1))
    if chance.random() < 0.3 and isinstance(holder, dict):
        del holder[key]
    return body


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key, below in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(below, dict | list):
            yield from _places(below)
