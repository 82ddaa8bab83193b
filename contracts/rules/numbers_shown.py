"""Rule 2 at a gateway: what is final is neither changed nor deleted, and bears the number the bank gave."""

from collections.abc import Iterator

from contracts.rules.exchange import STALE, shown_in
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, held, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

CHANGES = ("update_invoice", "delete_invoice", "update_credit_note", "delete_credit_note")
FINALIZES = ("finalize_invoice", "finalize_invoice_workflow", "finalize_credit_note")
OF_DRAFTS = ("validate_invoice_to_draft", "convert_invoice_to_quote")
_CONFLICT = 409
_CODES = frozenset({"ALREADY_FINALIZED", "INVALID_STATUS"})


def final_stays(act: Act) -> Found:
    if act.before is None or not act.before.final:
        return None
    return f"{act.call.operation} of {act.before.number}: {act.call.status}" if act.call.ok else KEPT


def final_is_conflict(act: Act) -> Found:
    """By the number: who is refused reads at once which one it is."""
    call, before = act.call, act.before
    if call.status != _CONFLICT or call.code not in _CODES or before is None or not before.final:
        return None
    told = held(call.answered, "details", "number")
    return KEPT if told == before.number else f"refused for {told}, and it is {before.number}"


def shown_as_given(journal: Journal) -> Iterator[Occasion]:
    borne = {id: shown.number for id, shown in journal.known.items() if shown.final}
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            if exchange.ok and exchange.fault != STALE:
                borne.update((s.id, s.number) for s in shown_in(exchange.answered) if s.final)
        for shown in shown_in(call.answered) if call.ok else ():
            number = borne.get(shown.id)
            if number is not None and shown.number is not None:
                yield verdict(
                    index, kept=shown.number == number, otherwise=f"{number} is shown as {shown.number}"
                )


RULES = (
    Rule(
        id="R2.11",
        says="Through a gateway, what is final is neither changed nor deleted.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=of_acts(final_stays, *CHANGES, *OF_DRAFTS),
        refuses=dict.fromkeys((*CHANGES, *OF_DRAFTS), (_CONFLICT,)),
    ),
    Rule(
        id="R2.12",
        says="Who would change, delete or finalize what is final is answered 409 with its number.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=of_acts(final_is_conflict, *CHANGES, *FINALIZES, *OF_DRAFTS),
        refuses=dict.fromkeys((*CHANGES, *FINALIZES), (_CONFLICT,)),
        protocol=True,
    ),
    Rule(
        id="R2.13",
        says="A gateway shows the number that the bank gave.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=shown_as_given,
    ),
)
