"""`qonto-contracts probe`, as it is typed; and that no credential is ever written anywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import contracts
from tests.probe.stand_in import EDGE, Said, StandIn, serving
from tests.stack import Stack

SECRETS = {
    "QONTO_ORGANIZATION_ID": "verone-4819",
    "QONTO_API_KEY": "s3cr3t-k3y-nobody-may-read",
    "QONTO_STAGING_TOKEN": "st4g1ng-t0k3n-nobody-may-read",
}
OAUTH = {"QONTO_ACCESS_TOKEN": "4cc3ss-t0k3n-nobody-may-read"}

pytestmark = pytest.mark.journey


def probe(
    *words: str, who: dict[str, str] = SECRETS, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QONTO_")}
    command = [sys.executable, "-m", "contracts", "probe", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=kept | who, cwd=cwd)


@pytest.fixture(scope="module", params=contracts.EDITIONS)
def bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("probe"), edition=request.param)
    try:
        stack.start_bank()
        yield stack
    finally:
        stack.end()


def test_the_mock_is_known_by_its_edition_exactly(bank: Stack, tmp_path: Path) -> None:
    kept = tmp_path / "evidence.json"

    done = probe("--yes", "--pace", "0", "--base-url", bank.bank_url, "--evidence", str(kept))

    evidence = json.loads(kept.read_text())
    there = contracts.load("qonto", bank.edition).operations
    found = {id: one["verdict"] for id, one in evidence["verdicts"].items()}
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"edition {bank.edition} matches best" in done.stdout
    assert "differs in nothing" in done.stdout
    assert found == {id: "exists" if id in there else "absent" for id in contracts.capabilities.load()}
    assert evidence["editions"][bank.edition]["differs"] == []


def test_nothing_is_sent_without_a_yes() -> None:
    stand_in = StandIn(lambda _method, _path: None)
    with serving(stand_in) as url:
        done = probe("--base-url", url)

    assert done.returncode == 0
    assert "Nothing is sent without --yes" in done.stdout
    assert "POST /v2/credit_notes" in done.stdout
    assert stand_in.asked == []


def test_a_probe_that_was_stopped_goes_on_where_it_was(bank: Stack, tmp_path: Path) -> None:
    kept = tmp_path / "evidence.json"
    words = ("--yes", "--pace", "0", "--base-url", bank.bank_url, "--evidence", str(kept))
    probe(*words, "--operation", "create_credit_note")
    first = json.loads(kept.read_text())["exchanges"]

    again = probe(*words)

    asked = [line for line in again.stderr.splitlines() if line]
    everything = json.loads(kept.read_text())["exchanges"]
    assert len(asked) == len(everything) - len(first)
    assert everything[: len(first) - 1] == first[:-1]


def test_evidence_of_another_server_is_not_gone_on_from(bank: Stack, tmp_path: Path) -> None:
    kept = tmp_path / "evidence.json"
    kept.write_text(json.dumps({"format": 1, "host": "elsewhere.example", "exchanges": []}))

    done = probe("--yes", "--base-url", bank.bank_url, "--evidence", str(kept))

    assert done.returncode == 2
    assert "evidence of elsewhere.example" in done.stderr


@pytest.mark.parametrize(
    ("words", "who", "says"),
    [
        (("--yes",), {}, "set QONTO_ORGANIZATION_ID and QONTO_API_KEY"),
        (("--yes", "--operation", "make_coffee"), SECRETS, "make_coffee: not in doubt"),
        (("--write", "--base-url", "https://thirdparty.qonto.com"), SECRETS, "nowhere else"),
        (("--write", "--base-url", "http://127.0.0.1:1"), SECRETS, "nowhere else"),
    ],
    ids=["no credentials", "unknown operation", "a write to production", "a write to this machine"],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: tuple[str, ...], who: dict[str, str], says: str
) -> None:
    done = probe(*words, who=who)

    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


WORLDS = {
    "refused": lambda _method, _path: Said(401),
    "edge": lambda _method, _path: EDGE,
    "redirect": lambda _method, _path: Said(302, headers={"Location": "https://elsewhere.example/"}),
    "broken": lambda _method, _path: Said(500, body=b"{not json"),
}


@pytest.mark.parametrize("who", [SECRETS, OAUTH | {"QONTO_STAGING_TOKEN": SECRETS["QONTO_STAGING_TOKEN"]}])
@pytest.mark.parametrize("world", WORLDS)
def test_no_credential_is_in_anything_that_is_written(
    world: str, who: dict[str, str], tmp_path: Path
) -> None:
    class Echo(StandIn):
        """Says back all it is told, and lets everybody in."""

        def answer(self, method: str, target: str, authorization: str | None, _: bytes) -> Said:
            said = WORLDS[world](method, target) if "credit_notes" in target else Said(200)
            echo = json.dumps({"errors": [{"code": "bad_request", "detail": f"you said {authorization}"}]})
            return Said(
                said.status, said.media, echo.encode(), {**said.headers, "Server": str(authorization)}
            )

    kept = tmp_path / "evidence.json"
    with serving(Echo(lambda _method, _path: None)) as url:
        done = probe(
            "--yes", "--pace", "0", "--base-url", url, "--evidence", str(kept), who=who, cwd=tmp_path
        )
        lost = probe("--yes", "--pace", "0", "--base-url", "http://127.0.0.1:9", who=who, cwd=tmp_path)

    written = done.stdout + done.stderr + lost.stdout + lost.stderr
    written += "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert "Traceback" not in written
    assert [name for name, value in who.items() if "nobody-may-read" in value and value in written] == []


def test_the_help_teaches() -> None:
    done = probe("--help")

    for word in ("harmless", "--evidence", "--sandbox", "examples:", "exit status"):
        assert word in done.stdout
