"""The gateway as the fuzzer meets it: its contract told of the stage's orders, and what it may refuse."""

import copy
from collections.abc import Mapping, Sequence

import schemathesis
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from tests.fuzz.campaign import Plan, said
from tests.fuzz.checks import AnyCase
from tests.fuzz.documents import Document, lean, with_words
from tests.fuzz.gateway_stage import BASE_URL, GatewayStage

EXAMPLES = 8
Heard = tuple[str, str, int]
ORDERS_OFFERED = 6
# `checks.py` states the first in the gateway's own words. The second asks twice more for every answer: in the
# phases of single requests is enough.
OFF_IN_SCENARIOS = ("ensure_resource_availability", "ignored_auth")

INVOICES, INVOICE = "/api/qonto/invoices", "/api/qonto/invoices/{id}"
ENOUGH = 6
"""So many invoices of one scenario are a sequence worth looking at."""
ASKED = 428
NOT_THERE = 404
NOT_IN_THIS_STATUS = 409
NOT_AT_QONTO = 501
INCOMPLETE = 422
"""An address without a street; a date of another century; more decimals than money has."""
# What the schema allows and a rule of the house refuses all the same, operation by operation.
REFUSALS: Mapping[str, tuple[int, ...]] = {
    # No such order; invoiced already; not to be invoiced as it is, or not to such an address.
    "create_invoice": (NOT_THERE, 409, INCOMPLETE),
    # A page after the last one.
    "list_invoices": (422,),
    "list_service_invoices": (422,),
    # No such customer, or none to be billed; more decimals than money has.
    "create_service_invoice": (NOT_THERE, INCOMPLETE),
    "show_invoice": (NOT_THERE,),
    "show_invoice_details": (NOT_THERE,),
    # Rule 4: never of a draft, and not in the second in which Qonto renders it.
    "show_invoice_pdf": (NOT_THERE, 503),
    # Rule 2: what is final is neither changed nor deleted.
    "update_invoice": (NOT_THERE, NOT_IN_THIS_STATUS, INCOMPLETE),
    "delete_invoice": (NOT_THERE, NOT_IN_THIS_STATUS),
    # Rule 3: first the question.
    "finalize_invoice": (NOT_THERE, NOT_IN_THIS_STATUS, ASKED),
    "finalize_invoice_workflow": (NOT_THERE, NOT_IN_THIS_STATUS, ASKED),
    "validate_invoice_to_draft": (NOT_THERE, NOT_IN_THIS_STATUS),
    # What is no e-mail address, although it is long enough for one.
    "send_invoice": (NOT_THERE, NOT_IN_THIS_STATUS, 422),
    # A part of what is due; a day that has not come; two fields that contradict each other.
    "mark_invoice_paid": (NOT_THERE, NOT_IN_THIS_STATUS, 422),
    # No such movement; matched already, or one that cannot have paid this.
    "reconcile_invoice": (NOT_THERE, NOT_IN_THIS_STATUS, 422),
    "cancel_invoice": (NOT_THERE, NOT_IN_THIS_STATUS),
    # Made from no order, or from one that is not as it was.
    "sync_invoice_to_order": (NOT_THERE, NOT_IN_THIS_STATUS),
    # A page after the last one.
    "list_quotes": (422,),
    "list_service_quotes": (422,),
    # No such order, invoice or customer; quoted already, or final; not to be quoted as it is.
    "create_quote": (NOT_THERE, 409, INCOMPLETE),
    "create_service_quote": (NOT_THERE, INCOMPLETE),
    "create_quote_from_invoice": (NOT_THERE, NOT_IN_THIS_STATUS),
    "convert_invoice_to_quote": (NOT_THERE, NOT_IN_THIS_STATUS),
    "show_quote": (NOT_THERE,),
    # Qonto changes none in the second in which it renders it.
    "update_quote": (NOT_THERE, NOT_IN_THIS_STATUS, INCOMPLETE, 503),
    "delete_quote": (NOT_THERE, NOT_IN_THIS_STATUS),
    "show_quote_pdf": (NOT_THERE, 503),
    # No link, and nobody we know; a link that was made up, or whose time is over.
    "show_quote_view": (NOT_THERE, 401, 403, 410, 503),
    "finalize_quote": (NOT_THERE, NOT_IN_THIS_STATUS, ASKED, 422),
    # Once, and only of what is final.
    "convert_quote": (NOT_THERE, NOT_IN_THIS_STATUS),
    "accept_quote": (NOT_THERE, NOT_IN_THIS_STATUS),
    "decline_quote": (NOT_THERE, NOT_IN_THIS_STATUS),
    "send_quote": (NOT_THERE, NOT_IN_THIS_STATUS, 422),
    # An account nobody has; a page after the last one; a range upside down.
    "list_transactions": (NOT_THERE, 422),
    "list_clients": (422,),
    # A person of one name; a country nobody knows.
    "create_client": (422,),
    # A first day where the scope wants none; one of another century.
    "sync_transactions": (422,),
    "sync_invoices": (422,),
    # No such transaction, document or file.
    "show_attachment": (NOT_THERE,),
    "delete_attachment": (NOT_THERE,),
    # What is no PDF, JPEG or PNG, whatever its type says; or longer than the schema can say of a file.
    "upload_attachment": (NOT_THERE, 415, 422),
    # A plan that nobody has shown, or none where one is needed; two scopes that exclude one another.
    "cleanup_duplicate_attachments": (NOT_THERE, NOT_IN_THIS_STATUS, 422),
    # A page after the last one.
    "list_credit_notes": (422,),
    # No such invoice, or a draft; more than is left of it; an edition that issues none.
    "create_credit_note": (NOT_THERE, NOT_IN_THIS_STATUS, 422, NOT_AT_QONTO),
    "show_credit_note": (NOT_THERE,),
    "update_credit_note": (NOT_THERE, NOT_IN_THIS_STATUS, 422),
    "delete_credit_note": (NOT_THERE, NOT_IN_THIS_STATUS),
    "show_credit_note_pdf": (NOT_THERE, 503),
    "finalize_credit_note": (NOT_THERE, NOT_IN_THIS_STATUS, ASKED, 422, NOT_AT_QONTO),
    # No edition sends one.
    "send_credit_note": (NOT_THERE, NOT_IN_THIS_STATUS, 422, NOT_AT_QONTO),
    # A link that leads nowhere (any more); final already, or changed since; a box that nobody ticked.
    "show_confirmation": (NOT_THERE, NOT_IN_THIS_STATUS, 410),
    "confirm_finalization": (NOT_THERE, NOT_IN_THIS_STATUS, 410, 403, 422),
}

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
        checks_off=("ensure_resource_availability",) if said is None else OFF_IN_SCENARIOS,
        refusals=REFUSALS,
        known=known_values(stage),
    )
    schema = schemathesis.openapi.from_dict(document, config=plan.config())
    schema.app = stage
    return schema


