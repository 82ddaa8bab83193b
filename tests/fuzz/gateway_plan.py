"""The gateway as the fuzzer meets it: its contract told of the stage's orders, and what it may refuse."""

import copy
from collections.abc import Mapping, Sequence

import schemathesis
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from tests.fuzz.campaign import Plan
from tests.fuzz.checks import AnyCase
from tests.fuzz.documents import Document, lean, with_words
from tests.fuzz.gateway_stage import BASE_URL, GatewayStage

EXAMPLES = 8
ORDERS_OFFERED = 6
# `checks.py` states the first in the gateway's own words. The second asks twice more for every answer: in the
# phases of single requests is enough.
OFF_IN_SCENARIOS = ("ensure_resource_availability", "ignored_auth")

INVOICE = "/api/qonto/invoices/{id}"
FINALIZING = (f"{INVOICE}/finalize", f"{INVOICE}/finalize-workflow")
ASKED = 428
NOT_THERE = 404
NOT_IN_THIS_STATUS = 409
INCOMPLETE = 422
"""An address without a street; a date of another century; more decimals than money has."""
# What the schema allows and a rule of the house refuses all the same, operation by operation.
REFUSALS: Mapping[str, tuple[int, ...]] = {
    # No such order; invoiced already; not to be invoiced as it is, or not to such an address.
    "create_invoice": (NOT_THERE, 409, INCOMPLETE),
    # A page after the last one.
    "list_invoices": (422,),
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
    "cancel_invoice": (NOT_THERE, NOT_IN_THIS_STATUS),
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
    asked = document["components"]["schemas"]["InvoiceCreate"]["properties"]
    asked["autoFinalize"] = {"enum": [False, None, 0, "", "0", "false", "no", "off"]}
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
    """Says yes when asked, then would like to change what has become final, then at least to delete it."""
    path, method = case.operation.path, case.operation.method.upper()
    if response.status_code == ASKED:
        token = response.json()["confirmation"]["token"]
        return _said(case, "POST", path, {"confirmationToken": token})
    if path in FINALIZING and response.status_code == 200:
        return _said(case, "PATCH", INVOICE, {"footer": "Une ligne de plus."})
    if path == INVOICE and method == "PATCH" and response.status_code == NOT_IN_THIS_STATUS:
        return _said(case, "DELETE", f"{INVOICE}/delete", {})
    return None


def _said(case: AnyCase, method: str, path: str, body: Mapping[str, str]) -> AnyCase:
    said: AnyCase = case.operation.schema[path][method].Case(
        path_parameters=case.path_parameters,
        headers={"Authorization": f"Bearer {case.operation.app.token}"},
        body=body,
        media_type="application/json",
    )
    return said


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
    known["list_invoices_by_order"] = {"path.orderId": stage.orders}
    for id in ("finalize_invoice", "finalize_invoice_workflow"):
        known[id]["body.confirmationToken"] = stage.confirmations
    for id in ("show_confirmation", "confirm_finalization"):
        known[id] = {"path.token": stage.confirmations}
    return known
