"""The bank as the fuzzer meets it: its contract told of the stage's world, and what it may refuse."""

from collections.abc import Mapping, Sequence
from typing import Any

import schemathesis
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from contracts import Contract
from contracts.rules.book import refusals
from contracts.rules.rule import Side
from tests.fuzz.bank_stage import BankStage
from tests.fuzz.campaign import Plan, said
from tests.fuzz.checks import AnyCase
from tests.fuzz.documents import lean, with_words

EXAMPLES = 8
INVOICES, INVOICE = "/v2/client_invoices", "/v2/client_invoices/{id}"
QUOTES, QUOTE = "/v2/quotes", "/v2/quotes/{id}"
CLIENTS = "/v2/clients"
OFFERED = ("client_id", "issue_date", "currency", "items")
OFFER = {"expiry_date": "2026-03-21", "terms_and_conditions": "Devis valable trente jours."}
QUOTE_MAIL = {"send_to": ["contact@atelier-morel.example"], "email_title": "Votre devis"}
CREDIT_NOTES = "/v2/credit_notes"
CREDITED = {"issue_date": "2026-02-19", "currency": "EUR"}
A_EURO = {
    "title": "Remise",
    "quantity": "1",
    "unit_price": {"value": "1.00", "currency": "EUR"},
    "vat_rate": "0.2",
}
TRANSACTIONS, FILES = "/v2/transactions", "/v2/transactions/{id}/attachments"
MADE = 201
Heard = tuple[str, str, int]
Told = tuple[str, str, Mapping[str, Any] | None]
ENOUGH = 5
"""So many new invoices of one scenario are a sequence worth looking at."""

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
    "ClientInvoiceUpdate": frozenset({"client_id", "due_date", "number", "items"}),
    "ItemsInput": frozenset(),
    "ClientInvoiceItemInput": frozenset({"discount"}),
    "DiscountInput": frozenset(),
    "AmountInput": frozenset(),
    "ClientInvoiceSend": frozenset({"send_to", "recipient_emails", "email_title"}),
    "Recipients": frozenset(),
    "ClientInvoiceMarkPaid": frozenset({"paid_at"}),
    "CreditNoteCreate": frozenset({"reason"}),
    "QuoteCreate": frozenset({"number"}),
    "QuoteUpdate": frozenset({"client_id", "expiry_date", "number"}),
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
        # It has every operation of the other, and more.
        boundaries=edition == contracts.EDITIONS[-1],
        checks_off=NOT_AS_SCHEMATHESIS_EXPECTS,
        refusals=refusals(Side.BANK, edition),
        exempt=EMPTIED,
        known=known_values(stage, contracts.load("qonto", edition)),
    )
    schema = schemathesis.openapi.from_dict(with_words(document, words), config=plan.config())
    schema.app = stage
    return schema


def a_hasty_customer(response: Response, case: AnyCase) -> AnyCase | None:
    """
    Makes every draft final, tries to delete it, has it paid, cancels it or takes back a part and then the
    whole of it, and writes the next one; sends the quotes that wait or deletes them; looks at the files of a
    transaction and removes them one by one.
    """
    stage: BankStage = case.operation.app
    stage.advance(1)
    schema = case.operation.schema
    heard = (case.operation.method.upper(), case.operation.path, response.status_code)
    if stage.invoices_made > ENOUGH or heard not in _answers(schema):
        return None
    answers = _answers(schema)[heard]
    method, path, body = answers[len(stage.exchanges) % len(answers)]
    ids = _named(stage, case, response)
    if body is not None:
        body = {**body} | {name: ids["id"] for name in ("invoice_id", "quote_id") if name in body}
    if path == QUOTE and method == "DELETE" and ids["id"] not in stage.ids["quotes"]:
        return None  # schemathesis would look for what it has made, and not know that it is gone
    names = [name for name in ("id", "attachment_id") if f"{{{name}}}" in path]
    if any(ids.get(name) is None for name in names):
        return None
    return said(schema[path][method], {name: ids[name] for name in names}, stage.credentials, body)


