"""Ended and started again, or killed: nothing acknowledged is forgotten, no number is used twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.journeys.person import MORNING, Person
from tests.stack import Stack

pytestmark = pytest.mark.journey


def test_work_then_ctrl_c_then_work_goes_on_where_it_stopped(tmp_path: Path, edition: str) -> None:
    with Stack(tmp_path, edition=edition, clock=MORNING) as stack:
        ports = stack.ports
        person = Person.at(stack)
        first = person.finalize(person.draft(person.order(0)["id"])["id"])
        waiting = person.draft(person.order(1)["id"])
        before = person.all_at_the_bank()
        person.leave()

    with Stack(tmp_path, ports=ports, edition=edition, clock=MORNING) as stack:
        person = Person.at(stack)
        health = person.ask("GET", "/health").json()
        after = person.all_at_the_bank()
        second = person.finalize(waiting["id"])
        person.leave()

    assert health["status"] == "healthy"
    assert after == before
    assert (first["number"], second["number"]) == ("F-2026-001", "F-2026-002")


def test_the_bank_killed_under_load_forgets_no_acknowledged_finalize(tmp_path: Path, edition: str) -> None:
    stack = Stack(tmp_path, edition=edition, rate_limit="off")
    stack.start_bank()
    person = Person.at(stack)
    drafts = [_draft_at_the_bank(person) for _ in range(150)]
    acknowledged: dict[str, str] = {}
    enough = Event()

    def finalize(id: str) -> None:
        try:
            answer = person.bank.post(f"/v2/client_invoices/{id}/finalize")
        except httpx.TransportError:
            return
        assert answer.status_code == 200
        acknowledged[id] = answer.json()["client_invoice"]["number"]
        if len(acknowledged) >= 60:
            enough.set()

    with ThreadPoolExecutor(8) as hands:
        calls = [hands.submit(finalize, id) for id in drafts]
        assert enough.wait(60)
        assert stack.bank is not None
        stack.bank.kill()
        for call in calls:
            call.result()
    stack.start_bank()
    found = {one["id"]: one["number"] for one in person.all_at_the_bank()}
    numbers = sorted(number for number in found.values() if number is not None)
    later = person.bank.post(f"/v2/client_invoices/{_draft_at_the_bank(person)}/finalize").json()
    person.leave()
    stack.end()

    assert len(found) == 150
    assert acknowledged.items() <= found.items()
    assert numbers == [f"F-2026-{n:03d}" for n in range(1, len(numbers) + 1)]
    assert later["client_invoice"]["number"] == f"F-2026-{len(numbers) + 1:03d}"


def _draft_at_the_bank(person: Person) -> str:
    clients = person.bank.get("/v2/clients").json()["clients"]
    if not clients:
        address = {
            "street_address": "1 rue du Test",
            "city": "Paris",
            "zip_code": "75001",
            "country_code": "FR",
        }
        company = {"kind": "company", "name": "Essai SARL", "currency": "EUR", "locale": "fr"}
        answer = person.bank.post("/v2/clients", json={**company, "billing_address": address})
        clients = [answer.raise_for_status().json()["client"]]
    iban = person.bank.get("/v2/bank_accounts").json()["bank_accounts"][0]["iban"]
    price = {"value": "10.00", "currency": "EUR"}
    invoice = {
        "client_id": clients[0]["id"],
        "status": "draft",
        "currency": "EUR",
        "issue_date": "2026-02-01",
        "due_date": "2026-03-01",
        "payment_methods": {"iban": iban},
        "items": [{"title": "Essai", "quantity": "1", "unit_price": price, "vat_rate": "0.2"}],
    }
    answer = person.bank.post("/v2/client_invoices", json=invoice)
    return str(answer.raise_for_status().json()["client_invoice"]["id"])
