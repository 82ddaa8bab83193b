"""Rule 2 at the bank: what is final is final; its number is its own, for ever."""

from collections.abc import Iterator
from typing import Any

from contracts.rules.exchange import CREDIT_NOTE, FINAL_KINDS, INVOICE, Shown
from contracts.rules.following import Step
from contracts.rules.giving import bears_for_good
from contracts.rules.journal import Journal
from contracts.rules.patterns import Found, refusal
from contracts.rules.rule import Check, Occasion, Provenance, Rule, Side, verdict

SAID_FOR_GOOD = (
    "total_amount_cents",
    "vat_amount_cents",
    "currency",
    "issue_date",
    "due_date",
    "items",
    "client",
)
"""What a final document says, and says again whenever it is shown."""
CANCELED = "canceled"
_NOT_FOUND = 404


# ---------------------------------------------------------------- checks
def number_never_changes(journal: Journal) -> Iterator[Occasion]:
    borne = {id: shown.number for id, shown in journal.known.items() if shown.final}
    for step, shown in journal.documents:
        before = borne.get(shown.id)
        if before is not None:
            yield verdict(step, kept=shown.number == before, otherwise=f"{before} is shown as {shown.number}")
        elif shown.final:
            borne[shown.id] = shown.number


def given_once(*kinds: str) -> Check:
    """No number of these kinds is given to a second document, whatever has become of the first one."""

    def check(journal: Journal) -> Iterator[Occasion]:
        giving = {given.step.index for given in journal.given}
        holders = {
            (shown.kind, shown.number): id for id, shown in journal.known.items() if bears_for_good(shown)
        }
        for step, shown in journal.documents:
            if shown.kind not in kinds or not bears_for_good(shown):
                continue
            key = (shown.kind, shown.number)
            holder = holders.setdefault(key, shown.id) if key in holders else None
            new = step.index in giving
            taken = (holder is not None and holder != shown.id) or (
                new and holder is None and (shown.kind, str(shown.number)) in journal.numbers
            )
            holders[key] = shown.id
            if new or taken:
                yield verdict(step, kept=not taken, otherwise=f"{shown.number} was given twice")

    return check


def no_gap(journal: Journal) -> Iterator[Occasion]:
    if not journal.complete:
        return
    borne = set(journal.numbers)
    borne.update(
        (shown.kind, shown.number)
        for shown in journal.known.values()
        if shown.number is not None and bears_for_good(shown)
    )
    reached: dict[tuple[str, str], int] = {}
    for given in journal.given:
        kind = given.shown.kind
        borne.add((kind, given.number))
        place = given.place
        if not given.automatic or place is None:
            continue
        series, ordinal = place
        since = reached.get((kind, series), 0) + 1
        missing = [n for n in range(since, ordinal) if (kind, f"{series}-{n:03d}") not in borne]
        yield verdict(
            given.step,
            kept=len(missing) <= given.unseen,
            otherwise=f"{given.number} was given and {series} has a gap before it: {missing[:5]}",
        )
        reached[kind, series] = max(ordinal, since - 1)


def never_back(journal: Journal) -> Iterator[Occasion]:
    last: dict[tuple[str, str], int] = {}
    for given in journal.given:
        if not given.automatic or given.place is None:
            continue
        series, ordinal = given.place
        before = last.get((given.shown.kind, series), 0)
        yield verdict(
            given.step,
            kept=ordinal > before,
            otherwise=f"{given.number} was given after {series}-{before:03d}",
        )
        last[given.shown.kind, series] = max(before, ordinal)


def never_gone(journal: Journal) -> Iterator[Occasion]:
    for step in journal.of("show_client_invoice", "show_credit_note"):
        if step.before is not None and step.before.final and step.exchange.judged:
            yield verdict(
                step,
                kept=step.exchange.status != _NOT_FOUND,
                otherwise=f"{step.before.number} is no longer there",
            )


def says_the_same(journal: Journal) -> Iterator[Occasion]:
    said = {id: _said(shown) for id, shown in journal.known.items() if shown.final}
    for step, shown in journal.documents:
        if not shown.final:
            continue
        before, now = said.get(shown.id), _said(shown)
        if before is None:
            said[shown.id] = now
            continue
        changed = [
            name for name in SAID_FOR_GOOD if name in before and name in now and before[name] != now[name]
        ]
        yield verdict(
            step, kept=not changed, otherwise=f"{shown.number} has changed its {' and '.join(changed)}"
        )


# ---------------------------------------------------------------- why something is refused
def it_is_final(_: Journal, step: Step) -> Found:
    before = step.before
    return f"of {before.number}, which is final," if before is not None and before.final else None


def it_is_canceled(_: Journal, step: Step) -> Found:
    before = step.before
    canceled = before is not None and before.kind == INVOICE and before.status == CANCELED
    return "of a canceled invoice" if canceled else None


def _said(shown: Shown) -> dict[str, Any]:
    return {name: shown.fields[name] for name in SAID_FOR_GOOD if name in shown.fields}


RULES = (
    Rule(
        id="R2.1",
        says="A number, once given, is shown ever after.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=number_never_changes,
    ),
    Rule(
        id="R2.2",
        says="No two invoices, and no two credit notes, ever bear the same number.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating an invoice: numbers are unique",
        check=given_once(*FINAL_KINDS),
    ),
    Rule(
        id="R2.3",
        says="The automatic numbers of a year have no gap.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2, learnt from F-2026-001",
        check=no_gap,
    ),
    Rule(
        id="R2.4",
        says="An automatic number is greater than all before it, whatever was canceled or deleted.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=never_back,
    ),
    refusal(
        id="R2.5",
        says="A final invoice cannot be changed.",
        by={"update_client_invoice": 412},
        when=it_is_final,
        also=(422,),
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on updating an invoice: drafts only, 412 invoice_not_in_draft_status",
    ),
    refusal(
        id="R2.6",
        says="A final invoice cannot be deleted.",
        by={"delete_client_invoice": 412},
        when=it_is_final,
        provenance=Provenance.OBSERVED,
        source="Qonto's page on deleting an invoice; clients' end-to-end tests saw 412",
    ),
    refusal(
        id="R2.7",
        says="An invoice becomes final once.",
        by={"finalize_client_invoice": 412},
        when=it_is_final,
        source="no document says how a second finalization is refused; ours is that of a change",
    ),
    refusal(
        id="R2.8",
        says="A canceled invoice is canceled for good: it is neither paid, unpaid nor canceled again.",
        by={
            "mark_client_invoice_paid": 422,
            "unmark_client_invoice_paid": 422,
            "cancel_client_invoice": 422,
        },
        when=it_is_canceled,
        also=(412,),
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on an invoice's statuses; the status of the refusal is ours",
    ),
    Rule(
        id="R2.9",
        says="What is final never goes away.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=never_gone,
    ),
    Rule(
        id="R2.10",
        says="What is final says the same whenever it is shown: lines, amounts, dates, client.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4, rule 2",
        check=says_the_same,
    ),
)

__all__ = ["CREDIT_NOTE", "RULES", "given_once"]
