"""What a customer does with invoices."""

from mock_qonto.web.faults import Kind
from tests.machines import words
from tests.machines.day import INVOICES, Day, expect
from tests.machines.ledger import Body
from tests.machines.words import Choice


def create_invoice(day: Day, choice: Choice) -> None:
    ledger, number, status = day.ledger, choice.among(words.NUMBERS), choice.among(words.STATUSES)
    body: Body = {
        "client_id": day.client(choice),
        "issue_date": choice.among(words.INVOICE_DAYS),
        "due_date": choice.among(words.UNTIL) if choice.of(4) == 3 else words.UNTIL[0],
        "currency": "EUR",
        "payment_methods": {"iban": "FR00" if choice.of(32) == 31 else day.door.iban},
        "items": choice.among(words.ITEMS),
    }
    if number is not None:
        body["number"] = number
    if status is not None:
        body["status"] = status
    if choice.of(4) == 3:
        body["quote_id"] = day.quote(choice, "pending_approval")[1]
    refusal = ledger.may_create_invoice(body, ours=day.door.iban)
    before = dict(ledger.invoices)
    answer = day.tell("POST", INVOICES, body, refusal, day.made)
    if answer is None:
        return
    id = day.id_made(answer, INVOICES, "client_invoice", before)
    day.check_invoice(ledger.create_invoice(id, body), answer)


def update_invoice(day: Day, choice: Choice) -> None:
    invoice, id = day.invoice(choice, "draft")
    body: Body = {}
    if choice.of(2):
        body["due_date"] = choice.among(words.UNTIL)
    if choice.of(2):
        body["items"] = choice.among(words.ITEMS)
    if choice.of(3) == 2:
        body["number"] = choice.among(words.NUMBERS)
    if choice.of(4) == 3:
        body["client_id"] = day.client(choice)
    refusal = day.ledger.may_update_invoice(invoice, body, ours=day.door.iban)
    answer = day.tell("PATCH", f"{INVOICES}/{id}", body, refusal, 200)
    if answer is not None and invoice is not None:
        day.ledger.update_invoice(invoice, body)
        day.check_invoice(invoice, answer)


def delete_invoice(day: Day, choice: Choice) -> None:
    invoice, id = day.invoice(choice, "draft")
    answer = day.tell("DELETE", f"{INVOICES}/{id}", None, day.ledger.may_delete_invoice(invoice), 204)
    if answer is not None and invoice is not None:
        day.ledger.delete_invoice(invoice)
    day.show_invoice(id)


def finalize_invoice(day: Day, choice: Choice) -> None:
    invoice, id = day.invoice(choice, "draft")
    refusal = day.ledger.may_finalize(invoice)
    answer = day.tell("POST", f"{INVOICES}/{id}/finalize", None, refusal, 200)
    if answer is not None and invoice is not None:
        day.ledger.finalize(invoice)
        day.check_invoice(invoice, answer)
    day.show_invoice(id)


def finalize_twice_at_once(day: Day, choice: Choice) -> None:
    """A proxy says it twice: the second is refused, the first has happened all the same."""
    invoice, id = day.invoice(choice, "draft")
    if invoice is None or day.ledger.may_finalize(invoice) is not None:
        return
    day.door.spoil_next(Kind.APPLY_TWICE)
    answer = day.door.ask("POST", f"{INVOICES}/{id}/finalize")
    day.ledger.finalize(invoice)
    expect(answer, (412, "invoice_not_in_draft_status"))
    day.show_invoice(id)


def create_invoice_twice_at_once(day: Day, choice: Choice) -> None:
    """A proxy says it twice: there are two invoices, and one of them nobody was told of."""
    body: Body = {
        "client_id": next(iter(day.ledger.clients)),
        "issue_date": words.INVOICE_DAYS[0],
        "due_date": words.UNTIL[0],
        "currency": "EUR",
        "status": choice.among(("draft", "unpaid")),
        "payment_methods": {"iban": day.door.iban},
        "items": words.ITEMS[0],
    }
    before = dict(day.ledger.invoices)
    day.door.spoil_next(Kind.APPLY_TWICE)
    answer = day.door.ask("POST", INVOICES, body)
    expect(answer, None, day.made)
    told = answer.body["client_invoice"]["id"]
    (silent,) = day.unknown(INVOICES, "client_invoice", {**before, told: None}, of=2)
    day.check_invoice(day.ledger.create_invoice(silent, body), None)
    day.check_invoice(day.ledger.create_invoice(told, body), answer)


def pay_invoice(day: Day, choice: Choice) -> None:
    paid_on = choice.among(words.PAID_ON)
    invoice, id = day.invoice(choice, "unpaid")
    body = None if paid_on is None else {"paid_at": paid_on}
    refusal = day.ledger.may_pay(invoice, paid_on)
    answer = day.tell("POST", f"{INVOICES}/{id}/mark_as_paid", body, refusal, 200)
    if answer is not None and invoice is not None:
        day.ledger.pay(invoice, paid_on)
        day.check_invoice(invoice, answer)


def unpay_invoice(day: Day, choice: Choice) -> None:
    invoice, id = day.invoice(choice, "paid")
    refusal = day.ledger.may_unpay(invoice)
    answer = day.tell("POST", f"{INVOICES}/{id}/unmark_as_paid", None, refusal, 200)
    if answer is not None and invoice is not None:
        day.ledger.unpay(invoice)
        day.check_invoice(invoice, answer)


def cancel_invoice(day: Day, choice: Choice) -> None:
    invoice, id = day.invoice(choice, "unpaid")
    refusal = day.ledger.may_cancel(invoice)
    answer = day.tell("POST", f"{INVOICES}/{id}/mark_as_canceled", None, refusal, 200)
    if answer is not None and invoice is not None:
        day.ledger.cancel(invoice)
        day.check_invoice(invoice, answer)


def send_invoice(day: Day, choice: Choice) -> None:
    invoice, id = day.invoice(choice, "unpaid", "paid", "canceled")
    refusal = day.ledger.may_send(invoice)
    answer = day.tell("POST", f"{INVOICES}/{id}/send", words.MAIL, refusal, 204)
    if answer is not None and invoice is not None:
        invoice.touched = day.ledger.now
    day.show_invoice(id)


def look_at_an_invoice(day: Day, choice: Choice) -> None:
    _, id = day.invoice(choice, "draft", "unpaid", "paid", "canceled")
    day.show_invoice(id)


def list_invoices(day: Day, choice: Choice) -> None:
    statuses = choice.among(
        (None, ("draft",), ("unpaid",), ("paid", "canceled"), ("unpaid", "paid"), ("nobody_knows",))
    )
    found = [
        invoice.id
        for invoice in day.ledger.invoices.values()
        if statuses is None or invoice.status in statuses
    ]
    query = "" if statuses is None else f"filter[status]={','.join(statuses)}&"
    day.check_list(INVOICES, "client_invoices", found, query, choice)
