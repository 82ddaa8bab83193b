"""Rule 3, the question: what a person is shown before something becomes final, and what a yes is worth."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from contracts.rules.exchange import Call, shown_in
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.nothing_by_itself import asked_to_finalize
from contracts.rules.only_a_person import CONFIRM, FINALIZE, PAGE
from contracts.rules.patterns import KEPT, Found, held, hour, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

LEGAL_VAT_RATES = frozenset(Decimal(rate) for rate in ("0", "0.021", "0.055", "0.085", "0.1", "0.2"))
"""France, overseas included."""
_ASKED, _CONFLICT, _GONE, _INVALID = 428, 409, 410, 422
_CODE = "CONFIRMATION_REQUIRED"
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
