"""With no variable set and every limit on, a person who clicks through the demo never meets one."""

from pathlib import Path

import pytest

from tests.journeys.person import MORNING, Person
from tests.stack import Stack

pytestmark = pytest.mark.journey

AFTER_EVERY_CLICK = ("/health", "/status", "/balance", "/invoices")
"""What a back office reloads beside the page that was asked for."""


def test_one_order_to_a_paid_invoice_page_by_page_meets_no_limit(tmp_path: Path, edition: str) -> None:
    with Stack(tmp_path, edition=edition, clock=MORNING) as stack:
        person = Person.at(stack)
        _click_through(person)
        journal = person.control.get("/journal", params={"limit": 1000}).json()["exchanges"]
        person.leave()

    # The clock stands still: all of it falls into one minute, the worst there is.
    assert len({exchange["at"][:16] for exchange in journal}) == 1
    assert 429 not in {exchange["status"] for exchange in journal}
    assert len(journal) < 80


def _click_through(person: Person) -> None:
    def click(method: str, path: str, body: object = None) -> None:
        answer = person.ask(method, path, body)
        assert answer.status_code == 200, answer.text

    for path in AFTER_EVERY_CLICK:
        click("GET", path)
    order = person.order()["id"]
    invoice = person.draft(order)
    page = f"/invoices/{invoice['id']}"
    click("GET", f"/invoices/by-order/{order}")
    click("GET", page)
    click("GET", f"{page}/details")
    click("PATCH", page, {"footer": "Merci de votre confiance."})
    click("POST", f"{page}/validate-to-draft", {})
    person.finalize(invoice["id"])
    person.wait(2)
    click("GET", f"{page}/pdf")
    click("POST", f"{page}/send", {})
    click("POST", f"{page}/mark-paid", {})
    for path in (*AFTER_EVERY_CLICK, page, f"{page}/details"):
        click("GET", path)
