"""Services are billed and quoted without an order, and what was billed is kept here."""

import pytest

from gateway.seed.customers import COMPANIES
from tests.journeys.person import Person
from tests.journeys.yes import unconfirmed

pytestmark = pytest.mark.journey

CUSTOMER = COMPANIES[0].id
DAY = {"title": "Conseil", "quantity": 2, "unitPrice": 450, "vatRate": 0.2}
ASKED = {"clientId": CUSTOMER, "clientType": "organisation", "items": [DAY], "reference": "Chantier 7"}


def test_services_are_billed_finalised_and_paid_in_two_parts(person: Person) -> None:
    made = person.done("POST", "/invoices/service", {**ASKED, "autoFinalize": False}, status=201)
    refused = person.ask("POST", "/invoices/service", {**ASKED, "autoFinalize": True})
    listed = person.done("GET", "/invoices/service")["invoices"]
    details = person.done("GET", f"/invoices/{made['localDocumentId']}/details")["invoice"]
    invoice = person.finalize(made["localDocumentId"])
    part = person.done("POST", f"/invoices/{invoice['id']}/mark-paid", {"amount": 500, "is_partial": True})
    rest = person.done("POST", f"/invoices/{invoice['id']}/mark-paid", {})

    assert (made["invoice"]["status"], made["hasRealEmail"]) == ("draft", True)
    assert (refused.status_code, refused.json()["code"]) == (422, "AUTO_FINALIZE_FORBIDDEN")
    assert [one["id"] for one in listed] == [made["invoice"]["id"]]
    assert [item["title"] for item in details["items"]] == ["Conseil"]
    assert (part["invoice"]["status"], part["remaining_amount_cents"]) == ("unpaid", 58000)
    assert (rest["invoice"]["status"], rest["payment"]["amount_cents"]) == ("paid", 58000)
    assert unconfirmed(person) == []


def test_services_are_quoted_and_the_quote_becomes_an_invoice(person: Person) -> None:
    made = person.done("POST", "/quotes/service", {**ASKED, "validityDays": 15}, status=201)
    person.wait(2)
    person.confirmed(f"/quotes/{made['localDocumentId']}/finalize")
    invoice = person.done("POST", f"/quotes/{made['localDocumentId']}/convert", {}, status=201)["invoice"]

    assert invoice["status"] == "draft"
    assert invoice["total_amount_cents"] == 108000


def test_a_create_that_is_said_twice_with_one_key_is_done_once(person: Person) -> None:
    keyed = {"Idempotency-Key": "chantier-7"}
    first, second = (
        person.gateway.post("/api/qonto/invoices/service", json=ASKED, headers=keyed) for _ in range(2)
    )
    other = person.gateway.post(
        "/api/qonto/invoices/service", json={**ASKED, "reference": "Chantier 8"}, headers=keyed
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    assert len(person.all_at_the_bank()) == 1
