"""Family G, the work: what is done once, and what is done only in the right status."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from contracts.rules.exchange import DRAFT, INVOICE, READS, Call, shown_in, subject_of
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.papers import is_a_draft
from contracts.rules.patterns import KEPT, Found, held, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

DECISIONS = ("accept_quote", "decline_quote", "convert_quote")
TAKES_FROM = ("sync_invoice_to_order", "create_quote_from_invoice", "convert_invoice_to_quote")
PAYMENTS = ("mark_invoice_paid", "reconcile_invoice", "cancel_invoice")
_NOT_FOUND, _CONFLICT, _INVALID = 404, 409, 422
_GIVES_BACK = "delete_client_invoice"
_MAILS = "send_client_invoice"
_CANCELED = "canceled"


# ---------------------------------------------------------------- once
def order_is_invoiced_once(journal: Journal) -> Iterator[Occasion]:
    """Until its invoice is deleted or canceled."""
    yield from _once(journal, "create_invoice", lambda call: held(call.asked, "salesOrderId"))


def quote_is_converted_once(journal: Journal) -> Iterator[Occasion]:
    yield from _once(journal, "convert_quote", lambda call: call.document or call.target)


def _once(journal: Journal, operation: str, of: Callable[[Call], Any]) -> Iterator[Occasion]:
    made: dict[str, str] = {}
    ended: set[str] = set()
    for index, call in enumerate(journal.calls or ()):
        invoices = [shown.id for shown in shown_in(call.answered) if shown.kind == INVOICE]
        key = of(call) if call.operation == operation and call.ok and invoices else None
        for exchange in call.exchanges or ():
            id = subject_of(exchange.target)
            deleted = exchange.operation == _GIVES_BACK and (exchange.ok or exchange.unsure)
            if id is not None and (deleted or exchange.status == _NOT_FOUND):
                ended.add(id)  # by us, or by somebody else at Qonto
            ended.update(s.id for s in shown_in(exchange.answered) if s.status == _CANCELED and exchange.ok)
        if isinstance(key, str):
            before = made.get(key)
            kept = before in {None, invoices[0]} or before in ended or call.exchanges is None
            yield verdict(index, kept=kept, otherwise=f"{operation} of {key} made a second invoice")
            made[key] = invoices[0]


# ---------------------------------------------------------------- in its status
def only_what_left_the_house(act: Act) -> Found:
    if not is_a_draft(act):
        return None
    return f"{act.call.operation} of a quote that was never sent" if act.call.ok else KEPT


def mails_no_draft(act: Act) -> Found:
    asked = [exchange for exchange in act.call.exchanges or () if exchange.operation == _MAILS]
    if not asked and not act.call.ok:
        return KEPT if is_a_draft(act) else None
    return f"{act.call.operation}: a draft was e-mailed" if is_a_draft(act) else KEPT


def pays_no_draft(act: Act) -> Found:
    if act.after is None or act.after.status != DRAFT:
        return None
    return f"{act.call.operation} of a draft" if act.call.ok else KEPT


def nothing_paid_tomorrow(act: Act) -> Found:
    day, at = _day(held(act.call.asked, "payment_date")), act.call.at
    if day is None or at is None or day <= at.date():
        return None
    return f"paid on {day}, which is to come" if act.call.ok else KEPT


def no_more_than_billed(journal: Journal) -> Iterator[Occasion]:
    billed: dict[str, Any] = {
        id: shown.fields.get("total_amount_cents") for id, shown in journal.known.items() if shown.final
    }
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            billed.update(
                (shown.id, shown.fields.get("total_amount_cents"))
                for shown in shown_in(exchange.answered)
                if exchange.ok and shown.kind == INVOICE and shown.final
            )
        for note in shown_in(call.answered) if call.ok else ():
            total, left = (
                note.fields.get("total_amount_cents"),
                billed.get(str(note.fields.get("invoice_id"))),
            )
            if isinstance(total, int) and isinstance(left, int):
                yield verdict(index, kept=total <= left, otherwise=f"{total} cents credited of {left}")


def sent_is_final(act: Act) -> Found:
    if not act.heard_sent:
        return None
    return f"{act.call.operation} of a quote that was sent" if act.call.ok else KEPT


def takes_from_drafts(act: Act) -> Found:
    """Where the invoice is final by the bank's word, nothing of it is written."""
    if act.before is None or not act.before.final or act.call.exchanges is None:
        return None
    wrote = [
        exchange.operation
        for exchange in act.call.exchanges
        if exchange.method not in READS and subject_of(exchange.target) == act.before.id
    ]
    return f"{act.call.operation} asked the bank for {wrote[0]}" if wrote else KEPT


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


_CONTRACT = "the gateway's contract"

RULES = (
    Rule(
        id="G.20",
        says="An order has one invoice, until that is deleted or canceled.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 5, the invoice of an order",
        check=order_is_invoiced_once,
        refuses={"create_invoice": (_CONFLICT,)},
    ),
    Rule(
        id="G.21",
        says="A quote becomes an invoice once.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=quote_is_converted_once,
        refuses={"convert_quote": (_CONFLICT,)},
    ),
    Rule(
        id="G.22",
        says="Only a quote that left the house is accepted, declined or converted.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(only_what_left_the_house, *DECISIONS),
        refuses=dict.fromkeys(DECISIONS, (_CONFLICT,)),
    ),
    Rule(
        id="G.23",
        says="A quote that left the house is neither changed nor deleted.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=of_acts(sent_is_final, "update_quote", "delete_quote"),
        refuses=dict.fromkeys(("update_quote", "delete_quote"), (_CONFLICT,)),
    ),
    Rule(
        id="G.24",
        says="Neither a draft nor a quote that was never finalized is e-mailed by the sending routes.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 5: first finalize, then send",
        check=of_acts(mails_no_draft, "send_invoice", "send_quote"),
        refuses=dict.fromkeys(("send_invoice", "send_quote", "send_credit_note"), (_CONFLICT,)),
    ),
    Rule(
        id="G.25",
        says="A draft is neither paid, matched with a transfer nor canceled.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(pays_no_draft, *PAYMENTS),
        refuses=dict.fromkeys(PAYMENTS, (_CONFLICT,)),
    ),
    Rule(
        id="G.26",
        says="Nothing is paid on a day to come.",
        side=Side.GATEWAY,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on marking an invoice as paid",
        check=of_acts(nothing_paid_tomorrow, "mark_invoice_paid"),
        refuses={"mark_invoice_paid": (_INVALID,), "reconcile_invoice": (_INVALID,)},
    ),
    Rule(
        id="G.27",
        says="No credit note comes to more than its invoice.",
        side=Side.GATEWAY,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a credit note",
        check=no_more_than_billed,
        refuses={
            "create_credit_note": (_CONFLICT, _INVALID),
            "update_credit_note": (_INVALID,),
            "finalize_credit_note": (_INVALID,),
        },
    ),
    Rule(
        id="G.28",
        says="What brings an order or a quote up to an invoice changes nothing that is final.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(takes_from_drafts, *TAKES_FROM),
        refuses=dict.fromkeys((*TAKES_FROM, "create_quote"), (_CONFLICT,)),
    ),
)
