"""The main job: an order becomes a finalised invoice with a PDF, and is paid."""

import httpx
import pytest

from tests.journeys.person import Person

pytestmark = pytest.mark.journey


def test_an_order_becomes_a_paid_invoice_and_nobody_meets_a_limit(person: Person) -> None:
    order = person.order()

    draft = person.draft(order["id"])
    final = person.finalize(draft["id"])
    person.wait(2)
    pdf = person.ask("GET", f"/invoices/{draft['id']}/pdf")
    sent = person.ask("POST", f"/invoices/{draft['id']}/send", {})
    paid = person.ask("POST", f"/invoices/{draft['id']}/mark-paid", {})
    listed = person.ask("GET", "/invoices").json()["invoices"]

    assert draft["number"] is None
    assert final["number"] == "F-2026-001"
    assert final["total_amount_cents"] == order["total_ttc_cents"]
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF")
    assert (sent.status_code, paid.status_code) == (200, 200)
    assert [(one["number"], one["status"]) for one in listed] == [("F-2026-001", "paid")]
    statuses = [exchange["status"] for exchange in person.control.get("/journal").json()["exchanges"]]
    assert 429 not in statuses


def test_a_link_lives_1799_seconds_and_the_gateway_answers_before_and_after(person: Person) -> None:
    draft = person.draft(person.order()["id"])
    person.finalize(draft["id"])
    pending = person.ask("GET", f"/invoices/{draft['id']}/pdf")
    person.wait(1)
    link = person.link(draft["id"])

    before = person.ask("GET", f"/invoices/{draft['id']}/pdf")
    person.wait(1799)
    at_29_59 = httpx.get(link)
    person.wait(1)
    at_30_00 = httpx.get(link)
    after = person.ask("GET", f"/invoices/{draft['id']}/pdf")

    assert pending.status_code == 503
    assert pending.headers["Retry-After"]
    assert at_29_59.status_code == 200
    assert at_30_00.status_code == 403
    assert before.headers["X-PDF-Source"] in {"pdf_url", "attachment"}
    assert after.headers["X-PDF-Source"] == "attachment"
    assert before.content == after.content == at_29_59.content


def test_the_kept_pdf_answers_when_the_bank_cannot(person: Person) -> None:
    draft = person.draft(person.order()["id"])
    person.finalize(draft["id"])
    person.wait(1)
    fetched = person.ask("GET", f"/invoices/{draft['id']}/pdf")

    assert person.stack.bank is not None
    person.stack.bank.kill()
    kept = person.ask("GET", f"/invoices/{draft['id']}/pdf")

    assert kept.status_code == 200
    assert kept.headers["X-PDF-Source"] == "local"
    assert kept.content == fetched.content


def test_a_number_is_burnt_whatever_is_cancelled_and_the_order_may_be_invoiced_again(person: Person) -> None:
    order = person.order()["id"]
    first = person.finalize(person.draft(order)["id"])

    again = person.ask("POST", "/invoices", {"salesOrderId": order})
    cancelled = person.ask("POST", f"/invoices/{first['id']}/cancel")
    second = person.finalize(person.draft(order)["id"])

    assert again.status_code == 409
    assert again.json()["code"] == "ORDER_ALREADY_INVOICED"
    assert cancelled.status_code == 200
    assert (first["number"], second["number"]) == ("F-2026-001", "F-2026-002")
