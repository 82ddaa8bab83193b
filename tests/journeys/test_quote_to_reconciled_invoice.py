"""A quote is offered, accepted, billed, paid by a transfer and reconciled: over real ports."""

from typing import Any

import pytest

from tests.journeys.person import Person
from tests.journeys.yes import unconfirmed

pytestmark = pytest.mark.journey


def test_an_order_is_quoted_accepted_billed_paid_by_transfer_and_reconciled(person: Person) -> None:
    order = person.order(3)

    quote = person.done("POST", "/quotes", {"salesOrderId": order["id"]}, status=201)["quote"]
    person.wait(2)
    offered = person.confirmed(f"/quotes/{quote['id']}/finalize")["quote"]
    accepted = person.done("POST", f"/quotes/{quote['id']}/accept", {})["quote"]
    draft = person.done("POST", f"/quotes/{quote['id']}/convert", {}, status=201)["invoice"]
    invoice = person.finalize(draft["id"])
    transfer = _paid(person, invoice)
    person.done("POST", "/sync", None)
    found = _looked_for(person, invoice)
    reconciled = person.done("POST", f"/invoices/{draft['id']}/reconcile", {"transactionId": found["id"]})
    again = person.ask("POST", f"/quotes/{quote['id']}/convert", {})

    assert (offered["status"], accepted["status"]) == ("finalized", "accepted")
    assert (draft["status"], draft["number"]) == ("draft", None)
    assert invoice["number"] == "F-2026-001"
    assert invoice["total_amount_cents"] == quote["total_amount_cents"] == order["total_ttc_cents"]
    assert found["qonto_id"] == transfer["transaction_id"]
    assert (reconciled["invoice"]["status"], reconciled["remaining_amount_cents"]) == ("paid", 0)
    assert person.at_the_bank(draft["id"])["status"] == "paid"
    assert again.status_code == 409
    assert person.done("GET", f"/quotes/{quote['id']}")["quote"]["status"] == "converted"
    assert unconfirmed(person) == []


def test_the_customer_reads_the_quote_without_an_account(person: Person) -> None:
    quote = person.done("POST", "/quotes", {"salesOrderId": person.order()["id"]}, status=201)["quote"]
    person.wait(2)
    person.confirmed(f"/quotes/{quote['id']}/finalize")
    shown = person.done("GET", f"/quotes/{quote['id']}")["quote"]

    page = person.gateway.get(shown["view_url"])
    person.wait(200 * 24 * 3600)
    person.done("GET", f"/quotes/{quote['id']}")
    later = person.gateway.get(shown["view_url"])

    assert page.status_code == 200
    assert page.content.startswith(b"%PDF")
    assert later.status_code in {403, 410}
    assert later.headers["content-type"].startswith("text/html")


def test_a_quote_becomes_an_offer_by_an_e_mail_that_a_person_confirmed(person: Person) -> None:
    quote = person.done("POST", "/quotes", {"salesOrderId": person.order()["id"]}, status=201)["quote"]
    person.wait(2)
    before = person.control.get("/outbox").json()["emails"]
    too_early = person.ask("POST", f"/quotes/{quote['id']}/send", {})

    person.confirmed(f"/quotes/{quote['id']}/finalize")

    after = person.control.get("/outbox").json()["emails"]
    assert before == []
    assert (too_early.status_code, too_early.json()["code"]) == (409, "NOT_FINALIZED")
    assert [email["recipients"][0] for email in after] == [quote["client"]["email"]]


def _paid(person: Person, invoice: dict[str, Any]) -> dict[str, Any]:
    """Somebody pays what is due, and writes the number with it."""
    transfer = {
        "amount_cents": invoice["total_amount_cents"],
        "label": invoice["client"]["name"],
        "reference": invoice["number"],
    }
    received: dict[str, Any] = person.control.post("/actions/receive-transfer", json=transfer).json()
    return received


def _looked_for(person: Person, invoice: dict[str, Any]) -> dict[str, str]:
    """As the reconciliation dialog does: money that came in, of about the amount."""
    cents = invoice["total_amount_cents"]
    query = f"side=credit&minAmount={int(cents * 0.9)}&maxAmount={int(cents * 1.1)}&perPage=50"
    rows = person.done("GET", f"/transactions?{query}")["transactions"]
    (row,) = [one for one in rows if one["reference"] == invoice["number"]]
    return {"id": row["transaction_id"], "qonto_id": row["id"]}
