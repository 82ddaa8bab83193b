"""The gateway as the fuzzer meets it: its contract told of the stage's orders, and what it may refuse."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from contracts.rules.book import refusals
from contracts.rules.rule import Side
from tests.fuzz.campaign import Plan, said
from tests.fuzz.checks import AnyCase
from tests.fuzz.documents import Document, lean, with_words
from tests.fuzz.gateway_stage import BASE_URL, GatewayStage

EXAMPLES = 6
Heard = tuple[str, str, int]
Told = tuple[str, str, Mapping[str, Any] | None]
ORDERS_OFFERED = 6
INVOICES, INVOICE = "/api/qonto/invoices", "/api/qonto/invoices/{id}"
QUOTES, QUOTE = "/api/qonto/quotes", "/api/qonto/quotes/{id}"
CREDIT_NOTES, CREDIT_NOTE = "/api/qonto/credit-notes", "/api/qonto/credit-notes/{id}"
SYNC, SYNC_INVOICES = "/api/qonto/sync", "/api/qonto/sync-invoices"
ENOUGH = 60
"""So many calls of one scenario are a sequence worth looking at."""
CHANGED = {"footer": "Une ligne de plus."}
DONE, MADE = 200, 201
ASKED = 428
NOT_THERE = 404
NOT_AT_QONTO = 501
NOT_IN_THIS_STATUS = 409
SAID_IN_SCENARIOS: Mapping[str, frozenset[str]] = {
    "InvoiceCreate": frozenset({"autoFinalize"}),
    "InvoiceUpdate": frozenset({"dueDate", "footer"}),
    "Confirm": frozenset({"confirmationToken"}),
    "MarkPaid": frozenset({"payment_date"}),
    "Send": frozenset({"emails"}),
    "Recipients": frozenset(),
}


def load(edition: str, *, said: Mapping[str, frozenset[str]] | None = None) -> BaseSchema:
    stage = GatewayStage(edition)
    document = contracts.load("gateway").document
    if said is not None:
        document = lean(document, said)
    example = "5b0a3f6e-8f0b-5c1e-9a53-0c2b6d1f7a01"
    assert example in str(document), "the examples are about another order by now"
    document = with_words(document, {example: stage.orders[0]})
    document = with_orders(document, stage.orders)
    # Rule 1 lets a plain no pass, whatever its type; the contract promises it of `false` alone.
    for asked in document["components"]["schemas"].values():
        if "autoFinalize" in asked.get("properties", {}):
            asked["properties"]["autoFinalize"] = {"enum": [False, None, 0, "", "0", "false", "no", "off"]}
    # With GATEWAY_AUTH=jwt nobody is let in without a token.
    document = {**document, "security": [{"bearer": []}]}
    plan = Plan(
        auth={"bearer": {"bearer": stage.token}},
        base_url=BASE_URL,
        examples=EXAMPLES,
        # One contract for both editions.
        boundaries=edition == contracts.EDITIONS[-1],
        refusals=refusals(Side.GATEWAY, edition),
        exempt=not_there(),
        known=known_values(stage),
    )
    schema = schemathesis.openapi.from_dict(document, config=plan.config())
    schema.app = stage
    return schema


def not_there() -> Mapping[str, Sequence[str]]:
    """
    Where `ensure_resource_availability` does not see why something is not there (any more).

    A draft is there, and its PDF is not: rule 4. A document has two ids, and `DELETE /invoices/{id}/delete`
    deletes `/invoices/{id}`: by the path alone nobody sees that it is gone. `what_is_at_the_bank_is_found`
    goes for all of them.
    """
    return {
        operation.id: ("ensure_resource_availability",)
        for operation in contracts.load("gateway").operations.values()
        if operation.path.startswith((INVOICE, QUOTE, CREDIT_NOTE))
    }


def a_stubborn_person(response: Response, case: AnyCase) -> AnyCase | None:
    """
    Says yes when asked, would like to change what has become final, then to delete it, and goes on with it
    as a business does: one step after the other, another at each turn.
    """
    stage: GatewayStage = case.operation.app
    stage.advance(2)
    stage.meanwhile()
    turn = stage.let_in_calls
    if turn > ENOUGH:
        return None
    if response.status_code == ASKED:
        token = response.json()["confirmation"]["token"]
        return _said(case, response, ("POST", case.operation.path, {"confirmationToken": token}))
    heard = (case.operation.method.upper(), case.operation.path, response.status_code)
    answers = _answers(stage, case, response).get(heard)
    chance = _chance(stage)
    if answers is None:
        if chance % 3:
            return None
        # Nothing to go on with: something new.
        answers = _beginnings(stage)
    return _said(case, response, answers[chance % len(answers)])


def _chance(stage: GatewayStage) -> int:
    """Of this moment of this scenario: played again it goes the same way."""
    assert stage.calls
    return crc32(f"{len(stage.calls)} {stage.calls[0].operation} {stage.calls[0].status}".encode())


def _beginnings(stage: GatewayStage) -> Sequence[Told]:
    order = stage.orders[len(stage.holds) % len(stage.orders)]
    return (
        ("POST", INVOICES, {"salesOrderId": order}),
        ("POST", QUOTES, {"salesOrderId": order}),
        ("POST", INVOICES, {"salesOrderId": order}),
        ("POST", SYNC, None),
    )


def _answers(stage: GatewayStage, case: AnyCase, response: Response) -> Mapping[Heard, Sequence[Told]]:
    """What may be said to what was heard: the first, the second, ... in turn."""
    return {**_of_invoices(stage, case, response), **_of_quotes(stage), **_of_credit_notes(stage)}


def _of_invoices(stage: GatewayStage, case: AnyCase, response: Response) -> Mapping[Heard, Sequence[Told]]:
    order = stage.orders[len(stage.holds) % len(stage.orders)]
    new: Told = ("POST", INVOICES, {"salesOrderId": order})
    ends: Sequence[Told] = (
        ("POST", f"{INVOICE}/mark-paid", {"amount": 1}),
        ("POST", f"{INVOICE}/reconcile", {"transactionId": stage.transfer}),
        ("POST", f"{INVOICE}/cancel", {}),
        ("POST", f"{INVOICE}/reconcile", {"transactionId": stage.transfer}),
        ("POST", f"{INVOICE}/mark-paid", {}),
        ("POST", CREDIT_NOTES, {"invoiceId": case.path_parameters.get("id"), "localDraft": True}),
    )
    rest: Told = ("POST", f"{INVOICE}/reconcile", {"transactionId": stage.newest_transfer()})
    pdf: Told = ("GET", f"{INVOICE}/pdf", None)
    left = case.operation.path.endswith("/mark-paid") and response.json().get("remaining_amount_cents")
    return {
        ("POST", INVOICES, MADE): [("POST", f"{INVOICE}/finalize", {}), pdf],
        ("GET", f"{INVOICE}/pdf", NOT_THERE): [("POST", f"{INVOICE}/finalize", {})],
        ("POST", f"{INVOICE}/finalize", DONE): [*[("PATCH", INVOICE, CHANGED)] * 4, *ends],
        ("POST", f"{INVOICE}/finalize-workflow", DONE): [("PATCH", INVOICE, CHANGED)],
        ("PATCH", INVOICE, NOT_IN_THIS_STATUS): [("DELETE", f"{INVOICE}/delete", {})],
        ("DELETE", f"{INVOICE}/delete", NOT_IN_THIS_STATUS): [("POST", f"{INVOICE}/send", {})],
        ("POST", f"{INVOICE}/send", DONE): ends,
        ("POST", f"{INVOICE}/mark-paid", DONE): [rest if left else pdf],
        ("POST", f"{INVOICE}/cancel", DONE): [pdf],
        ("POST", f"{INVOICE}/reconcile", DONE): [pdf],
        ("GET", f"{INVOICE}/pdf", DONE): [
            new,
            ("POST", QUOTES, {"salesOrderId": order}),
            ("POST", SYNC, None),
        ],
        ("POST", SYNC, DONE): [("POST", SYNC_INVOICES, None)],
        ("POST", SYNC_INVOICES, DONE): [new],
    }


def _of_quotes(stage: GatewayStage) -> Mapping[Heard, Sequence[Told]]:
    pdf: Told = ("GET", f"{QUOTE}/pdf", None)
    convert: Told = ("POST", f"{QUOTE}/convert", {})
    finalize: Told = ("POST", f"{QUOTE}/finalize", {"emails": ["compta@maison-fictive.example.com"]})
    return {
        ("POST", QUOTES, MADE): [pdf],
        ("POST", f"{QUOTES}/service", MADE): [pdf],
        ("GET", f"{QUOTE}/pdf", NOT_THERE): [finalize],
        ("POST", f"{QUOTE}/finalize", DONE): [("PATCH", QUOTE, {"footer": "Une ligne de plus."})],
        ("PATCH", QUOTE, NOT_IN_THIS_STATUS): [("DELETE", QUOTE, None)],
        ("DELETE", QUOTE, NOT_IN_THIS_STATUS): [("POST", f"{QUOTE}/send", {})],
        ("POST", f"{QUOTE}/send", DONE): [
            ("POST", f"{QUOTE}/accept", None),
            convert,
            ("POST", f"{QUOTE}/decline", None),
        ],
        ("POST", f"{QUOTE}/accept", DONE): [convert],
        ("POST", f"{QUOTE}/decline", DONE): [convert],
        ("POST", f"{QUOTE}/convert", MADE): [convert],
        ("POST", f"{QUOTE}/convert", NOT_IN_THIS_STATUS): [pdf],
        ("GET", f"{QUOTE}/pdf", DONE): [
            ("POST", QUOTES, {"salesOrderId": stage.orders[0]}),
            ("POST", SYNC, None),
        ],
    }


def _of_credit_notes(stage: GatewayStage) -> Mapping[Heard, Sequence[Told]]:
    return {
        ("POST", CREDIT_NOTES, MADE): [("GET", f"{CREDIT_NOTE}/pdf", None)],
        ("GET", f"{CREDIT_NOTE}/pdf", NOT_THERE): [("POST", f"{CREDIT_NOTE}/finalize", {})],
        ("POST", f"{CREDIT_NOTE}/finalize", DONE): [("PATCH", CREDIT_NOTE, {"reason": "Article rendu"})],
        ("POST", f"{CREDIT_NOTE}/finalize", NOT_AT_QONTO): [("DELETE", CREDIT_NOTE, None)],
        ("PATCH", CREDIT_NOTE, NOT_IN_THIS_STATUS): [("DELETE", CREDIT_NOTE, None)],
        ("DELETE", CREDIT_NOTE, NOT_IN_THIS_STATUS): [("GET", f"{CREDIT_NOTE}/pdf", None)],
        ("GET", f"{CREDIT_NOTE}/pdf", DONE): [("POST", SYNC_INVOICES, None)],
    }


def _said(case: AnyCase, response: Response, told: Told) -> AnyCase:
    """Of what the last call was about; what it made is spoken of next."""
    method, path, body = told
    made = response.json().get("localDocumentId") if response.status_code == MADE else None
    again = case.operation.path.endswith("/convert")
    id = case.path_parameters.get("id") if made is None or again else made
    operation = case.operation.schema[path][method]
    credentials = f"Bearer {case.operation.app.token}"
    return said(operation, {"id": id} if "{id}" in path else {}, credentials, body)


def with_orders(document: Document, orders: Sequence[str]) -> Document:
    """
    Whoever has looked at the accounts invoices one of *orders*.

    Orders come from elsewhere: no operation makes one, and what no operation makes a state machine does not
    ask for.
    """
    changed = copy.deepcopy(document)
    shown = changed["paths"]["/api/qonto/balance"]["get"]["responses"]["200"]
    shown["links"] = {
        f"invoice_{number}": {
            "operationId": "create_invoice",
            "requestBody": {"salesOrderId": order, "autoFinalize": False},
        }
        for number, order in enumerate(orders[:ORDERS_OFFERED])
    }
    shown["links"]["quote"] = {"operationId": "create_quote", "requestBody": {"salesOrderId": orders[0]}}
    return changed


def known_values(stage: GatewayStage) -> dict[str, dict[str, list[Any]]]:
    known: dict[str, dict[str, list[Any]]] = {
        operation.id: {"path.id": ids}
        for operation in contracts.load("gateway").operations.values()
        if "{id}" in operation.path and (ids := stage.ids.get(operation.path.split("/")[3]))
    }
    for id in ("create_invoice", "create_quote"):
        known[id] = {"body.salesOrderId": stage.orders}
    for id in ("create_service_invoice", "create_service_quote"):
        known[id] = {
            "body.clientId": [stage.customer],
            "body.clientType": ["organization"],
            "body.items[*].quantity": [1],
            "body.items[*].unitPrice": [12.5],
            "body.items[*].vatRate": [0.2],
            "body.issueDate": ["2026-02-19"],
        }
    known["create_quote_from_invoice"] = {"path.invoiceId": stage.ids["invoices"]}
    known["list_invoices_by_order"] = {"path.orderId": stage.orders}
    known["reconcile_invoice"]["body.transactionId"] = stage.transactions
    known["cleanup_duplicate_attachments"] = {"body.transactionId": stage.transactions}
    known["upload_attachment"] = {"body.transactionId": stage.transactions}
    known["create_credit_note"] = {
        "body.invoiceId": stage.ids["invoices"],
        "body.items[*].unitPrice.value": ["1.00"],
        "body.items[*].quantity": ["1"],
        "body.items[*].vatRate": ["0.2"],
    }
    for id in ("finalize_invoice", "finalize_invoice_workflow", "finalize_quote", "finalize_credit_note"):
        known[id]["body.confirmationToken"] = stage.confirmations
    for id in ("show_confirmation", "confirm_finalization"):
        known[id] = {"path.token": stage.confirmations}
    return known
