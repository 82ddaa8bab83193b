"""Family Q: quotes, numbered from the start, waiting until a person decides."""

from collections.abc import Iterator
from datetime import timedelta

from contracts.rules.exchange import QUOTE, Shown
from contracts.rules.final_is_final import given_once
from contracts.rules.following import Step
from contracts.rules.invoice_refusals import day_of
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, asked_of, held, hour, of_answers, of_documents, refusal
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

WAITING, APPROVED, CANCELED = "pending_approval", "approved", "canceled"
CREATE, UPDATE, DELETE, SEND = "create_quote", "update_quote", "delete_quote", "send_quote"
SHOWN_AS_ASKED = ("issue_date", "expiry_date", "currency", "header", "footer", "terms_and_conditions")
_INVALID, _NOT_NOW, _TAKEN = 422, 412, 409
_A_MOMENT = timedelta(milliseconds=1)


def born_waiting(step: Step) -> Found:
    if step.after is None:
        return None
    kept = step.after.status == WAITING and step.after.number is not None
    return KEPT if kept else f"made {step.after.status} with the number {step.after.number}"


def as_asked(step: Step) -> Found:
    """The currency of a quote is said once, when it is made."""
    if step.after is None:
        return None
    asked, fields = asked_of(step), step.after.fields
    wrong = [
        name
        for name in SHOWN_AS_ASKED
        if (name != "currency" or step.exchange.operation == CREATE)
        and asked.get(name) is not None
        and name in fields
        and fields[name] != asked[name]
    ]
    if "client_id" in asked and held(fields, "client", "id") not in {None, asked["client_id"]}:
        wrong.append("client")
    return f"not as asked: {', '.join(wrong)}" if wrong else KEPT


def decided_when(shown: Shown) -> Found:
    hours = {APPROVED: "approved_at", CANCELED: "canceled_at"}
    if shown.status == WAITING:
        early = [name for name in hours.values() if shown.fields.get(name)]
        return f"waits, and has {early[0]}" if early else KEPT
    name = hours.get(str(shown.status))
    if name is None or name not in shown.fields:
        return None
    return KEPT if shown.fields[name] else f"{shown.status} without {name}"


def its_pdf_is_being_made(_: Journal, step: Step) -> Found:
    """In the very moment it was made: nobody else can have changed it since."""
    before, at = step.before, step.exchange.at
    if before is None or at is None or before.status != WAITING or before.fields.get("attachment_id"):
        return None
    made = hour(before.fields.get("created_at"))
    if made is None or abs(at - made) >= _A_MOMENT:
        return None
    return "of a quote whose PDF is being made"


def it_no_longer_waits(_: Journal, step: Step) -> Found:
    before = step.before
    decided = before is not None and before.kind == QUOTE and before.status in {APPROVED, CANCELED}
    return f"of a quote that is {before.status}" if decided and before is not None else None


def it_is_canceled(_: Journal, step: Step) -> Found:
    before = step.before
    return "of a canceled quote" if before is not None and before.status == CANCELED else None


def it_was_invoiced(journal: Journal, step: Step) -> Found:
    before = step.before
    invoices = set(before.fields.get("invoice_ids") or ()) if before is not None else set()
    if not journal.complete or not invoices:
        return None
    # A draft that is gone leaves its quote as it was before.
    gone = {one.subject for one in journal.of("delete_client_invoice") if one.index < step.index and one.ok}
    return "of a quote that was invoiced" if invoices - gone else None


def expires_before_issued(_: Journal, step: Step) -> Found:
    if step.subject is not None and step.before is None:
        return None  # of what nobody knows, nothing can be said, and it may not be there
    asked = asked_of(step)
    fields = step.before.fields if step.before is not None else {}
    issued, ends = (day_of(asked.get(name) or fields.get(name)) for name in ("issue_date", "expiry_date"))
    if issued is None or ends is None or ends >= issued or not {"issue_date", "expiry_date"} & asked.keys():
        return None
    return f"until {ends}, issued {issued}"


def to_nobody(_: Journal, step: Step) -> Found:
    before, asked = step.before, step.exchange.asked
    if asked is not None or before is None or before.status == CANCELED:
        return None
    return None if held(before.fields, "client", "email") else "to a client without an address"


def sent_stays(journal: Journal) -> Iterator[Occasion]:
    sent: set[str] = set()
    for step in journal.in_order(SEND, DELETE):
        if step.exchange.operation == SEND:
            if step.ok and step.subject is not None:
                sent.add(step.subject)
        elif step.subject in sent and step.exchange.judged:
            yield verdict(step, kept=not step.ok, otherwise=f"{step.subject} had been sent and was deleted")


RULES = (
    Rule(
        id="Q.1",
        says="A quote waits for approval from the moment it is made, and has its number.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a quote",
        check=of_answers(born_waiting, CREATE),
    ),
    Rule(
        id="Q.2",
        says="No two quotes ever bear the same number, also when the first one is gone.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a quote: numbers are unique; that it is for ever is ours",
        check=given_once(QUOTE),
    ),
    Rule(
        id="Q.3",
        says="A quote shows the dates, texts and client that were asked for.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on creating and updating a quote",
        check=of_answers(as_asked, CREATE, UPDATE),
    ),
    Rule(
        id="Q.4",
        says="What is approved or canceled says since when, and what waits does not.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on reading a quote",
        check=of_documents(decided_when, QUOTE),
    ),
    refusal(
        id="Q.5",
        says="A quote cannot be changed while its PDF is being made.",
        by={UPDATE: _NOT_NOW},
        when=its_pdf_is_being_made,
        also=(_INVALID, _TAKEN),
        provenance=Provenance.OBSERVED,
        source="412 quote_has_no_attachment, seen by a public client",
    ),
    refusal(
        id="Q.6",
        says="Only a quote that waits can be changed.",
        by={UPDATE: _NOT_NOW},
        when=it_no_longer_waits,
        also=(_INVALID, _TAKEN),
        source="Qonto's page on updating a quote; the status of the refusal is ours",
    ),
    refusal(
        id="Q.7",
        says="A quote that was approved or canceled stays.",
        by={DELETE: _NOT_NOW},
        when=it_no_longer_waits,
        source="Qonto's page on deleting a quote; the status of the refusal is ours",
    ),
    Rule(
        id="Q.8",
        says="A quote that was e-mailed cannot be deleted.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests; the status of the refusal is ours",
        check=sent_stays,
        refuses={DELETE: (_NOT_NOW,)},
    ),
    refusal(
        id="Q.9",
        says="A quote that an invoice was made from cannot be deleted.",
        by={DELETE: _NOT_NOW},
        when=it_was_invoiced,
        source="the invoice would name what is no longer there",
        editions=("2026-11",),
    ),
    refusal(
        id="Q.10",
        says="A canceled quote is not e-mailed.",
        by={SEND: _INVALID},
        when=it_is_canceled,
        also=(_NOT_NOW,),
        source="Qonto's page on sending a quote; the status of the refusal is ours",
    ),
    refusal(
        id="Q.11",
        says="A quote is e-mailed to an address: that of its client, where none is named.",
        by={SEND: _INVALID},
        when=to_nobody,
        source="the reference client sends no body",
        editions=("guide",),
    ),
    refusal(
        id="Q.12",
        says="A quote does not expire before it is issued.",
        by={CREATE: _INVALID, UPDATE: _INVALID},
        when=expires_before_issued,
        also=(_TAKEN, _NOT_NOW),
        source="no document says how it is refused",
    ),
)