def a_stubborn_person(response: Response, case: AnyCase) -> AnyCase | None:
    """
    Says yes when asked, would like to change what has become final, then to delete it; sends it in the end,
    has it paid or cancels it, looks at the PDF, and invoices the next order.
    """
    stage: GatewayStage = case.operation.app
    stage.advance(2)
    if response.status_code == ASKED:
        token = response.json()["confirmation"]["token"]
        return _said(case, response, "POST", case.operation.path, {"confirmationToken": token})
    assert stage.history.calls is not None
    end = ("mark-paid", "cancel")[len(stage.history.calls) % 2]
    order = stage.orders[len(stage.history.now)]
    then: Mapping[Heard, tuple[str, str, Mapping[str, str] | None]] = {
        ("POST", f"{INVOICE}/finalize", 200): ("PATCH", INVOICE, {"footer": "Une ligne de plus."}),
        ("POST", f"{INVOICE}/finalize-workflow", 200): ("PATCH", INVOICE, {"footer": "Une ligne de plus."}),
        ("PATCH", INVOICE, NOT_IN_THIS_STATUS): ("DELETE", f"{INVOICE}/delete", {}),
        ("DELETE", f"{INVOICE}/delete", NOT_IN_THIS_STATUS): ("POST", f"{INVOICE}/send", {}),
        ("POST", f"{INVOICE}/send", 200): ("POST", f"{INVOICE}/{end}", {}),
        ("POST", f"{INVOICE}/mark-paid", 200): ("GET", f"{INVOICE}/pdf", None),
        ("POST", f"{INVOICE}/cancel", 200): ("GET", f"{INVOICE}/pdf", None),
        ("GET", f"{INVOICE}/pdf", 200): ("POST", INVOICES, {"salesOrderId": order}),
        ("POST", INVOICES, 201): ("POST", f"{INVOICE}/finalize", {}),
    }
    heard = (case.operation.method.upper(), case.operation.path, response.status_code)
    if heard not in then or len(stage.history.now) > ENOUGH:
        return None
    return _said(case, response, *then[heard])


def _said(
    case: AnyCase, response: Response, method: str, path: str, body: Mapping[str, str] | None
) -> AnyCase:
    ids = {"id": case.path_parameters.get("id") or response.json()["localDocumentId"]}
    credentials = f"Bearer {case.operation.app.token}"
    operation = case.operation.schema[path][method]
    return said(operation, ids if "{id}" in path else {}, credentials, body)


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
    return changed


def known_values(stage: GatewayStage) -> dict[str, dict[str, list[str]]]:
    known: dict[str, dict[str, list[str]]] = {
        operation.id: {"path.id": stage.ids}
        for operation in contracts.load("gateway").operations.values()
        if "{id}" in operation.path
    }
    known["create_invoice"] = {"body.salesOrderId": stage.orders}
    known["create_quote"] = {"body.salesOrderId": stage.orders}
    known["create_quote_from_invoice"] = {"path.invoiceId": stage.ids}
    known["list_invoices_by_order"] = {"path.orderId": stage.orders}
    for id in ("finalize_invoice", "finalize_invoice_workflow", "finalize_quote", "finalize_credit_note"):
        known[id]["body.confirmationToken"] = stage.confirmations
    for id in ("show_confirmation", "confirm_finalization"):
        known[id] = {"path.token": stage.confirmations}
    return known
