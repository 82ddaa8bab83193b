"""The one real attempt: on the sandbox's own host alone, step by step, with a list of what it leaves."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from contracts.probe.asking import Credentials
from contracts.probe.attempt import SANDBOX, Attempt, NotTheSandbox, Sandbox, phrase
from contracts.probe.command import agreed
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from tests.suite.in_process import MORNING, Waiting

WHO = Credentials({"Authorization": "verone-4819:offline-probe-key"})


@contextmanager
def sandbox(edition: str, who: Credentials = WHO) -> Iterator[tuple[Sandbox, Bank]]:
    """The mock bank, under the sandbox's name."""
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=MORNING))
    with start_blocking_portal() as portal:
        there = Sandbox(SANDBOX, who, transport=Waiting(portal, build_bank_app(bank)))
        try:
            yield there, bank
        finally:
            there.close()


def attempted(edition: str) -> tuple[Attempt, Bank, list[str]]:
    told: list[str] = []
    with sandbox(edition) as (there, bank):
        return there.credit_note(today=date(2026, 2, 19), tell=told.append), bank, told


def test_where_it_works_it_says_so_and_lists_what_is_left() -> None:
    attempt, bank, told = attempted("2026-11")

    assert attempt.works
    assert [one.split(" (")[0] for one in attempt.left] == [
        "client",
        "client invoice",
        "client invoice F-2026-001",
        "credit note A-2026-001",
    ]
    assert told[-1] == "invoice F-2026-001 is final"
    assert sum(exchange.operation == "create_credit_note" for exchange in bank.journal.exchanges) == 1


def test_where_it_is_refused_the_refusal_is_shown_and_what_is_left_all_the_same() -> None:
    attempt, _, _ = attempted("guide")

    assert not attempt.works
    assert attempt.steps[-1].what == "POST /v2/credit_notes"
    assert attempt.steps[-1].status == 404
    assert attempt.left[-1].startswith("client invoice F-2026-001")


def test_wrong_credentials_end_it_before_anything_is_made() -> None:
    with sandbox("2026-11", Credentials({"Authorization": "somebody-else:key"})) as (there, bank):
        assert there.organization is None
        assert there.attempt.steps[0].status == 401
        assert [one.method for one in bank.journal.exchanges] == ["GET"]


@pytest.mark.parametrize(
    "url",
    [
        "https://thirdparty.qonto.com",
        "http://thirdparty-sandbox.staging.qonto.co",
        "https://thirdparty-sandbox.staging.qonto.co.example",
        "http://127.0.0.1:8081",
    ],
)
def test_no_other_host_is_written_to(url: str) -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(f"asked {request.url}")

    with pytest.raises(NotTheSandbox, match="nowhere else"):
        Sandbox(url, WHO, transport=httpx.MockTransport(never))


def test_what_has_to_be_typed_names_what_will_be_left_and_where() -> None:
    assert phrase("verone-4819") == "leave a final invoice on verone-4819"


def test_a_pipe_is_no_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert not agreed("verone-4819", io.StringIO("leave a final invoice on verone-4819\n"))

    assert "asks a person" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "yes"),
    [
        ("leave a final invoice on verone-4819", True),
        ("leave a final invoice on another", False),
        ("yes", False),
    ],
)
def test_a_person_types_what_will_be_left(typed: str, yes: bool) -> None:  # noqa: FBT001
    teller, terminal = os.openpty()
    with os.fdopen(terminal) as there, os.fdopen(teller, "w") as person:
        person.write(f"{typed}\n")
        person.flush()

        assert agreed("verone-4819", there) is yes
