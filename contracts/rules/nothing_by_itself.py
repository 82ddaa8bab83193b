"""Rule 1: nothing becomes final by itself, at the bank or through a gateway."""

from collections.abc import Iterator
from typing import Any

from contracts.rules.exchange import DRAFT, INVOICE, Call, Exchange, Shown, shown_in
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

FINALIZES = frozenset({"finalize_client_invoice", "create_credit_note"})
"""What makes something final at the bank. A quote is made so by its first e-mail; see R3.2."""
CREATE = "create_client_invoice"
MAKES_INVOICES = ("create_invoice", "create_service_invoice", "convert_quote")
"""What makes an invoice through the gateway."""
_SPELLINGS = frozenset({"autofinalize", "autofinalise"})
_NO = frozenset({"", "0", "false", "no", "off", "non", "n", "f", "null", "none", "faux"})
_ALARM = "UPSTREAM_FINALIZED_ON_CREATE"
_FORBIDDEN = "AUTO_FINALIZE_FORBIDDEN"
_UNDERSTOOD = frozenset({201, 200, 404, 409, 422})


def wish_to_finalize(asked: Any) -> bool:
    """Whether a body, at any depth and in any spelling, wants what it makes to be final at once."""
    if isinstance(asked, dict):
        for key, value in asked.items():
            plain = "".join(letter for letter in str(key).casefold() if letter.isalnum())
            if plain in _SPELLINGS and str(value or "").strip().casefold() not in _NO:
                return True
        return any(wish_to_finalize(value) for value in asked.values())
    return isinstance(asked, list) and any(wish_to_finalize(value) for value in asked)


def status_asked(exchange: Exchange) -> Any:
    return exchange.asked.get("status") if isinstance(exchange.asked, dict) else None


def asked_to_finalize(call: Call) -> list[Exchange]:
    return [exchange for exchange in call.exchanges or () if exchange.operation in FINALIZES]


# ---------------------------------------------------------------- the bank
def draft_asked_is_draft(journal: Journal) -> Iterator[Occasion]:
    for step in journal.of(CREATE):
        if step.ok and status_asked(step.exchange) == DRAFT and step.after is not None:
            # A number given by hand is kept from the start, on a draft too.
            by_hand = step.exchange.asked.get("number")
            yield verdict(
                step,
                kept=step.after.status == DRAFT and step.after.number == by_hand,
                otherwise=f"a draft was asked for and {step.after.number or step.after.status} was made",
            )


def only_finalize_makes_final(journal: Journal) -> Iterator[Occasion]:
    if not journal.complete:
        return
    drafts = {id for id, shown in journal.known.items() if shown.kind == INVOICE and shown.status == DRAFT}
    for step in journal.steps:
        if step.exchange.unsure and step.subject is not None:
            drafts.discard(step.subject)
        by_finalize = step.exchange.operation == "finalize_client_invoice"
        for shown in step.shown:
            if shown.kind != INVOICE:
                continue
            if shown.id in drafts and not by_finalize:
                yield verdict(
                    step,
                    kept=shown.status == DRAFT,
                    otherwise=f"a draft is {shown.status} after {step.exchange.operation}",
                )
            (drafts.add if shown.status == DRAFT else drafts.discard)(shown.id)


# ---------------------------------------------------------------- the gateway
def every_create_says_draft(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            if exchange.operation == CREATE and exchange.asked is not None:
                yield verdict(
                    index,
                    kept=status_asked(exchange) == DRAFT,
                    otherwise=f"{call.operation} created an invoice as {status_asked(exchange)!r}",
                )


def auto_finalize_makes_nothing_final(act: Act) -> Found:
    call = act.call
    if call.confirmation is not None or not wish_to_finalize(call.asked):
        return None
    made = [str(shown.number) for shown in _made_final(call)]
    if not made and not asked_to_finalize(call):
        return KEPT
    return f"{call.operation} was asked to finalize by itself: {', '.join(made) or 'it asked the bank to'}"


def made_final_raises_an_alarm(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        final = [
            shown
            for exchange in call.exchanges or ()
            if exchange.operation == CREATE
            and exchange.plain
            and exchange.ok
            and status_asked(exchange) == DRAFT
            for shown in shown_in(exchange.answered)
            if shown.status != DRAFT
        ]
        if final:
            yield verdict(
                index,
                kept=not call.ok,
                otherwise=f"the bank made {final[0].number} of a draft and {call.operation} is content",
            )


def auto_finalize_is_refused(act: Act) -> Found:
    call = act.call
    if call.status not in _UNDERSTOOD or not wish_to_finalize(call.asked):
        return None
    if call.code == _FORBIDDEN:
        return KEPT
    return f"{call.operation} with autoFinalize was answered {call.status} {call.code or ''}"


def _made_final(call: Call) -> Iterator[Shown]:
    """What became final by this call, as its answer or the bank tells it."""
    if call.ok and call.operation in MAKES_INVOICES:
        yield from (shown for shown in shown_in(call.answered) if shown.final)
    for exchange in call.exchanges or ():
        if exchange.ok and exchange.operation in {*FINALIZES, CREATE}:
            yield from (shown for shown in shown_in(exchange.answered) if shown.final)


RULES = (
    Rule(
        id="R1.1",
        says="An invoice asked for as a draft is a draft and has no number but one given by hand.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests; the guide's first workflow",
        check=draft_asked_is_draft,
    ),
    Rule(
        id="R1.2",
        says="A gateway that creates an invoice says that it is a draft.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 1; without the word Qonto makes it final",
        check=every_create_says_draft,
    ),
    Rule(
        id="R1.3",
        says="A wish to finalize by itself, in any spelling and at any depth, makes nothing final.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 1",
        check=of_acts(auto_finalize_makes_nothing_final),
    ),
    Rule(
        id="R1.4",
        says="A draft becomes final by its own finalization alone: by no change, e-mail or passing of time.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 1; Qonto's pages know no other way",
        check=only_finalize_makes_final,
    ),
    Rule(
        id="R1.5",
        says="A draft that comes back final is no success: the gateway raises an alarm.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=f"the gateway's contract, {_ALARM}",
        check=made_final_raises_an_alarm,
    ),
    Rule(
        id="R1.6",
        says=f"The gateway refuses autoFinalize with 422 {_FORBIDDEN}.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=of_acts(auto_finalize_is_refused),
        refuses={"create_invoice": (422,), "create_service_invoice": (422,)},
        protocol=True,
    ),
)
