"""Mutants of the gateway, rule 3: becoming final takes a person, a question and a token for that question."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from contracts.rules.rule import Side
from gateway.pages import confirming
from gateway.qonto.client import Qonto
from gateway.resources.confirmations.model import Verdict
from gateway.resources.promises.desk import Answer, Through
from tests.mutants.mutant import GUIDE, NEWEST, Mutant
from tests.mutants.patches import GATEWAY, Replace, instead, operation, unchecked

BOTH = (GUIDE, NEWEST)
CONFIRMING = "gateway.resources.confirmations.service"
WORKFLOW = "gateway.resources.invoice_workflow.service"
QUOTES = "gateway.resources.quote_workflow.service"
FIVE_HOURS = timedelta(hours=5)

Async = Callable[..., Awaitable[Any]]


async def never_asked(*_: Any, **__: Any) -> Answer:
    return Answer(token_hash=None, through=Through.API)


def finalizing_first(send: Async) -> Async:
    async def sabotaged(qonto: Qonto, qonto_id: str, **mail: Any) -> None:
        shown = await qonto.call("show_client_invoice", id=qonto_id)
        if shown.body["client_invoice"]["status"] == "draft":
            await qonto.call("finalize_client_invoice", id=qonto_id)
        await send(qonto, qonto_id, **mail)

    return sabotaged


def sending_at_once(create: Async) -> Async:
    async def sabotaged(qonto: Qonto, body: Any) -> Any:
        quote = await create(qonto, body)
        mail = {"send_to": [quote.client.email], "email_title": f"Votre devis {quote.number}"}
        await qonto.call("send_quote", id=quote.id, json=mail)
        return quote

    return sabotaged


def judging(blind: Callable[[Any, Any, str], Any]) -> Replace:
    """The judge of tokens; *blind* makes of what was found what it believes to see."""

    def make(judge: Callable[..., Verdict]) -> Callable[..., Verdict]:
        def sabotaged(found: Any, question: Any, *, user_id: str, now: Any) -> Verdict:
            seen = None if found is None else blind(found, question, user_id)
            return judge(seen, question, user_id=user_id, now=now)

        return sabotaged

    return Replace(CONFIRMING, "judge", make)


async def used_again(*_: Any, **__: Any) -> bool:
    return True


def alive_though_used(confirmation: Any, now: Any) -> bool:
    alive: bool = now < confirmation.expires_at
    return alive


def finalizing_on_sight(_: Async) -> Async:
    async def sabotaged(request: Any) -> Response:
        token: str = request.path_params["token"]
        asked, desk, finality = await confirming._found(request, token)  # noqa: SLF001  - as the page does
        await finality.finalize_confirmed(desk, asked, token)
        return Response("c'est fait", media_type="text/html")

    return sabotaged


MUTANTS = (
    Mutant(
        name="finalises without asking",
        does="The first call to finalize makes the invoice final.",
        side=Side.GATEWAY,
        breaks=("R3.1", "R3.7"),
        by=("finalizing_asks_first",),
        patches=(instead("gateway.resources.finalization.service", "answered", never_asked),),
        editions=BOTH,
    ),
    Mutant(
        name="finalises on send",
        does="A draft that is sent is made final first, and nobody has confirmed it.",
        side=Side.GATEWAY,
        breaks=("R3.1", "R3.5", "G.24"),
        by=("a_draft_is_not_cancelled_into_a_number",),
        patches=(
            unchecked(WORKFLOW, "check_sendable"),
            Replace("gateway.resources.invoices.upstream", "send", finalizing_first),
        ),
        editions=BOTH,
    ),
    Mutant(
        name="accepts a token twice",
        does="A token that was used, and whose finalisation was refused, confirms the next attempt as well.",
        side=Side.GATEWAY,
        breaks=("R3.4",),
        by=("a_spent_token_stays_spent",),
        patches=(
            instead("gateway.resources.confirmations.store", "use", used_again),
            instead("gateway.resources.confirmations.model:Confirmation", "alive", alive_though_used),
        ),
    ),
    Mutant(
        name="accepts a token for five hours",
        does="A token lives for five hours, not for five minutes.",
        side=Side.GATEWAY,
        breaks=("R3.11",),
        by=("a_token_is_forgotten",),
        patches=(instead(CONFIRMING, "LIFE", FIVE_HOURS),),
    ),
    Mutant(
        name="accepts somebody else's token",
        does="A token confirms for whoever brings it.",
        side=Side.GATEWAY,
        breaks=("R3",),
        by=("a_token_is_for_one_person",),
        patches=(judging(lambda found, _, user_id: replace(found, user_id=user_id)),),
    ),
    Mutant(
        name="skips the content hash",
        does="A token confirms the draft as it is now, whatever was shown when it was given.",
        side=Side.GATEWAY,
        breaks=("R3.10",),
        by=("what_changed_is_asked_anew",),
        patches=(judging(lambda found, question, _: replace(found, content_hash=question.fingerprint)),),
        editions=BOTH,
    ),
    Mutant(
        name="accepts one draft's token for another",
        does="A token confirms any draft of whoever it was given to.",
        side=Side.GATEWAY,
        breaks=("R3",),
        by=("a_token_is_for_one_document",),
        patches=(
            judging(
                lambda found, question, _: replace(
                    found,
                    document_id=question.document_id,
                    operation=question.operation,
                    content_hash=question.fingerprint,
                )
            ),
        ),
    ),
    Mutant(
        name="takes any word for a token",
        does="Whatever is brought as a token confirms.",
        side=Side.GATEWAY,
        breaks=("R3",),
        by=("a_made_up_token_makes_nothing_final",),
        patches=(
            Replace(
                CONFIRMING,
                "judge",
                lambda _: lambda *_found, **_who: Verdict.GOOD,
            ),
            instead("gateway.resources.confirmations.store", "use", used_again),
        ),
    ),
    Mutant(
        name="finalises when the page is opened",
        does="The page that asks makes the document final as soon as somebody looks at it.",
        side=Side.GATEWAY,
        breaks=("R3",),
        by=("looking_at_the_question_makes_nothing_final",),
        patches=(operation(GATEWAY, "show_confirmation", finalizing_on_sight),),
    ),
    Mutant(
        name="needs no second act on the page",
        does="The form of the page is believed from anywhere, its box unticked.",
        side=Side.GATEWAY,
        breaks=("R3",),
        by=("a_box_that_was_ticked_elsewhere_makes_nothing_final",),
        patches=(unchecked("gateway.pages.confirming", "_check_second_act"),),
    ),
    Mutant(
        name="hides the warnings",
        does="Who confirms is not told of a VAT rate that no law knows.",
        side=Side.GATEWAY,
        breaks=("R3.9",),
        by=("a_rate_nobody_pays_is_warned_of",),
        patches=(instead("gateway.confirmation", "_warnings", lambda _: ()),),
    ),
    Mutant(
        name="sends a quote as soon as it is made",
        does="A new quote leaves by e-mail, and nobody has confirmed it.",
        side=Side.GATEWAY,
        breaks=("R3.2",),
        by=("finalizing_a_quote_asks_first",),
        patches=(Replace("gateway.resources.quotes.upstream", "create", sending_at_once),),
    ),
    Mutant(
        name="sends a draft quote",
        does="A quote that nobody has finalised can be sent.",
        side=Side.GATEWAY,
        breaks=("G.24", "R3.2"),
        by=("a_quote_is_not_sent_before_it_is_finalised",),
        patches=(unchecked(QUOTES, "check_sendable"),),
    ),
    Mutant(
        name="issues a credit note without asking",
        does="The first call to finalize a credit note issues it.",
        side=Side.GATEWAY,
        breaks=("R3.1", "R3.7"),
        by=("finalizing_a_credit_note_asks_first",),
        patches=(instead("gateway.resources.credit_note_finalization.service", "answered", never_asked),),
        editions=(NEWEST,),
    ),
)
