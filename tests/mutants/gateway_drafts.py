"""Mutants of the gateway, rule 1: a wish to be final at once, and what is said when an invoice is made."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from contracts.rules.rule import Side
from gateway.qonto.client import Qonto
from gateway.resources.invoices import upstream
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead, unchecked

BOTH = (GUIDE, NEWEST)
BODY, AUTO = "gateway.web.body", "gateway.web.auto_finalize"
INVOICES = "gateway.resources.invoices.upstream"

_WISHED: ContextVar[bool] = ContextVar("wished", default=False)


def noting_the_wish(_: Any) -> Callable[[Any], Any]:
    """The wish is taken out of the body, and remembered."""

    def sabotaged(body: Any) -> Any:
        if isinstance(body, dict):
            _WISHED.set(any(value is True for name, value in body.items() if _wish(name)))
        return stripped(body)

    return sabotaged


def without_the_wish(_: Any) -> Callable[[Any], Any]:
    """Silently."""
    return stripped


def at_the_top_only(whole: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def sabotaged(body: Any) -> Any:
        if isinstance(body, dict):
            whole({name: value for name, value in body.items() if not isinstance(value, dict | list)})
        return stripped(body)

    return sabotaged


def stripped(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: stripped(value) for name, value in body.items() if not _wish(name)}
    return [stripped(value) for value in body] if isinstance(body, list) else body


def _wish(name: str) -> bool:
    return "".join(sign for sign in name.lower() if sign.isalpha()).startswith("autofinali")


# ---------------------------------------------------------------- what is said
async def created_as_wished(qonto: Qonto, body: Any) -> Any:
    return await _created(qonto, body, status="unpaid" if _WISHED.get() else "draft")


async def created_without_a_word(qonto: Qonto, body: Any) -> Any:
    return await _created(qonto, body)


async def created_and_finalized(qonto: Qonto, body: Any) -> Any:
    made = await _created(qonto, body, status="draft")
    answer = await qonto.call("finalize_client_invoice", id=made.id)
    return upstream.read_invoice(answer.body["client_invoice"])


async def _created(qonto: Qonto, body: Any, **said: str) -> Any:
    answer = await qonto.call("create_client_invoice", json={**body, **said})
    return upstream.read_invoice(answer.body["client_invoice"])


MUTANTS = (
    Mutant(
        name="honours autoFinalize",
        does="Whoever wishes for it gets a final invoice at once.",
        side=Side.GATEWAY,
        breaks=("R1",),
        by=("auto_finalize_is_not_honoured",),
        patches=(
            Replace(BODY, "without_auto_finalize", noting_the_wish),
            unchecked("gateway.web.spine", "refuse_in_query"),
            instead(INVOICES, "create", created_as_wished),
        ),
        editions=BOTH,
    ),
    Mutant(
        name="lets autoFinalize pass",
        does="The wish is dropped without a word instead of refused.",
        side=Side.GATEWAY,
        breaks=("R1",),
        by=("a_wish_to_finalize_is_named",),
        patches=(Replace(BODY, "without_auto_finalize", without_the_wish),),
    ),
    Mutant(
        name="looks for autoFinalize at the top alone",
        does="A wish inside another field is not seen.",
        side=Side.GATEWAY,
        breaks=("R1",),
        by=("auto_finalize_is_not_honoured_at_any_depth",),
        patches=(Replace(BODY, "without_auto_finalize", at_the_top_only),),
    ),
    Mutant(
        name="knows autoFinalize in one spelling",
        does="Only the exact word is a wish; auto_finalize and AUTOFINALIZE are none.",
        side=Side.GATEWAY,
        breaks=("R1",),
        by=("auto_finalize_is_not_honoured_in_any_spelling",),
        patches=(instead(AUTO, "_is_the_wish", lambda name: name == "autoFinalize"),),
    ),
    Mutant(
        name="lets autoFinalize pass in the query",
        does="A wish in the address is not seen.",
        side=Side.GATEWAY,
        breaks=("R1",),
        by=("a_wish_in_the_address_is_named",),
        patches=(unchecked("gateway.web.spine", "refuse_in_query"),),
    ),
    Mutant(
        name="forgets status: draft",
        does="An invoice is asked for without a word on its status, which is final where the bank says so.",
        side=Side.GATEWAY,
        breaks=("R1",),
        by=("every_creation_tells_the_bank_that_it_is_a_draft",),
        patches=(instead(INVOICES, "create", created_without_a_word),),
        editions=BOTH,
    ),
    Mutant(
        name="finalises what it has just created",
        does="The draft is made final in the same call.",
        side=Side.GATEWAY,
        breaks=("R1", "R3"),
        by=("every_creation_tells_the_bank_that_it_is_a_draft",),
        patches=(instead(INVOICES, "create", created_and_finalized),),
    ),
)
