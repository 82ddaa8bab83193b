"""
The five rules of the guide, each as the bank and as a gateway in front of it can keep or break it.

The bank's journal is the witness: what a gateway says of itself is no evidence of what it asked.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from contracts.rules.journal import DRAFT, INVOICE, Call, Exchange, Journal, Shown, shown_in
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

FINALIZES = frozenset({"finalize_client_invoice", "create_credit_note"})
"""What makes something final at the bank. A quote is made so by its first e-mail; see `Q` rules."""


def wish_to_finalize(asked: Any) -> bool:
    """Whether a body, at any depth and in any spelling, wants what it makes to be final at once."""
    if isinstance(asked, dict):
        for key, value in asked.items():
            plain = "".join(letter for letter in str(key).casefold() if letter.isalnum())
            if plain == "autofinalize" and value not in (False, None, 0, "", "0", "false", "no", "off"):
                return True
        return any(wish_to_finalize(value) for value in asked.values())
    return isinstance(asked, list) and any(wish_to_finalize(value) for value in asked)


# ---------------------------------------------------------------- rule 1: nothing finalizes by itself
def draft_asked_is_draft(journal: Journal) -> Iterator[Occasion]:
    for step in journal.of("create_client_invoice"):
        if step.ok and _status_asked(step.exchange) == DRAFT and step.after is not None:
            # A number given by hand is claimed by the draft already, and shown.
            yield verdict(
                step,
                kept=step.after.status == DRAFT
                and step.after.number in {None, step.exchange.asked.get("number")},
                otherwise=f"a draft was asked for and {step.after.number or step.after.status} was made",
            )


def every_create_says_draft(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            if exchange.operation == "create_client_invoice" and exchange.asked is not None:
                yield verdict(
                    index,
                    kept=_status_asked(exchange) == DRAFT,
                    otherwise=f"{call.operation} created an invoice as {_status_asked(exchange)!r}",
                )


def auto_finalize_makes_nothing_final(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        if wish_to_finalize(call.asked):
            made = [shown for shown in _made_final(call) if shown.number]
            yield verdict(
                index,
                kept=not made and not _asked_to_finalize(call),
                otherwise=f"{call.operation} was asked to finalize by itself and did: "
                f"{', '.join(str(shown.number) for shown in made) or 'it asked the bank to'}",
            )


# ---------------------------------------------------------------- rule 2: what is final is final
def number_never_changes(journal: Journal) -> Iterator[Occasion]:
    borne = {id: shown.number for id, shown in journal.known.items() if shown.final}
    for step in journal.steps:
        if not step.ok:
            continue
        for shown in shown_in(step.exchange.answered):
            before = borne.get(shown.id)
            if before is not None:
                yield verdict(
                    step, kept=shown.number == before, otherwise=f"{before} is shown as {shown.number}"
                )
            elif shown.final:
                borne[shown.id] = shown.number


# ---------------------------------------------------------------- rule 3: only a person finalizes
def nobody_asked_nothing_final(journal: Journal) -> Iterator[Occasion]:
    for index, call in enumerate(journal.calls or ()):
        if call.exchanges is not None and call.confirmation is None:
            asked = _asked_to_finalize(call)
            yield verdict(
                index,
                kept=not asked,
                otherwise=f"{call.operation} asked the bank for {asked[0].operation if asked else ''} and "
                "nobody had confirmed it",
            )


# ---------------------------------------------------------------- helpers
def _status_asked(exchange: Exchange) -> Any:
    return exchange.asked.get("status") if isinstance(exchange.asked, dict) else None


def _made_final(call: Call) -> Iterator[Shown]:
    """What became final by this call, as its answer or the bank tells it."""
    yield from (shown for shown in shown_in(call.answered) if shown.final and call.ok)
    for exchange in call.exchanges or ():
        if exchange.ok and exchange.operation in {*FINALIZES, "create_client_invoice"}:
            yield from (shown for shown in shown_in(exchange.answered) if shown.final)


def _asked_to_finalize(call: Call) -> list[Exchange]:
    return [exchange for exchange in call.exchanges or () if exchange.operation in FINALIZES]


def age_s(handed_out: datetime | None, at: datetime | None) -> float | None:
    """Seconds between two instants; None where one is not known."""
    return None if handed_out is None or at is None else (at - handed_out).total_seconds()


RULES = (
    Rule(
        id="R1.1",
        says="An invoice asked for as a draft is a draft and has no number.",
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
        says="A wish to finalize by itself, in any spelling, makes nothing final.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 1",
        check=auto_finalize_makes_nothing_final,
        refuses={"create_invoice": (422,)},
    ),
    Rule(
        id="R2.1",
        says="A number, once given, is shown ever after.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=number_never_changes,
    ),
    Rule(
        id="R3.1",
        says="The bank is asked to finalize only within a call that a person has confirmed.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 3",
        check=nobody_asked_nothing_final,
    ),
)

__all__ = ["FINALIZES", "INVOICE", "RULES", "age_s", "wish_to_finalize"]
