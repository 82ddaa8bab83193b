"""When something goes wrong on the way: what was done then, and what was not."""

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import Broken, expect

CREATE, FINALIZE = "create_client_invoice", "finalize_client_invoice"


def a_lost_answer_does_not_undo_the_work(bank: Customer) -> None:
    """An answer that is lost on its way does not undo the work: it was done, once."""
    body = bank.invoice_body(purchase_order=bank.mark)
    bank.plane.fault(CREATE, "apply-then-drop")

    arrived = _arrives(bank, body)

    expect(not arrived, "the answer has arrived")
    found = [
        row["status"] for row in bank.listed("list_client_invoices") if row["purchase_order"] == bank.mark
    ]
    expect(found == ["draft"], f"{len(found)} invoices were made")


def a_timeout_of_the_edge_does_not_undo_the_work(bank: Customer) -> None:
    """A 504 of the edge says nothing about the work: a finalisation was done all the same."""
    id = bank.draft()["id"]
    bank.plane.fault(FINALIZE, "apply-then-504")

    bank.ask(FINALIZE, id).must_be(504)

    final = bank.invoice(id)
    expect(final["status"] == "unpaid" and bool(final["number"]), f"it is {final['status']}")
    bank.ask(FINALIZE, id).must_be_refused()
    expect(bank.invoice(id)["number"] == final["number"], "it has another number now")


def a_refused_connection_has_done_nothing(bank: Customer) -> None:
    """A connection that is cut before the work has done nothing."""
    body = bank.invoice_body(purchase_order=bank.mark)
    bank.plane.fault(CREATE, "reset")

    arrived = _arrives(bank, body)

    expect(not arrived, "the answer has arrived")
    orders = [row["purchase_order"] for row in bank.listed("list_client_invoices")]
    expect(bank.mark not in orders, "an invoice was made")


def too_many_requests_have_done_nothing(bank: Customer) -> None:
    """A call that came too soon is 429, has done nothing, and may be made again."""
    id = bank.draft()["id"]
    bank.plane.fault(FINALIZE, "429", retry_after_s=2)

    answer = bank.ask(FINALIZE, id).must_be(429)

    expect(answer.headers.get("retry-after") == "2", "it does not say when to come back")
    expect(bank.invoice(id)["number"] is None, "a number was consumed")
    bank.ask(FINALIZE, id).must_be(200)


def an_error_of_the_server_has_the_usual_form(bank: Customer) -> None:
    """An error of the bank's own has the form of every error, and has done nothing."""
    id = bank.draft()["id"]
    bank.plane.fault(FINALIZE, "status", status=500)

    bank.ask(FINALIZE, id).must_be(500).at("errors.0.code")

    expect(bank.invoice(id)["status"] == "draft", "it is final all the same")


def a_call_that_is_taken_away_leads_nowhere(bank: Customer) -> None:
    """A call that Qonto takes away is answered by the edge, and does nothing any more."""
    id = bank.draft()["id"]
    bank.plane.capability("cancel_client_invoice", "absent-edge")
    bank.plane.capability(FINALIZE, "absent-routed")

    edge = bank.say("POST", f"/v2/client_invoices/{id}/mark_as_canceled").must_be(404)
    bank.say("POST", f"/v2/client_invoices/{id}/finalize").must_be(404)

    expect(edge.headers.get("content-type", "").startswith("text/plain"), "the edge did not answer")
    expect(bank.invoice(id)["status"] == "draft", "it is final all the same")


def a_call_the_key_does_not_open_does_nothing(bank: Customer) -> None:
    """A call that the key does not open is 401, one that the role may not make 403; neither was made."""
    id = bank.draft()["id"]

    for state, status in (("401", 401), ("403", 403)):
        bank.plane.capability(FINALIZE, state)
        bank.ask(FINALIZE, id).must_be(status).at("errors.0.code")

    expect(bank.invoice(id)["number"] is None, "a number was consumed")


def a_regenerated_key_replaces_the_old_one(bank: Customer) -> None:
    """Once the key was regenerated the old one opens nothing, and the new one the same bank."""
    client = bank.client

    new = bank.plane.act("regenerate-key")["authorization"]

    bank.ask("show_client", client).must_be(401)
    bank.ask("show_client", client, headers={"Authorization": new}).must_be(200)


def _arrives(bank: Customer, body: object) -> bool:
    """Whether anything comes back at all."""
    try:
        bank.ask(CREATE, body=body)
    except Broken:
        return False
    return True


BEHAVIOURS = (
    Behaviour(play=a_lost_answer_does_not_undo_the_work, rules=("H",), needs=CONTROL),
    Behaviour(play=a_timeout_of_the_edge_does_not_undo_the_work, rules=("R2",), needs=CONTROL),
    Behaviour(play=a_refused_connection_has_done_nothing, rules=("H",), needs=CONTROL),
    Behaviour(play=too_many_requests_have_done_nothing, rules=("H",), needs=CONTROL),
    Behaviour(play=an_error_of_the_server_has_the_usual_form, rules=("E",), needs=CONTROL),
    Behaviour(play=a_call_that_is_taken_away_leads_nowhere, rules=("E",), needs=CONTROL),
    Behaviour(play=a_call_the_key_does_not_open_does_nothing, rules=("E",), needs=CONTROL),
    Behaviour(play=a_regenerated_key_replaces_the_old_one, rules=("E",), needs=CONTROL),
)
