"""What is printed to be pasted does, when pasted, what the suite did."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from contracts.suite.bank.customer import Customer
from contracts.suite.curl import curl_lines
from contracts.suite.line import Line, Told
from tests.stack import Stack

KEY = "verone-4819:offline-suite-key"

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("curl"), edition="guide") as running:
        yield running


def test_a_sequence_runs_again_in_a_shell_with_ids_of_its_own(stack: Stack, tmp_path: Path) -> None:
    told: list[Told] = []
    with httpx.Client(base_url=stack.bank_url) as http:
        bank = Customer(Line("bank", http, told, {"Authorization": KEY}), "guide")
        final = bank.final(items=[bank.line_of(title="L'été, c'est $5 \"net\"")])
        bank.ask("delete_client_invoice", final["id"])
        first = bank.invoice(final["id"])
    script = tmp_path / "again.sh"
    script.write_text("\n".join(["set -eu", f"BANK_AUTHORIZATION={KEY}", *curl_lines(told)]))

    again = subprocess.run(["bash", script], capture_output=True, text=True, check=True)

    assert first["number"] == "F-2026-001"
    assert '"number":"F-2026-002"' in again.stdout
    assert "L'été, c'est $5 \\\"net\\\"" in again.stdout
    assert final["id"] not in script.read_text().replace(f'"{final["id"]}"', "")


def test_credentials_are_left_to_whoever_pastes() -> None:
    told = Told(
        to="bank",
        method="GET",
        url="http://127.0.0.1:8081/v2/organization",
        headers={"authorization": "***"},
        body=b"",
        status=200,
    )

    (line,) = curl_lines([told])

    assert line == (
        'curl -s http://127.0.0.1:8081/v2/organization -H "Authorization: $BANK_AUTHORIZATION"   # 200'
    )
