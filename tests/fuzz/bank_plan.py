"""The bank as the fuzzer meets it: its contract told of the stage's world, and what it may refuse."""

from collections.abc import Mapping

import schemathesis
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from contracts import Contract
from tests.fuzz.bank_stage import BankStage
from tests.fuzz.campaign import Plan, said
from tests.fuzz.checks import AnyCase
from tests.fuzz.documents import lean, with_words

EXAMPLES = 12
INVOICES, INVOICE = "/v2/client_invoices", "/v2/client_invoices/{id}"
QUOTES, QUOTE = "/v2/quotes", "/v2/quotes/{id}"
QUOTE_MAIL = {"send_to": ["contact@atelier-morel.example"], "email_title": "Votre devis"}
Heard = tuple[str, str, int]
ENOUGH = 8
"""So many invoices of one scenario are a sequence worth looking at."""

# What the schema allows and a rule of the bank refuses all the same, operation by operation.
PAST_THE_LAST_PAGE = (422,)
NOT_THERE = (404,)
REFUSALS = {
    "list_bank_accounts": PAST_THE_LAST_PAGE,
    "list_clients": PAST_THE_LAST_PAGE,
    "list_client_invoices": PAST_THE_LAST_PAGE,
    "list_attachments": PAST_THE_LAST_PAGE,
    "show_bank_account": NOT_THERE,
    "show_client": NOT_THERE,
    "update_client": NOT_THERE,
    "delete_client": NOT_THERE,
    "show_client_invoice": NOT_THERE,
    "show_attachment": NOT_THERE,
    "delete_attachment": NOT_THERE,
    # An unknown client or account, a foreign currency, due before issued, final without lines; a number
    # that is taken.
    "create_client_invoice": (409, 422),
    # The same of a draft; and 412 of what is a draft no longer.
    "update_client_invoice": (404, 409, 412, 422),
    "delete_client_invoice": (404, 412),
    # No lines; a number given by hand that somebody else bears by now.
    "finalize_client_invoice": (404, 409, 412, 422),
    # Not in the status for it.
    "send_client_invoice": (404, 422),
    "mark_client_invoice_paid": (404, 422),
    "unmark_client_invoice_paid": (404, 422),
    "cancel_client_invoice": (404, 422),
    "list_credit_notes": PAST_THE_LAST_PAGE,
    "show_credit_note": NOT_THERE,
    # An invoice that is unknown, a draft, canceled, of another currency, or has less left to credit; a number
    # that is taken.
    "create_credit_note": (409, 422),
    "list_quotes": PAST_THE_LAST_PAGE,
    "show_quote": NOT_THERE,
    # An unknown client, a foreign currency, expired before issued; a number that is or was taken.
    "create_quote": (409, 422),
    # The same of a quote that waits; and 412 of what waits no longer, or has no PDF yet.
    "update_quote": (404, 409, 412, 422),
    # Sent, decided, invoiced.
    "delete_quote": (404, 412),
    # Canceled; or, without a body, to a client without an address.
    "send_quote": (404, 422),
    # Neither a PDF nor a JPEG nor a PNG, whatever its type says.
    "upload_attachment": (422,),
    # An account that is not the organization's.
    "list_transactions": (404, *PAST_THE_LAST_PAGE),
    "show_transaction": NOT_THERE,
    "list_transaction_attachments": (404, *PAST_THE_LAST_PAGE),
    "upload_transaction_attachment": (404, 422),
    "delete_transaction_attachment": NOT_THERE,
    "delete_transaction_attachments": NOT_THERE,
    "list_labels": PAST_THE_LAST_PAGE,
    "show_label": NOT_THERE,
    "list_memberships": PAST_THE_LAST_PAGE,
}
# Qonto answers 400 without credentials and 404 to a verb it does not know; `checks.py` states that.
NOT_AS_SCHEMATHESIS_EXPECTS = ("ignored_auth", "missing_required_header", "unsupported_method")

# The files of a transaction, deleted all at once, are an empty list, not one that is gone.
EMPTIED = dict.fromkeys(
    ("list_transaction_attachments", "upload_transaction_attachment", "delete_transaction_attachments"),
    ("use_after_free",),
)

# What scenarios say beyond what the schemas require.
SAID_IN_SCENARIOS = {
    "ClientCreate": frozenset({"kind", "type", "name", "first_name", "last_name", "currency"}),
    "ClientUpdate": frozenset({"email"}),
    "PaymentMethodsInput": frozenset(),
    "ClientInvoiceCreate": frozenset({"status", "number", "quote_id"}),
    "ClientInvoiceUpdate": frozenset({"due_date", "number", "items"}),
    "ItemsInput": frozenset(),
    "ClientInvoiceItemInput": frozenset({"discount"}),
    "DiscountInput": frozenset(),
    "AmountInput": frozenset(),
    "ClientInvoiceSend": frozenset({"send_to", "recipient_emails", "email_title"}),
    "Recipients": frozenset(),
    "ClientInvoiceMarkPaid": frozenset({"paid_at"}),
    "CreditNoteCreate": frozenset({"reason"}),
    "QuoteCreate": frozenset({"number"}),
    "QuoteUpdate": frozenset({"expiry_date", "number"}),
    "QuoteItemsInput": frozenset(),
    "QuoteSend": frozenset(),
}


