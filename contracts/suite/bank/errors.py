"""How the bank says no: who you are, what you said, what is not there."""

from contracts.suite.answer import Answer
from contracts.suite.bank.customer import UNKNOWN_ID, Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_NOT_FOUND = 404


def without_credentials_the_answer_is_400(bank: Customer) -> None:
    """A call without credentials is answered 400, not 401, in the API's own words."""
    answer = bank.say("GET", "/v2/organization", without=("authorization",))

    answer.must_be(400)
    expect(answer.at("errors.0.code") == "bad_request", f"its code is {answer.at('errors.0.code')}")


def a_key_that_opens_nothing_is_401(bank: Customer) -> None:
    """A key that opens nothing is 401, whatever is asked for."""
    for path in ("/v2/organization", f"/v2/clients/{UNKNOWN_ID}"):
        answer = bank.say("GET", path, headers={"Authorization": "nobody-0000:no-such-key"})

        answer.must_be(401).at("errors.0.code")


def a_path_that_leads_nowhere_is_answered_by_the_edge(bank: Customer) -> None:
    """A path that leads nowhere is 404 in plain text, from an edge that gives the call no number."""
    for path in ("/v2/customers", f"/v2/client_invoices/{UNKNOWN_ID}/pdf"):
        _from_the_edge(bank.say("GET", path))


def an_unknown_document_is_not_found(bank: Customer) -> None:
    """An id that no document has is 404 in the API's own words."""
    for operation in ("show_client_invoice", "show_quote", "show_credit_note"):
        _not_found(bank.ask(operation, UNKNOWN_ID))


def an_unknown_client_is_not_found(bank: Customer) -> None:
    """An id that no client has is 404 in the API's own words."""
    _not_found(bank.ask("show_client", UNKNOWN_ID))


def an_unknown_transaction_is_not_found(bank: Customer) -> None:
    """An id that no transaction has is 404 in the API's own words, for its files too."""
    _not_found(bank.ask("show_transaction", UNKNOWN_ID))
    _not_found(bank.ask("list_transaction_attachments", UNKNOWN_ID))


def an_unknown_file_is_not_found(bank: Customer) -> None:
    """An id that no file has is 404 in the API's own words."""
    _not_found(bank.ask("show_attachment", UNKNOWN_ID))


def an_unknown_label_is_not_found(bank: Customer) -> None:
    """An id that no label has is 404 in the API's own words."""
    _not_found(bank.ask("show_label", UNKNOWN_ID))


def an_error_bears_the_number_of_its_call(bank: Customer) -> None:
    """Each error has a `trace_id`, and a header of the answer says the same."""
    answer = bank.ask("show_client_invoice", UNKNOWN_ID).must_be(404)

    trace = answer.at("errors.0.trace_id")

    expect(trace in answer.headers.values(), f"no header of the answer says {trace}")


def two_calls_have_two_numbers(bank: Customer) -> None:
    """Two calls that fail alike can be told apart by their `trace_id`."""
    first, second = (bank.ask("show_client", UNKNOWN_ID).at("errors.0.trace_id") for _ in range(2))

    expect(first != second, f"both calls are called {first}")


def nothing_can_be_done_to_what_is_not_there(bank: Customer) -> None:
    """No action finds an invoice that is not there."""
    for operation in ("finalize", "cancel"):
        _not_found(bank.ask(f"{operation}_client_invoice", UNKNOWN_ID))
    _not_found(bank.ask("mark_client_invoice_paid", UNKNOWN_ID))
    _not_found(bank.ask("send_client_invoice", UNKNOWN_ID, bank.letter()))
    _not_found(bank.ask("delete_client_invoice", UNKNOWN_ID))


def a_body_that_is_no_json_is_refused(bank: Customer) -> None:
    """A body that is no JSON is refused, and makes nothing."""
    headers = {"Content-Type": "application/json"}
    before = bank.ids("list_quotes")

    answer = bank.ask("create_quote", content=b'{"client_id":', headers=headers)

    answer.must_be_refused().at("errors.0.code")
    expect(bank.ids("list_quotes") == before, "it made a quote")


def an_invoice_in_a_wrapper_is_not_understood(bank: Customer) -> None:
    """A create takes the invoice itself: wrapped in `client_invoice` it has no IBAN, and is refused."""
    body = bank.invoice_body()
    before = bank.ids("list_client_invoices")

    bank.ask("create_client_invoice", body={"client_invoice": body}).must_be(422)

    expect(bank.ids("list_client_invoices") == before, "it made an invoice")


