"""
The gateway killed (SIGKILL) while the bank works for it, at every call on the way to a draft and to a number.

The bank does what it was asked and holds its answer back, or drops it; the journal says when it has. Nobody
waits after the restart: the next call is made at once.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.journeys.both_sides import disagreements, exchanges_of, finalizations
from tests.journeys.person import MORNING, Person
from tests.stack import Stack

pytestmark = pytest.mark.journey

HELD_BACK_MS = 4_000
PATIENCE_S = 20.0
# What each call asks of the bank, in order: operation, and which one of that name.
CREATING = (
    ("show_organization", 1),
    ("list_clients", 1),
    ("create_client", 1),
    ("list_bank_accounts", 1),
    ("create_client_invoice", 1),
)
FINALIZING = (
    ("show_organization", 1),
    ("show_client_invoice", 1),
    ("finalize_client_invoice", 1),
)
# The bank has applied it and dropped the answer; the gateway is killed while it looks.
LOOKING = {"create_client_invoice": "list_client_invoices", "finalize_client_invoice": "show_client_invoice"}


@pytest.fixture
def person(tmp_path: Path, edition: str) -> Iterator[Person]:
    settings = {"QONTO_RATE_LIMIT_PER_MINUTE": "0"}
    with Stack(tmp_path, edition=edition, clock=MORNING, rate_limit="off", env=settings) as stack:
        someone = Person.at(stack)
        yield someone
        someone.leave()
        assert stack.bank is not None
        stack.bank.kill()  # it would wait until the last answer that it holds back is told


def test_killed_at_any_call_on_the_way_to_a_draft(person: Person) -> None:
    orders = person.stack.orders()
    for place, (operation, nth) in enumerate(CREATING):
        order = orders[place]["id"]
        _fault(person, operation, "latency", nth=nth, delay_ms=HELD_BACK_MS)

        _killed_while(person, operation, partial(_create, person, order))
        again = _create(person, order)

        _check_invoiced_once(person, order, again)


def test_killed_while_it_looks_for_a_draft_whose_answer_was_dropped(person: Person) -> None:
    order = person.order()["id"]
    _dropped_then_held_back(person, "create_client_invoice", looks_before=0)

    _killed_while(person, "list_client_invoices", partial(_create, person, order))
    again = _create(person, order)

    assert again.status_code == 409
    _check_invoiced_once(person, order, again)


def test_killed_at_any_call_on_the_way_to_a_number(person: Person) -> None:
    orders = person.stack.orders()
    for place, (operation, nth) in enumerate(FINALIZING):
        id = person.draft(orders[place]["id"])["id"]
        token = person.token(id)
        _fault(person, operation, "latency", nth=nth, delay_ms=HELD_BACK_MS)

        _killed_while(person, operation, partial(_finalize, person, id, token))
        again = _finalize(person, id, token)

        assert again.status_code in {200, 409}, again.text
        assert disagreements(person) == []
        assert finalizations(person).count(id) == 1
        assert person.at_the_bank(id)["number"] == f"F-2026-{place + 1:03d}"


def test_killed_while_it_looks_for_a_number_whose_answer_was_dropped(person: Person) -> None:
    id = person.draft(person.order()["id"])["id"]
    token = person.token(id)
    _dropped_then_held_back(person, "finalize_client_invoice", looks_before=2)

    _killed_while(person, "show_client_invoice", partial(_finalize, person, id, token), calls=3)
    shown = person.ask("GET", f"/invoices/{id}").json()["invoice"]
    again = _finalize(person, id, token)

    assert shown["number"] == "F-2026-001"
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_FINALIZED")
    assert again.json()["details"]["number"] == "F-2026-001"
    assert finalizations(person) == [id]
    assert disagreements(person) == []


def test_killed_between_the_yes_and_the_call_nothing_is_final_and_the_yes_is_not_used_by_anybody(
    person: Person,
) -> None:
    id = person.draft(person.order()["id"])["id"]
    token = person.token(id)
    _fault(person, "show_client_invoice", "latency", nth=2, delay_ms=HELD_BACK_MS)

    _killed_while(person, "show_client_invoice", partial(_finalize, person, id, token), calls=2)
    again = _finalize(person, id, token)

    # The intent of the dead is respected until nobody can be at work on it any more.
    assert again.status_code in {409, 428}, again.text
    assert finalizations(person) == []
    assert person.at_the_bank(id)["status"] == "draft"


# ------------------------------------------------------------------ the calls
def _create(person: Person, order_id: str) -> httpx.Response:
    return person.ask("POST", "/invoices", {"salesOrderId": order_id})


def _finalize(person: Person, id: str, token: str) -> httpx.Response:
    return person.ask("POST", f"/invoices/{id}/finalize", {"confirmationToken": token})


def _check_invoiced_once(person: Person, order: str, answer: httpx.Response) -> None:
    shown = person.ask("GET", f"/invoices/by-order/{order}").json()["invoices"]
    assert len(shown) == 1, answer.text
    assert answer.status_code == 201 or answer.json()["existingInvoiceId"] == shown[0]["id"], answer.text
    assert disagreements(person) == []


# ------------------------------------------------------------------ the deaths
def _fault(person: Person, operation: str, kind: str, **more: int) -> None:
    fault = {"operation": operation, "kind": kind, **more}
    person.control.post("/faults", json=fault).raise_for_status()


def _dropped_then_held_back(person: Person, operation: str, *, looks_before: int) -> None:
    _fault(person, operation, "apply-then-drop")
    _fault(person, LOOKING[operation], "latency", nth=looks_before + 1, delay_ms=HELD_BACK_MS)


def _killed_while(
    person: Person, operation: str, call: Callable[[], httpx.Response], *, calls: int = 1
) -> None:
    """SIGKILL once the bank has worked for *operation*, *calls* times since now; then a new gateway."""
    stack = person.stack
    assert stack.gateway is not None
    before = len(exchanges_of(person, operation))
    with ThreadPoolExecutor(1) as hand:
        asked = hand.submit(call)
        _until(lambda: len(exchanges_of(person, operation)) >= before + calls, asked)
        stack.gateway.kill()
        assert isinstance(asked.exception(PATIENCE_S), httpx.TransportError), "it was answered after all"
    stack.start_gateway()
    person.control.delete("/faults").raise_for_status()


def _until(happened: Callable[[], bool], asked: Future[httpx.Response]) -> None:
    deadline, pause = time.monotonic() + PATIENCE_S, Event()
    while not happened():
        assert time.monotonic() < deadline
        assert not asked.done(), asked.result().text
        pause.wait(0.02)
