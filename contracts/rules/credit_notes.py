"""Family C: credit notes, final from the moment they are made, never more than what was billed."""

from collections import defaultdict
from collections.abc import Iterator

from contracts.rules.exchange import CREDIT_NOTE, DRAFT, INVOICE, Shown
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.money import price_asked
from contracts.rules.patterns import KEPT, SHAPE_FIRST, Found, asked_of, of_answers, of_documents
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

CREATE = "create_credit_note"
CANCELED = "canceled"
NEWEST = ("2026-11",)
_INVALID, _TAKEN, _NOT_FOUND = 422, 409, 404
_SHOWN_AS_ASKED = ("invoice_id", "issue_date", "currency", "reason")
_CHANGES = frozenset({"PATCH", "PUT", "DELETE"})


class Ledger:
    """What invoices come to, and what is known to have been taken back of them. All of it is for good."""

    def __init__(self, journal: Journal) -> None:
        self.invoices: dict[str, Shown] = {}
        self.credited: defaultdict[str, int] = defaultdict(int)
        self._notes: set[str] = set()
        for shown in journal.known.values():
            self.note(shown)

    def note(self, shown: Shown) -> None:
        if shown.kind == INVOICE:
            self.invoices[shown.id] = shown
        elif shown.kind == CREDIT_NOTE and shown.id not in self._notes:
            self._notes.add(shown.id)
            self.credited[str(shown.fields.get("invoice_id"))] += int(
                shown.fields.get("total_amount_cents", 0)
            )

    def total(self, invoice_id: str) -> int | None:
        """None where the invoice is not known to be final."""
        invoice = self.invoices.get(invoice_id)
        total = None if invoice is None or not invoice.final else invoice.fields.get("total_amount_cents")
        return total if isinstance(total, int) else None


# ---------------------------------------------------------------- checks
def never_more_than_billed(journal: Journal) -> Iterator[Occasion]:
    ledger = Ledger(journal)
    for step, shown in journal.documents:
        ledger.note(shown)
        if shown.kind != CREDIT_NOTE:
            continue
        invoice_id = str(shown.fields.get("invoice_id"))
        total, credited = ledger.total(invoice_id), ledger.credited[invoice_id]
        if total is not None:
            yield verdict(step, kept=credited <= total, otherwise=f"{credited} of {total} cents are credited")


def all_credited_is_canceled(journal: Journal) -> Iterator[Occasion]:
    ledger = Ledger(journal)
    for step, shown in journal.documents:
        total = ledger.total(shown.id) if shown.kind == INVOICE else None
        if total is not None and 0 < total <= ledger.credited[shown.id]:
            yield verdict(
                step,
                kept=shown.status == CANCELED,
                otherwise=f"{shown.number} is {shown.status}, and all of it is credited",
            )
        ledger.note(shown)


def invoice_names_its_notes(journal: Journal) -> Iterator[Occasion]:
    notes: defaultdict[str, set[str]] = defaultdict(set)
    for step, shown in journal.documents:
        if shown.kind == CREDIT_NOTE:
            notes[str(shown.fields.get("invoice_id"))].add(shown.id)
        elif shown.kind == INVOICE and notes.get(shown.id):
            missing = notes[shown.id].difference(shown.fields.get("credit_notes_ids") or ())
            yield verdict(step, kept=not missing, otherwise=f"{shown.number} does not name {missing}")


def refused_where_nothing_is_left(journal: Journal) -> Iterator[Occasion]:
    ledger = Ledger(journal)
    for step in journal.steps:
        asked = asked_of(step)
        if step.exchange.operation == CREATE and step.exchange.judged and asked.get("invoice_id"):
            why = _why_not(journal, ledger, step)
            if why is not None:
                kept = step.exchange.status in {_INVALID, _TAKEN, *SHAPE_FIRST}
                yield verdict(step, kept=kept, otherwise=f"{why}: answered {step.exchange.status}")
        for shown in step.shown:
            ledger.note(shown)


def _why_not(journal: Journal, ledger: Ledger, step: Step) -> Found:
    asked = asked_of(step)
    id, currency = str(asked["invoice_id"]), asked.get("currency")
    invoice = ledger.invoices.get(id)
    if invoice is None:
        return None
    if invoice.status == CANCELED or (invoice.status == DRAFT and journal.complete):
        return f"a credit note of an invoice that is {invoice.status}"
    if currency is not None and currency != invoice.fields.get("currency"):
        return f"a credit note in {currency}"
    lines = [price_asked(item) for item in asked.get("items") or ()]
    total = ledger.total(id)
    if total is None or asked.get("discount") or not all(lines):
        return None
    wanted = sum(line.total for line in lines if line is not None) + ledger.credited[id]
    return f"{wanted} credited of {total}" if wanted > total else None


def born_final(shown: Shown) -> Found:
    kept = shown.number is not None and shown.fields.get("finalized_at") and shown.status is None
    return KEPT if kept else f"a credit note {shown.number} without number or hour, or with a status"


def as_asked(step: Step) -> Found:
    if step.after is None:
        return None
    asked, fields = asked_of(step), step.after.fields
    wrong = [
        name
        for name in _SHOWN_AS_ASKED
        if asked.get(name) is not None and name in fields and fields[name] != asked[name]
    ]
    return f"not as asked: {', '.join(wrong)}" if wrong else KEPT


def cannot_be_made(journal: Journal) -> Iterator[Occasion]:
    for index, exchange in enumerate(journal.exchanges):
        if exchange.method == "POST" and exchange.path == "/v2/credit_notes" and exchange.judged:
            yield verdict(index, kept=not exchange.ok, otherwise="a credit note was made through the API")


def cannot_be_changed(journal: Journal) -> Iterator[Occasion]:
    for index, exchange in enumerate(journal.exchanges):
        if exchange.method in _CHANGES and exchange.path.startswith("/v2/credit_notes/") and exchange.plain:
            yield verdict(
                index,
                kept=not exchange.ok,
                otherwise=f"{exchange.method} of a credit note: {exchange.status}",
            )


RULES = (
    Rule(
        id="C.1",
        says="The credit notes of an invoice never come to more than it.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a credit note",
        check=never_more_than_billed,
    ),
    Rule(
        id="C.2",
        says="An invoice that was credited as a whole is canceled.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a credit note",
        check=all_credited_is_canceled,
    ),
    Rule(
        id="C.3",
        says="An invoice names its credit notes.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on reading an invoice, credit_notes_ids",
        check=invoice_names_its_notes,
    ),
    Rule(
        id="C.4",
        says="No credit note of a draft, of what is canceled, in another currency, or of more than is left.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a credit note; the status of the refusal is ours",
        check=refused_where_nothing_is_left,
        refuses={CREATE: (_INVALID,)},
        editions=NEWEST,
    ),
    Rule(
        id="C.5",
        says="A credit note is final from the start: it has a number, an hour, and no status.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on reading a credit note",
        check=of_documents(born_final, CREDIT_NOTE),
    ),
    Rule(
        id="C.6",
        says="A credit note shows the invoice, day, currency and reason that were asked for.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating a credit note",
        check=of_answers(as_asked, CREATE),
        editions=NEWEST,
    ),
    Rule(
        id="C.7",
        says="No credit note is made through the API.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 8",
        check=cannot_be_made,
        editions=("guide",),
    ),
    Rule(
        id="C.8",
        says="A credit note is neither changed nor deleted.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages know no such operation",
        check=cannot_be_changed,
    ),
)
