"""An invoice is corrected by a credit note: issued through Qonto's API, or on its dashboard alone."""

from typing import Any

import pytest

from tests.journeys.person import Person
from tests.journeys.yes import unconfirmed

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("edition", ["guide"])
def test_where_the_api_cannot_the_draft_is_kept_until_the_dashboard_has_issued_it(person: Person) -> None:
    invoice = person.finalize(person.draft(person.order()["id"])["id"])
    asked = {"invoiceId": invoice["id"], "reason": "Commande annulée"}

    refused = person.ask("POST", "/credit-notes", asked)
    draft = _drafted(person, asked | {"localDraft": True})
    final = person.ask("POST", f"/credit-notes/{draft['local_document_id']}/finalize", {})
    kept = person.done("GET", f"/credit-notes/{draft['local_document_id']}")["credit_note"]
    issued = person.control.post("/actions/issue-credit-note", json={"invoice_id": invoice["id"]}).json()
    person.done("POST", "/sync-invoices", None)
    linked = person.done("GET", f"/credit-notes/{draft['local_document_id']}")["credit_note"]

    assert (refused.status_code, refused.json()["code"]) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
    assert (final.status_code, final.json()["code"]) == (501, "CREDIT_NOTE_CREATION_UNSUPPORTED")
    assert (kept["status"], kept["number"], kept["reason"]) == ("draft", None, "Commande annulée, retour")
    assert (linked["status"], linked["number"]) == ("finalized", issued["number"])
    assert linked["local_document_id"] == draft["local_document_id"]
    assert person.at_the_bank(invoice["id"])["status"] == "canceled"
    assert unconfirmed(person) == []


@pytest.mark.parametrize("edition", ["2026-11"])
def test_where_the_api_can_a_confirmed_one_gets_its_number_and_cancels_the_invoice(person: Person) -> None:
    invoice = person.finalize(person.draft(person.order()["id"])["id"])
    asked = {"invoiceId": invoice["id"], "reason": "Commande annulée"}

    draft = _drafted(person, asked)
    nothing_yet = person.at_the_bank(invoice["id"])["status"]
    note = person.confirmed(f"/credit-notes/{draft['local_document_id']}/finalize")["credit_note"]
    again = person.ask("POST", f"/credit-notes/{draft['local_document_id']}/finalize", {})
    person.wait(2)
    pdf = person.ask("GET", f"/credit-notes/{draft['local_document_id']}/pdf")
    shown = person.done("GET", f"/invoices/{invoice['id']}")["invoice"]

    assert nothing_yet == "unpaid"
    assert (note["status"], note["number"]) == ("finalized", "A-2026-001")
    assert note["total_amount_cents"] == invoice["total_amount_cents"]
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_FINALIZED")
    assert pdf.content.startswith(b"%PDF")
    assert (shown["status"], shown["number"]) == ("canceled", invoice["number"])
    assert unconfirmed(person) == []


def _drafted(person: Person, asked: dict[str, Any]) -> dict[str, Any]:
    """Written, then corrected."""
    made = person.done("POST", "/credit-notes", asked, status=201)["credit_note"]
    changes = {"reason": "Commande annulée, retour"}
    changed = person.done("PATCH", f"/credit-notes/{made['local_document_id']}", changes)["credit_note"]
    assert (changed["status"], changed["number"]) == ("draft", None)
    return made
