"""What a customer does with quotes, and a person at Qonto."""

from tests.machines import words
from tests.machines.day import QUOTES, Day, expect_status
from tests.machines.ledger import Body
from tests.machines.words import Choice


def create_quote(day: Day, choice: Choice) -> None:
    number = choice.among(words.QUOTE_NUMBERS)
    body: Body = {
        "client_id": day.client(choice),
        "issue_date": choice.among(words.INVOICE_DAYS),
        "expiry_date": choice.among(words.UNTIL) if choice.of(4) == 3 else words.UNTIL[0],
        "currency": "EUR",
        "terms_and_conditions": "Valable trente jours.",
        "items": choice.among(words.ITEMS[:-1]),
    }
    if number is not None:
        body["number"] = number
    before = dict(day.ledger.quotes)
    answer = day.tell("POST", QUOTES, body, day.ledger.may_create_quote(body), day.made)
    if answer is not None:
        id = day.id_made(answer, QUOTES, "quote", before)
        day.check_quote(day.ledger.create_quote(id, body), answer)


def update_quote(day: Day, choice: Choice) -> None:
    quote, id = day.quote(choice, "pending_approval")
    body: Body = {"items": choice.among(words.ITEMS[:-1])}
    if choice.of(2):
        body["expiry_date"] = choice.among(words.UNTIL)
    if choice.of(3) == 2:
        body["number"] = choice.among(words.QUOTE_NUMBERS[6:])
    answer = day.tell("PATCH", f"{QUOTES}/{id}", body, day.ledger.may_update_quote(quote, body), 200)
    if answer is not None and quote is not None:
        day.ledger.update_quote(quote, body)
        day.check_quote(quote, answer)


def delete_quote(day: Day, choice: Choice) -> None:
    quote, id = day.quote(choice, "pending_approval")
    answer = day.tell("DELETE", f"{QUOTES}/{id}", None, day.ledger.may_delete_quote(quote), 204)
    if answer is not None:
        del day.ledger.quotes[id]
    day.show_quote(id)


def send_quote(day: Day, choice: Choice) -> None:
    quote, id = day.quote(choice, "pending_approval", "approved")
    refusal = day.ledger.may_send_quote(quote)
    answer = day.tell("POST", f"{QUOTES}/{id}/send", words.MAIL, refusal, 204)
    if answer is not None and quote is not None:
        quote.sent, quote.touched = True, day.ledger.now
    day.show_quote(id)


def decide_a_quote(day: Day, choice: Choice) -> None:
    yes = choice.of(2) == 0
    quote, id = day.quote(choice, "pending_approval")
    if quote is None:
        return
    possible = day.ledger.decide_quote(quote, yes=yes)
    day.tally.reached[f"quote {quote.status}"] += 1
    answer = day.door.act("approve-quote" if yes else "cancel-quote", {"quote_id": id})
    expect_status(answer, 200 if possible else 422)
    day.show_quote(id)


def list_quotes(day: Day, choice: Choice) -> None:
    status = choice.among((None, "pending_approval", "approved", "canceled"))
    found = [quote.id for quote in day.ledger.quotes.values() if status in {None, quote.status}]
    query = "" if status is None else f"filter[status]={status}&"
    day.check_list(QUOTES, "quotes", found, query, choice)
