"""Family G, towards the bank: what a gateway asks of it, and how it tells what it heard."""

import re
from collections.abc import Iterator

from contracts.rules.exchange import INVOICE, READS, STALE, shown_in
from contracts.rules.following import Act
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, of_acts
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

SHOWS = frozenset({"show_invoice", "show_quote", "show_credit_note"})
SYNCS = ("sync_transactions", "sync_invoices")
_WRITES_WITH_A_KEY = frozenset({"upload_attachment", "upload_transaction_attachment"})
_DOCUMENTS = re.compile(r"/v2/(?:client_invoices|quotes|credit_notes)(?:/|\?|$)")
_REFUSED = frozenset({404, 409, 422, 428})
_NOT_FOUND, _BROKEN = 404, 500


# ---------------------------------------------------------------- what is there
def what_is_there_is_found(journal: Journal) -> Iterator[Occasion]:
    """At the bank, by its last word before the call, with none against it within, and nobody's deletion."""
    for act in journal.acts:
        before, call = act.before, act.call
        if call.operation not in SHOWS or before is None or act.after is None or before.id in journal.deleted:
            continue
        if all(exchange.ok for exchange in call.exchanges or ()):
            kept = call.status != _NOT_FOUND
            yield verdict(act.index, kept=kept, otherwise=f"{call.operation}: {before.id} is there")


# ---------------------------------------------------------------- what it asks of the bank
def only_reads(act: Act) -> Found:
    call = act.call
    if call.exchanges is None or (call.method not in READS and call.operation not in SYNCS):
        return None
    wrote = [exchange.operation for exchange in call.exchanges if exchange.method not in READS]
    return f"{call.operation} asked the bank for {wrote[0]}" if wrote else KEPT


def says_no_write_twice(act: Act) -> Found:
    """
    What may have been done is not said again, key or no key: the bank keeps keys of uploads alone. A client
    that was looked for meanwhile and is not there was not made.
    """
    found: Found = None
    unsure: list[tuple[str, str, object]] = []
    for exchange in act.call.exchanges or ():
        if exchange.operation == "list_clients" and exchange.ok and exchange.plain:
            unsure = [one for one in unsure if one[1] != exchange.path]
        if exchange.method in READS or exchange.operation in _WRITES_WITH_A_KEY:
            continue
        said = (exchange.method, exchange.target, exchange.asked)
        if said in unsure:
            return f"{act.call.operation} said {exchange.operation} again, which may have been done"
        found = KEPT
        if exchange.unsure or exchange.status == 0 or exchange.status >= _BROKEN:
            unsure.append(said)
    return found


def refused_is_not_done(act: Act) -> Found:
    call = act.call
    if call.status not in _REFUSED or call.exchanges is None:
        return None
    done = [
        exchange.operation
        for exchange in call.exchanges
        if exchange.ok and exchange.method not in READS and _DOCUMENTS.match(exchange.target)
    ]
    return f"{call.operation} was refused ({call.status}), and did {done[0]}" if done else KEPT


def shows_what_the_bank_says(journal: Journal) -> Iterator[Occasion]:
    totals = {
        id: shown.fields.get("total_amount_cents") for id, shown in journal.known.items() if shown.final
    }
    for index, call in enumerate(journal.calls or ()):
        for exchange in call.exchanges or ():
            if exchange.ok and exchange.fault != STALE:
                totals.update(
                    (shown.id, shown.fields.get("total_amount_cents"))
                    for shown in shown_in(exchange.answered)
                    if shown.final
                )
        for shown in shown_in(call.answered) if call.ok else ():
            total, said = totals.get(shown.id), shown.fields.get("total_amount_cents")
            if total is not None and said is not None:
                yield verdict(
                    index, kept=total == said, otherwise=f"{shown.number}: {said} for {total} cents"
                )


def shows_its_status(act: Act) -> Found:
    """An invoice of which the bank has spoken within this very call."""
    found: Found = None
    if not act.call.ok or not act.call.exchanges:
        return None
    said = {
        shown.id: shown.status
        for exchange in act.call.exchanges
        if exchange.ok and exchange.plain
        for shown in shown_in(exchange.answered)
        if shown.kind == INVOICE
    }
    for shown in shown_in(act.call.answered) if said else ():
        status = said.get(shown.id)
        if shown.kind != INVOICE or status is None or shown.status is None:
            continue
        if shown.status != status:
            return f"{act.call.operation}: {shown.id} is {status} and is shown as {shown.status}"
        found = KEPT
    return found


_CONTRACT = "the gateway's contract"

RULES = (
    Rule(
        id="G.8",
        says="What the bank has is found.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=what_is_there_is_found,
    ),
    Rule(
        id="G.10",
        says="Reading and synchronizing change nothing at the bank.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 3",
        check=of_acts(only_reads),
    ),
    Rule(
        id="G.11",
        says="A write that may have been done is not said twice.",
        side=Side.GATEWAY,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2; Qonto documents no idempotency of invoices",
        check=of_acts(says_no_write_twice),
    ),
    Rule(
        id="G.12",
        says="What a gateway refuses it has not done.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(refused_is_not_done),
    ),
    Rule(
        id="G.13",
        says="What is final is shown at the bank's own total.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=shows_what_the_bank_says,
    ),
    Rule(
        id="G.19",
        says="An invoice is shown in the status that the bank has just said.",
        side=Side.GATEWAY,
        provenance=Provenance.OURS,
        source=_CONTRACT,
        check=of_acts(shows_its_status),
    ),
)