def _answers(schema: BaseSchema) -> Mapping[Heard, Sequence[Told]]:
    """What may be said to what was heard: the first, the second, ... in turn."""
    examples = schema.raw_schema["components"]["examples"]
    draft = examples["ClientInvoiceCreateDraft"]["value"]
    new: Told = ("POST", INVOICES, draft)
    offer: Told = ("POST", QUOTES, {name: draft[name] for name in OFFERED if name in draft} | OFFER)
    # The invoice is the one just spoken of.
    part: Told = ("POST", CREDIT_NOTES, {**CREDITED, "invoice_id": "", "items": [A_EURO]})
    whole: Told = ("POST", CREDIT_NOTES, {**CREDITED, "invoice_id": "", "items": draft["items"]})
    taken_back = (part, whole) if "post" in schema.raw_schema["paths"][CREDIT_NOTES] else (new,)
    end: Sequence[Told] = [
        ("POST", f"{INVOICE}/mark_as_paid", None),
        ("POST", f"{INVOICE}/mark_as_canceled", None),
    ]
    return {
        # What is born with 201 knows the quote that an invoice is made from, too.
        ("POST", QUOTES, 201): [("POST", INVOICES, {**draft, "quote_id": ""})],
        ("POST", CLIENTS, 200): [offer],
        ("POST", CLIENTS, 201): [offer],
        ("POST", INVOICES, 200): [("POST", f"{INVOICE}/finalize", None)],
        ("POST", INVOICES, 201): [("POST", f"{INVOICE}/finalize", None)],
        ("POST", f"{INVOICE}/finalize", 200): [("DELETE", INVOICE, None)],
        ("POST", f"{INVOICE}/finalize", 412): [("DELETE", INVOICE, None)],
        ("DELETE", INVOICE, 412): [*end, taken_back[-1]],
        ("POST", f"{INVOICE}/mark_as_paid", 200): [*taken_back],
        ("POST", f"{INVOICE}/mark_as_canceled", 200): [new, offer, ("GET", QUOTES, None)],
        ("POST", CREDIT_NOTES, 201): [taken_back[-1], new, offer],
        ("POST", CREDIT_NOTES, 422): [("GET", QUOTES, None), new],
        ("GET", QUOTES, 200): [("POST", f"{QUOTE}/send", QUOTE_MAIL), ("DELETE", QUOTE, None)],
        ("POST", f"{QUOTE}/send", 204): [("GET", QUOTE, None)],
        ("GET", QUOTE, 200): [("DELETE", QUOTE, None)],
        ("DELETE", QUOTE, 204): [("GET", TRANSACTIONS, None)],
        ("DELETE", QUOTE, 412): [("GET", TRANSACTIONS, None)],
        ("GET", TRANSACTIONS, 200): [("GET", FILES, None)],
        ("POST", FILES, 200): [("GET", FILES, None)],
        ("GET", FILES, 200): [("DELETE", f"{FILES}/{{attachment_id}}", None)],
    }


def _named(stage: BankStage, case: AnyCase, response: Response) -> Mapping[str, str | None]:
    """What the last call was about: named in its path, or made or found by it."""
    named: dict[str, str | None] = {"id": case.path_parameters.get("id")}
    if case.operation.path == INVOICES:
        named["id"] = response.json()["client_invoice"]["id"]
    if case.operation.path == CREDIT_NOTES and response.status_code == MADE:
        named["id"] = response.json()["credit_note"]["invoice_id"]
    if case.operation.path == QUOTES:
        made = response.status_code == MADE
        named["id"] = response.json()["quote"]["id"] if made else stage.waiting_quote()
    if case.operation.path == TRANSACTIONS:
        named["id"] = stage.ids["transactions"][0]
    if case.operation.path == FILES and case.operation.method.upper() == "GET":
        files = response.json()["attachments"]
        named["attachment_id"] = files[0]["id"] if files else None
    return named


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
