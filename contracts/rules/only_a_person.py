"""Rule 3: the gateway asks the bank to finalize what a person has confirmed, once, and nothing else."""

from collections.abc import Iterator

from contracts.rules.exchange import QUOTE, Exchange, shown_in, subject_of
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.nothing_by_itself import FINALIZES, asked_to_finalize
from contracts.rules.patterns import KEPT, Found, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

FINALIZE = ("finalize_invoice", "finalize_invoice_workflow", "finalize_quote", "finalize_credit_note")
PAGE, CONFIRM = "show_confirmation", "confirm_finalization"
NEVER = (
    "sync_transactions",
    "sync_invoices",
    "sync_invoice_to_order",
    "convert_quote",
    "convert_invoice_to_quote",
    "create_quote_from_invoice",
    "validate_invoice_to_draft",
    "send_invoice",
    "send_quote",
    "send_credit_note",
    "create_invoice",
    "create_service_invoice",
    "update_invoice",
    "mark_invoice_paid",
    "reconcile_invoice",
    "cancel_invoice",
)
_FORBIDDEN, _CONFLICT, _GONE, _BROKEN = 403, 409, 410, 500
_DECIDED = frozenset({"approved", "canceled"})
"""How Qonto calls a quote that waits no longer."""


# ---------------------------------------------------------------- confirmed, once
def nobody_asked_nothing_final(act: Act) -> Found:
    call = act.call
    if call.exchanges is None or call.confirmation is not None:
        return None
    asked = asked_to_finalize(call)
    return f"{call.operation} asked for {asked[0].operation}, which nobody had confirmed" if asked else KEPT


def first_mail_is_confirmed(journal: Journal) -> Iterator[Occasion]:
    made: set[str] = set()
    sent: set[str] = set()
    decided: set[str] = set()
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            id = subject_of(exchange.target)
            if exchange.operation == "create_quote" and exchange.ok:
                made.update(shown.id for shown in shown_in(exchange.answered) if shown.kind == QUOTE)
            # Approved on the dashboard it is as final as it will ever be: no letter adds to that.
            decided.update(one.id for one in shown_in(exchange.answered) if one.status in _DECIDED)
            if exchange.operation != "send_quote" or id not in made - decided or id in sent:
                continue
            yield verdict(
                index,
                kept=call.confirmation is not None,
                otherwise=f"{call.operation} sent a quote for the first time, which nobody had confirmed",
            )
            if exchange.ok or exchange.unsure:
                sent.add(id)


def asked_once(act: Act) -> Found:
    """What may have been done is not asked for again."""
    asked = [
        exchange
        for exchange in act.call.exchanges or ()
        if exchange.operation in {*FINALIZES, "send_quote"} and act.call.confirmation is not None
    ]
    if not asked:
        return None
    again = any(may_be_done(exchange) for exchange in asked[:-1])
    return f"{act.call.operation} asked {len(asked)} times for one confirmation" if again else KEPT


def may_be_done(exchange: Exchange) -> bool:
    return exchange.ok or exchange.unsure or exchange.status == 0 or exchange.status >= _BROKEN


def spent_once(journal: Journal) -> Iterator[Occasion]:
    """A word that is no token, which a dialect may have, has blanks; it is said again and again."""
    spent: dict[str, bool] = {}
    for index, call in enumerate(journal.calls or ()):
        token = call.confirmation
        if token is None or " " in token or call.operation == PAGE:
            continue
        asked = any(may_be_done(exchange) for exchange in asked_to_finalize(call))
        if token in spent:
            again = asked or (call.ok and spent[token])
            yield verdict(index, kept=not again, otherwise="one confirmation was used twice")
        elif asked or call.ok:
            spent[token] = call.ok
            yield verdict(index, kept=True, otherwise="")


def never_beside(act: Act) -> Found:
    if act.call.exchanges is None:
        return None
    asked = asked_to_finalize(act.call)
    return f"{act.call.operation} asked the bank for {asked[0].operation}" if asked else KEPT


def no_service_finalizes(act: Act) -> Found:
    call = act.call
    if not call.service:
        return None
    return "a service has finalized" if call.ok or asked_to_finalize(call) else KEPT


RULES = (
    Rule(
        id="R3.1",
        says="The bank is asked to finalize only within a call that a person has confirmed.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 3",
        check=of_acts(nobody_asked_nothing_final),
    ),
    Rule(
        id="R3.2",
        says="A quote is e-mailed for the first time only within a call that a person has confirmed.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 3: sending a quote is its finalization",
        check=first_mail_is_confirmed,
    ),
    Rule(
        id="R3.3",
        says="One confirmation asks the bank once; what may have been done is not asked for again.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rules 2 and 3",
        check=of_acts(asked_once),
    ),
    Rule(
        id="R3.4",
        says="A confirmation is used once.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="one yes, one number",
        check=spent_once,
        refuses={CONFIRM: (_CONFLICT, _GONE)},
    ),
    Rule(
        id="R3.5",
        says="Synchronizing, converting, validating, sending, creating and paying finalize nothing.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 3",
        check=of_acts(never_beside, *NEVER),
    ),
    Rule(
        id="R3.6",
        says="No service finalizes.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 3: only a person",
        check=of_acts(no_service_finalizes, *FINALIZE, CONFIRM),
        refuses={CONFIRM: (_FORBIDDEN,)},
    ),
)