def what_is_refused_leaves_nothing_behind(bank: Customer) -> None:
    """An invoice that is refused is not there afterwards."""
    body = bank.invoice_body(purchase_order=bank.mark)

    bank.ask("create_client_invoice", body={**body, "payment_methods": {"iban": ""}}).must_be(422)

    orders = [row["purchase_order"] for row in bank.listed("list_client_invoices")]
    expect(bank.mark not in orders, "the invoice that was refused is in the list")
    bank.ask("create_client_invoice", body=body).must_succeed()
    orders = [row["purchase_order"] for row in bank.listed("list_client_invoices")]
    expect(orders.count(bank.mark) == 1, f"{orders.count(bank.mark)} invoices came of one that was taken")


def an_error_about_an_invoice_repeats_its_status(bank: Customer) -> None:
    """An error about an invoice repeats the status of the answer, as text."""
    answer = bank.ask("create_client_invoice", body=bank.invoice_body(payment_methods={"iban": ""}))

    answer.must_be(422)
    expect(answer.at("errors.0.status") == "422", f"it says {answer.at('errors.0.status')!r}")


def nothing_is_replaced_by_put(bank: Customer) -> None:
    """There is no PUT of an invoice or a client: 404, and both stay as they were."""
    draft = bank.draft()

    bank.say("PUT", f"/v2/client_invoices/{draft['id']}", {"header": "Bonjour"}).must_be(404)
    bank.say("PUT", f"/v2/clients/{bank.client}", {"name": "Autre"}).must_be(404)

    expect(bank.invoice(draft["id"])["header"] == draft["header"], "the invoice was changed by PUT")
    expect(bank.shown("show_client", bank.client)["name"] == "Atelier Morel", "the client was changed by PUT")


def what_nobody_documented_of_a_body_is_ignored(bank: Customer) -> None:
    """A field that nobody knows is ignored, and does no harm."""
    draft = bank.draft(colour="blue", header="Bonjour")

    expect("colour" not in draft, "the answer shows a field that no contract has")
    expect(bank.invoice(draft["id"])["header"] == "Bonjour", "what stood beside it was forgotten")


def _not_found(answer: Answer) -> None:
    code = answer.must_be(404).at("errors.0.code")
    expect(code == "not_found", f"{answer.asked}: its code is {code}")


def _from_the_edge(answer: Answer) -> None:
    answer.must_be(_NOT_FOUND)
    kind = answer.headers.get("content-type", "")
    expect(
        kind.startswith("text/plain"), f"{answer.asked} answered {kind or 'no content type'}, not plain text"
    )
    expect("x-tyk-trace-id" in answer.headers, f"{answer.asked}: no x-tyk-trace-id")
    expect("x-request-id" not in answer.headers, f"{answer.asked}: an x-request-id, where nothing was routed")


BEHAVIOURS = (
    Behaviour(play=without_credentials_the_answer_is_400, rules=("E",), reads=True, stateful=False),
    Behaviour(play=a_key_that_opens_nothing_is_401, rules=("E",), reads=True, stateful=False),
    Behaviour(
        play=a_path_that_leads_nowhere_is_answered_by_the_edge, rules=("E",), reads=True, stateful=False
    ),
    Behaviour(play=an_unknown_document_is_not_found, rules=("E",), reads=True, stateful=False),
    Behaviour(play=an_unknown_client_is_not_found, rules=("K",), reads=True, stateful=False),
    Behaviour(play=an_unknown_transaction_is_not_found, rules=("T",), reads=True, stateful=False),
    Behaviour(play=an_unknown_file_is_not_found, rules=("A",), reads=True, stateful=False),
    Behaviour(play=an_unknown_label_is_not_found, rules=("T",), reads=True, stateful=False),
    Behaviour(play=an_error_bears_the_number_of_its_call, rules=("E",), reads=True, stateful=False),
    Behaviour(play=two_calls_have_two_numbers, rules=("E",), reads=True, stateful=False),
    Behaviour(play=nothing_can_be_done_to_what_is_not_there, rules=("E",), stateful=False),
    Behaviour(play=a_body_that_is_no_json_is_refused, rules=("E",), stateful=False),
    Behaviour(play=an_invoice_in_a_wrapper_is_not_understood, rules=("E",), stateful=False),
    Behaviour(play=what_is_refused_leaves_nothing_behind, rules=("E",)),
    Behaviour(play=an_error_about_an_invoice_repeats_its_status, rules=("E",), stateful=False),
    Behaviour(play=nothing_is_replaced_by_put, rules=("E",)),
    Behaviour(play=what_nobody_documented_of_a_body_is_ignored, rules=("E",)),
)
