"""Mutants of the gateway: lost answers, keys, syncs, files, and how failures are said."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from contracts.rules.rule import Side
from gateway.errors import Code, GatewayError
from gateway.qonto.errors import AmbiguousOutcome
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import Replace, instead

BOTH = (GUIDE, NEWEST)
RECOVERY, ACTING = "gateway.resources.promises.recovery", "gateway.resources.promises.acting"
SPINE, IDEMPOTENCY = "gateway.web.spine", "gateway.web.idempotency"
SYNC = "gateway.resources.invoice_sync.learning"

Async = Callable[..., Awaitable[Any]]


def certain(ambiguous: Callable[..., GatewayError]) -> Callable[..., GatewayError]:
    """Silence is a failure like any other."""

    def sabotaged(*lost: Any) -> GatewayError:
        doubt = ambiguous(*lost)
        assert isinstance(doubt, AmbiguousOutcome)
        return GatewayError(Code.UPSTREAM_FAILED, "Qonto n'a pas répondu.", details=doubt.details)

    return sabotaged


async def without_looking(clerk: Any, intent: Any, keeper: Any, lost: GatewayError) -> Any:
    raise lost


async def answered_anew(request: Request, operation: Any, _keys: Any) -> Response:
    response: Response = await operation.endpoint(request)
    return response


def in_any_words(listened_to: Async) -> Async:
    async def sabotaged(request: Request) -> tuple[Request, str]:
        heard, _ = await listened_to(request)
        return heard, "the same"

    return sabotaged


async def nothing_learnt(_clerk: Any, _invoices: Any, documents: Any) -> Any:
    return documents


async def not_found(*_: Any, **__: Any) -> None:
    return None


def status_of(code: Code, status: int) -> Callable[[Mapping[Code, int]], Mapping[Code, int]]:
    return lambda statuses: {**statuses, code: status}


def without_retry_after(failure: Callable[..., Response]) -> Callable[..., Response]:
    def sabotaged(*said: Any) -> Response:
        response = failure(*said)
        if "retry-after" in response.headers:
            del response.headers["retry-after"]
        return response

    return sabotaged


MUTANTS = (
    # Lost answers
    Mutant(
        name="takes silence for a no",
        does="A call whose answer was lost is taken to have failed, whatever it has done.",
        side=Side.GATEWAY,
        breaks=("G.8", "G.11"),
        by=("an_invoice_whose_answer_is_lost_is_made_once", "an_order_whose_answer_is_lost_has_one_invoice"),
        patches=(Replace("gateway.qonto.errors", "_ambiguous", certain),),
        editions=BOTH,
    ),
    Mutant(
        name="does not look after a lost answer",
        does="After silence the gateway gives up, without a look at what has become of it.",
        side=Side.GATEWAY,
        breaks=("G.11", "G.8", "R2"),
        by=("a_finalisation_that_never_arrived_makes_nothing_final",),
        patches=(
            instead("gateway.resources.finalization.service", "after_silence", without_looking),
            instead(ACTING, "after_silence", without_looking),
        ),
    ),
    # Keys
    Mutant(
        name="forgets an Idempotency-Key",
        does="A creation is done as often as it is said, whatever its key.",
        side=Side.GATEWAY,
        breaks=("G.20", "G.11"),
        by=("a_creation_under_a_key_happens_once",),
        patches=(instead(SPINE, "answered_once", answered_anew),),
    ),
    Mutant(
        name="answers other words under the same key",
        does="Under a key that was used, any other creation gets the first one's answer.",
        side=Side.GATEWAY,
        breaks=("G.15", "G.20"),
        by=("a_key_is_for_one_content",),
        patches=(Replace(IDEMPOTENCY, "_listened_to", in_any_words),),
    ),
    # Syncs
    Mutant(
        name="learns nothing from a sync",
        does="What has changed at the bank is not written down by a synchronisation.",
        side=Side.GATEWAY,
        breaks=("G.8", "G.28"),
        by=("a_synchronisation_reaches_the_order",),
        patches=(
            instead(SYNC, "learn_page", nothing_learnt),
            instead(SYNC, "_looked_at", lambda _c, _i, document: _given(document)),
        ),
    ),
    # Files
    Mutant(
        name="attaches the same file twice",
        does="A file that a transaction has is sent to it again.",
        side=Side.GATEWAY,
        breaks=("G",),
        by=("a_file_is_attached_once",),
        patches=(instead("gateway.resources.attachment_upload.service", "_same", not_found),),
    ),
    # Clients
    Mutant(
        name="makes a client for every invoice",
        does="A customer whom the bank knows is made known to it once more.",
        side=Side.GATEWAY,
        breaks=("G.20",),
        by=("a_customer_is_made_once",),
        patches=(instead("gateway.resources.clients.upstream", "find", not_found),),
    ),
    # Failures
    Mutant(
        name="answers 500 for what is not there",
        does="An invoice that nobody knows is a server error.",
        side=Side.GATEWAY,
        breaks=("G.14", "G.4"),
        by=("an_unknown_document_is_not_found",),
        patches=(Replace("gateway.web.errors", "STATUS", status_of(Code.INVOICE_NOT_FOUND, 500)),),
    ),
    Mutant(
        name="answers 200 where it asks",
        does="The question before a finalisation looks like a success.",
        side=Side.GATEWAY,
        breaks=("R3.7",),
        by=("a_question_is_a_428",),
        patches=(Replace("gateway.web.errors", "STATUS", status_of(Code.CONFIRMATION_REQUIRED, 200)),),
    ),
    Mutant(
        name="never says when to come back",
        does="An answer of 503 or 429 has no Retry-After.",
        side=Side.GATEWAY,
        breaks=("G.5", "R4"),
        by=("a_pdf_that_is_not_ready_is_a_503",),
        patches=(Replace(SPINE, "failure", without_retry_after),),
    ),
    Mutant(
        name="lets every page write",
        does="A write from a page of another origin is carried out.",
        side=Side.GATEWAY,
        breaks=("G",),
        by=("a_foreign_page_may_not_write",),
        patches=(instead("gateway.web.origins:Origins", "check", lambda *_: None),),
    ),
)


async def _given(document: Any) -> Any:
    return document
