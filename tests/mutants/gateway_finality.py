"""Mutants of the gateway, rule 2: what is final does not stay so, and a number is not for ever."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contracts.rules.rule import Side
from gateway.qonto.call import Call
from gateway.qonto.client import Qonto
from gateway.resources.invoices import upstream
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead, unchecked

BOTH = (GUIDE, NEWEST)
WORKFLOW = "gateway.resources.invoice_workflow.service"
READING = "gateway.resources.invoices.upstream"
OPENING = "gateway.resources.finalization.opening"
FINALIZING = "gateway.resources.finalization.upstream"


async def with_a_cancelled_number(qonto: Qonto, qonto_id: str) -> Any:
    """Before it finalises, it gives the draft the number of an invoice that was cancelled."""
    listed = await qonto.call("list_client_invoices", query={"filter[status]": "canceled", "per_page": 1})
    for canceled in listed.body["client_invoices"]:
        await qonto.call("update_client_invoice", id=qonto_id, json={"number": canceled["number"]})
    answer = await qonto.call("finalize_client_invoice", id=qonto_id)
    return upstream.read_invoice(answer.body["client_invoice"])


def without_its_number(read_invoice: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def sabotaged(wire: Any) -> Any:
        invoice = read_invoice(wire)
        return replace(invoice, number=None) if invoice.qonto_status == "canceled" else invoice

    return sabotaged


def repeatable(*operations: str) -> Replace:
    """These are said again when no answer came."""
    plain = Call.repeatable
    assert isinstance(plain, property)

    def says(call: Call) -> bool:
        return call.operation.id in operations or plain.fget(call)  # type: ignore[misc]

    return instead("gateway.qonto.call:Call", "repeatable", property(says))


MUTANTS = (
    Mutant(
        name="asks to change a final invoice",
        does="A change of a final invoice is passed on to the bank.",
        side=Side.GATEWAY,
        breaks=("R2.11", "R2.12"),
        by=("what_is_final_is_a_409_with_its_number",),
        patches=(unchecked("gateway.resources.invoice_changes.service", "check_changeable"),),
    ),
    Mutant(
        name="asks to delete a final invoice",
        does="The deletion of a final invoice is passed on to the bank.",
        side=Side.GATEWAY,
        breaks=("R2.11", "R2.12"),
        by=("what_is_final_is_a_409_with_its_number",),
        patches=(unchecked(WORKFLOW, "check_deletable"),),
    ),
    Mutant(
        name="asks to finalise what is final",
        does="A final invoice is put to a person again, to be made final once more.",
        side=Side.GATEWAY,
        breaks=("R2.12", "R2.7"),
        by=("what_is_final_is_not_finalised_again_by_the_workflow",),
        patches=(unchecked(OPENING, "check_draft"),),
    ),
    Mutant(
        name="cancels what is not to be cancelled",
        does="A paid invoice, a draft, a cancelled one: whatever it is, the bank is asked to cancel it.",
        side=Side.GATEWAY,
        breaks=("G.25",),
        by=("what_cannot_be_cancelled_is_not_passed_on",),
        patches=(unchecked(WORKFLOW, "check_cancelable"),),
    ),
    Mutant(
        name="reuses a cancelled number",
        does="The next invoice is given the number of one that was cancelled.",
        side=Side.GATEWAY,
        breaks=("R2.4", "R2.2"),
        by=("a_cancelled_number_is_not_given_again",),
        patches=(instead(FINALIZING, "finalize", with_a_cancelled_number),),
        editions=BOTH,
    ),
    Mutant(
        name="drops the number of a cancelled invoice",
        does="A cancelled invoice is shown without the number it bears.",
        side=Side.GATEWAY,
        breaks=("R2.13",),
        by=("a_cancelled_invoice_keeps_its_number",),
        patches=(Replace(READING, "read_invoice", without_its_number),),
    ),
    Mutant(
        name="retries finalize",
        does="A finalisation whose answer was lost is said a second time.",
        side=Side.GATEWAY,
        breaks=("R3.3", "G.11"),
        by=("a_finalisation_whose_answer_is_lost_keeps_its_number",),
        patches=(repeatable("finalize_client_invoice"),),
    ),
    Mutant(
        name="retries creations",
        does="A creation whose answer was lost is said a second time, and there are two invoices.",
        side=Side.GATEWAY,
        breaks=("G.11", "R3.3"),
        by=("an_invoice_whose_answer_is_lost_is_made_once",),
        patches=(repeatable("create_client_invoice"),),
    ),
)
