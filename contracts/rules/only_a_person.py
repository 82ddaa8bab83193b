"""Rule 3: the gateway asks the bank to finalize what a person has confirmed, once, and nothing else."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from contracts.rules.exchange import QUOTE, Call, Exchange, shown_in, subject_of
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.nothing_by_itself import FINALIZES, asked_to_finalize
from contracts.rules.patterns import KEPT, Found, held, hour, of_acts
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
LEGAL_VAT_RATES = frozenset(Decimal(rate) for rate in ("0", "0.021", "0.055", "0.085", "0.1", "0.2"))
"""France, overseas included."""
_ASKED, _FORBIDDEN, _CONFLICT, _GONE, _INVALID, _BROKEN = 428, 403, 409, 410, 422, 500
_CODE = "CONFIRMATION_REQUIRED"
_EARLIER = frozenset({401, 403, 429})
_SAID = ("customer", "items", "vat", "total_amount_cents", "irreversible")
_LAG = timedelta(seconds=2)
"""A gateway's clock may follow the bank's, which says whole seconds."""


def question_in(call: Call) -> Mapping[str, Any] | None:
    confirmation = held(call.answered, "confirmation")
    return confirmation if isinstance(confirmation, dict) else None


def questions(journal: Journal) -> Mapping[str, tuple[int, Mapping[str, Any]]]:
    """Every question asked in this journal, by its token, and where."""
    return {
        str(question["token"]): (index, question)
        for index, call in enumerate(journal.calls or ())
        if call.status == _ASKED and (question := question_in(call)) is not None and question.get("token")
    }


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


# ---------------------------------------------------------------- the question
def first_the_question(act: Act) -> Found:
    call = act.call
    if call.confirmation is not None:
        return None
    return f"{call.operation} without a confirmation: {call.status}" if call.ok else KEPT


def question_says_all(act: Act) -> Found:
    call = act.call
    if call.status != _ASKED:
        return None
    question = question_in(call) or {}
    summary = held(question, "summary") or {}
    lacking = [name for name in ("token", "expiresAt", "summary", "warnings") if name not in question]
    lacking += [name for name in _SAID if name not in summary]
    if call.code != _CODE:
        lacking.append(_CODE)
    return f"a question without {', '.join(lacking)}" if lacking else KEPT


def question_warns(act: Act) -> Found:
    question = question_in(act.call)
    summary = held(question, "summary")
    if question is None or not isinstance(summary, dict):
        return None
    given = {held(warning, "code") for warning in question.get("warnings") or ()}
    due = set(_warnings_due(summary))
    return f"no warning of {' and '.join(sorted(due - given))}" if due - given else KEPT


def _warnings_due(summary: Mapping[str, Any]) -> Iterator[str]:
    if any(not _legal(held(item, "vat_rate")) for item in summary.get("items") or ()):
        yield "VAT_RATE_NOT_LEGAL"
    ordered = summary.get("order_total_amount_cents")
    if ordered is not None and ordered != summary.get("total_amount_cents"):
        yield "TOTAL_DIFFERS_FROM_ORDER"


def _legal(rate: Any) -> bool:
    try:
        return Decimal(str(rate)) in LEGAL_VAT_RATES
    except InvalidOperation:
        return False


# ---------------------------------------------------------------- the answer to it
def becomes_what_was_shown(journal: Journal) -> Iterator[Occasion]:
    asked = questions(journal)
    for index, call in enumerate(journal.calls or ()) if asked else ():
        _, question = asked.get(call.confirmation or "", (0, {}))
        summary = held(question, "summary")
        for exchange in asked_to_finalize(call) if summary else ():
            shown = next(shown_in(exchange.answered), None) if exchange.ok else None
            if shown is not None:
                total, items = shown.fields.get("total_amount_cents"), shown.fields.get("items") or ()
                kept = total == summary["total_amount_cents"] and len(items) == len(summary["items"])
                yield verdict(index, kept=kept, otherwise=f"{shown.number} is not what had been confirmed")


def in_its_time(journal: Journal) -> Iterator[Occasion]:
    asked = questions(journal)
    for index, call in enumerate(journal.calls or ()) if asked else ():
        _, question = asked.get(call.confirmation or "", (0, {}))
        ends: datetime | None = hour(question.get("expiresAt"))
        if ends is not None and call.at is not None and call.at > ends + _LAG and call.operation != PAGE:
            yield verdict(
                index,
                kept=not call.ok and not asked_to_finalize(call),
                otherwise=f"a confirmation that had ended at {ends:%H:%M:%S} was accepted",
            )


def no_page_once_spent(journal: Journal) -> Iterator[Occasion]:
    spent: set[str] = set()
    for index, call in enumerate(journal.calls or ()):
        token = call.confirmation
        if token is None or " " in token:
            continue
        if call.operation == PAGE:
            if token in spent:
                yield verdict(index, kept=not call.ok, otherwise="a spent confirmation is asked again")
        elif call.ok:
            spent.add(token)


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
    Rule(
        id="R3.7",
        says=f"Without a confirmation the answer is the question: 428 {_CODE}.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=of_acts(first_the_question, *FINALIZE),
        refuses=dict.fromkeys(FINALIZE, (_ASKED, _INVALID)),
        protocol=True,
    ),
    Rule(
        id="R3.8",
        says="The question says who is billed what, with which VAT, and what cannot be taken back.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=of_acts(question_says_all, *FINALIZE),
        protocol=True,
    ),
    Rule(
        id="R3.9",
        says="The question warns of a VAT rate that is none, and of a total that is not the order's.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="F-2026-001 was finalized with 0.2 % of VAT",
        check=of_acts(question_warns, *FINALIZE),
        protocol=True,
    ),
    Rule(
        id="R3.10",
        says="What becomes final is what was shown to whoever confirmed it.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract, DOCUMENT_CHANGED",
        check=becomes_what_was_shown,
        refuses=dict.fromkeys((*FINALIZE, PAGE), (_CONFLICT,)),
        protocol=True,
    ),
    Rule(
        id="R3.11",
        says="A confirmation is accepted until the hour it names.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract: five minutes",
        check=in_its_time,
        refuses={PAGE: (_GONE,), CONFIRM: (_GONE,)},
        protocol=True,
    ),
    Rule(
        id="R3.12",
        says="The page of a confirmation that was used asks nothing any more.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source="the gateway's contract",
        check=no_page_once_spent,
        refuses={PAGE: (_CONFLICT, _GONE), CONFIRM: (_INVALID,)},
        protocol=True,
    ),
)