def load(edition: str, *, said: Mapping[str, frozenset[str]] | None = None) -> BaseSchema:
    stage = BankStage(edition)
    document = contracts.load("qonto", edition).document
    if said is not None:
        there = document["components"]["schemas"].keys()
        document = lean(document, {name: fields for name, fields in said.items() if name in there})
    example = document["components"]["examples"]["ClientInvoiceCreateDraft"]["value"]
    words = {example["client_id"]: stage.ids["clients"][0], example["payment_methods"]["iban"]: stage.iban}
    plan = Plan(
        auth={"apiKey": {"api_key": stage.credentials}},
        base_url="http://127.0.0.1:8081",
        examples=EXAMPLES,
        checks_off=NOT_AS_SCHEMATHESIS_EXPECTS,
        refusals=REFUSALS,
        exempt=EMPTIED,
        known=known_values(stage, contracts.load("qonto", edition)),
    )
    schema = schemathesis.openapi.from_dict(with_words(document, words), config=plan.config())
    schema.app = stage
    return schema


def a_hasty_customer(response: Response, case: AnyCase) -> AnyCase | None:
    """
    Makes every draft final, tries to delete it, has it paid or cancels it, and writes the next one; sends
    the quotes that wait.
    """
    stage: BankStage = case.operation.app
    end = ("mark_as_paid", "mark_as_canceled")[len(stage.history.exchanges) % 2]
    then: Mapping[Heard, tuple[str, str]] = {
        ("POST", INVOICES, 200): ("POST", f"{INVOICE}/finalize"),
        ("POST", INVOICES, 201): ("POST", f"{INVOICE}/finalize"),
        ("POST", f"{INVOICE}/finalize", 200): ("DELETE", INVOICE),
        ("POST", f"{INVOICE}/finalize", 412): ("DELETE", INVOICE),
        ("DELETE", INVOICE, 412): ("POST", f"{INVOICE}/{end}"),
        ("POST", f"{INVOICE}/mark_as_paid", 200): ("POST", INVOICES),
        ("POST", f"{INVOICE}/mark_as_canceled", 200): ("POST", INVOICES),
        ("GET", QUOTES, 200): ("POST", f"{QUOTE}/send"),
        ("POST", f"{QUOTE}/send", 204): ("GET", QUOTE),
    }
    heard = (case.operation.method.upper(), case.operation.path, response.status_code)
    if heard not in then or len(stage.history.now) > ENOUGH:
        return None
    method, path = then[heard]
    schema = case.operation.schema
    if path == INVOICES:
        body = schema.raw_schema["components"]["examples"]["ClientInvoiceCreateDraft"]["value"]
        return said(schema[path][method], {}, stage.credentials, body)
    if heard[1] == QUOTES:
        quotes = response.json()["quotes"]
        waiting = next((quote["id"] for quote in quotes if quote["status"] == "pending_approval"), None)
        if waiting is None:
            return None
        return said(schema[path][method], {"id": waiting}, stage.credentials, QUOTE_MAIL)
    id = case.path_parameters.get("id") or response.json()["client_invoice"]["id"]
    return said(schema[path][method], {"id": id}, stage.credentials)


def known_values(stage: BankStage, contract: Contract) -> dict[str, dict[str, list[str]]]:
    known: dict[str, dict[str, list[str]]] = {
        operation.id: {"path.id": ids}
        for operation in contract.operations.values()
        if "{id}" in operation.path and (ids := stage.ids.get(operation.path.split("/")[2]))
    }
    bill = {"body.client_id": stage.ids["clients"], "body.payment_methods.iban": [stage.iban]}
    known["create_client_invoice"] = {
        **bill,
        "body.status": ["draft"],
        "body.currency": ["EUR"],
        "body.items[*].unit_price.currency": ["EUR"],
        "body.issue_date": ["2026-02-19"],
        "body.due_date": ["2026-03-21"],
    }
    if "quote_id" in contract.schema("ClientInvoiceCreate")["properties"]:
        known["create_client_invoice"]["body.quote_id"] = stage.ids["quotes"]
    known["create_client"] = {"body.currency": ["EUR"]}
    known["list_transactions"] = {
        "query.bank_account_id": stage.ids["bank_accounts"],
        "query.iban": [stage.iban],
    }
    known["delete_transaction_attachment"]["path.attachment_id"] = stage.ids["bills"]
    known["create_quote"] = {
        "body.client_id": stage.ids["clients"],
        "body.currency": ["EUR"],
        "body.items[*].unit_price.currency": ["EUR"],
        "body.issue_date": ["2026-02-19"],
        "body.expiry_date": ["2026-03-21"],
    }
    known["create_credit_note"] = {
        "body.invoice_id": stage.ids["client_invoices"][1:],
        "body.currency": ["EUR"],
        "body.items[*].unit_price.currency": ["EUR"],
        "body.items[*].unit_price.value": ["1.00"],
        "body.items[*].quantity": ["1"],
    }
    return known
