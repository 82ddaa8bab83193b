"""Family I: what an invoice is made of, and how it gets from draft to paid or canceled."""

from collections.abc import Iterator

from contracts.rules.exchange import DRAFT
from contracts.rules.following import Step
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, asked_of, held, of_answers
from contracts.rules.rule import Check, Occasion, Provenance, Rule, Side, verdict

UNPAID, PAID, CANCELED = "unpaid", "paid", "canceled"
CREATE, UPDATE, FINALIZE = "create_client_invoice", "update_client_invoice", "finalize_client_invoice"
PAY, UNPAY, CANCEL = "mark_client_invoice_paid", "unmark_client_invoice_paid", "cancel_client_invoice"
SHOWN_AS_ASKED = frozenset(
    {
        "issue_date",
        "due_date",
        "currency",
        "header",
        "footer",
        "terms_and_conditions",
        "purchase_order",
    }
)


# ---------------------------------------------------------------- what becomes of it
def born(status: str) -> Check:
    """An invoice that was made without a word on its status."""

    def tell(step: Step) -> Found:
        if step.after is None or not asked_of(step) or "status" in asked_of(step):
            return None
        return KEPT if step.after.status == status else f"{step.after.status}, and nobody had said so"

    return of_answers(tell, CREATE)


def becomes(operation: str, status: str) -> Check:
    def tell(step: Step) -> Found:
        if step.after is None:
            return None
        return KEPT if step.after.status == status else f"{step.after.status} after {operation}"

    return of_answers(tell, operation)


def final_is_complete(step: Step) -> Found:
    if step.after is None or step.after.status == DRAFT:
        return None
    fields = step.after.fields
    lacking = [name for name in ("number", "finalized_at", "items") if not fields.get(name)]
    return f"final without {' and '.join(lacking)}" if lacking else KEPT


def as_asked(step: Step) -> Found:
    if step.after is None:
        return None
    asked, fields = asked_of(step), step.after.fields
    # A change has no word for the currency: one that is said all the same is ignored.
    promised = SHOWN_AS_ASKED if step.exchange.operation == CREATE else SHOWN_AS_ASKED - {"currency"}
    wrong = [
        name
        for name in sorted(promised)
        if asked.get(name) is not None and name in fields and fields[name] != asked[name]
    ]
    if "client_id" in asked and held(fields, "client", "id") not in {None, asked["client_id"]}:
        wrong.append("client")
    if isinstance(asked.get("items"), list) and len(asked["items"]) != len(fields.get("items") or ()):
        wrong.append("items")
    return f"not as asked: {', '.join(wrong)}" if wrong else KEPT


def paid_when_asked(step: Step) -> Found:
    asked = asked_of(step).get("paid_at")
    shown = None if step.after is None else step.after.fields.get("paid_at")
    if not isinstance(asked, str) or not isinstance(shown, str):
        return None
    return KEPT if shown.startswith(asked) else f"paid on {asked} is shown as {shown}"


def quote_knows_its_invoices(journal: Journal) -> Iterator[Occasion]:
    made: dict[str, set[str]] = {}
    for step in journal.steps if journal.complete else ():
        exchange = step.exchange
        if exchange.operation == CREATE and step.ok and step.after is not None:
            quote = asked_of(step).get("quote_id")
            if isinstance(quote, str):
                made.setdefault(quote, set()).add(step.after.id)
        elif exchange.operation == "delete_client_invoice" and step.subject is not None:
            for invoices in made.values():
                invoices.discard(step.subject)
        for shown in step.shown:
            if made.get(shown.id):
                missing = made[shown.id].difference(shown.fields.get("invoice_ids") or ())
                yield verdict(step, kept=not missing, otherwise=f"{shown.number} does not name {missing}")


RULES = (
    Rule(
        id="I.1",
        says="An invoice made without a status is a draft.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, its first workflow; Qonto's own pages say otherwise today",
        check=born(DRAFT),
        editions=("guide",),
    ),
    Rule(
        id="I.2",
        says="An invoice made without a status is final at once, its number consumed.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's notes on Qonto's pages, 2026-10",
        check=born(UNPAID),
        editions=("2026-11",),
    ),
    Rule(
        id="I.3",
        says="A finalized draft is unpaid.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on finalizing an invoice",
        check=becomes(FINALIZE, UNPAID),
    ),
    Rule(
        id="I.4",
        says="What is made final has a number, an hour at which that happened, and lines.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests: number and finalized_at",
        check=of_answers(final_is_complete, CREATE, FINALIZE),
    ),
    Rule(
        id="I.5",
        says="An invoice shows the dates, texts, client and lines that were asked for.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on creating and updating an invoice",
        check=of_answers(as_asked, CREATE, UPDATE),
    ),
    Rule(
        id="I.6",
        says="An invoice marked as paid is paid.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on marking an invoice as paid",
        check=becomes(PAY, PAID),
    ),
    Rule(
        id="I.7",
        says="An invoice shows the day on which it was said to be paid.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on marking an invoice as paid",
        check=of_answers(paid_when_asked, PAY),
    ),
    Rule(
        id="I.8",
        says="An invoice no longer marked as paid is unpaid.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on unmarking an invoice",
        check=becomes(UNPAY, UNPAID),
    ),
    Rule(
        id="I.9",
        says="An invoice marked as canceled is canceled.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on canceling an invoice",
        check=becomes(CANCEL, CANCELED),
    ),
    Rule(
        id="I.10",
        says="A quote names every invoice that was made from it.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's newest page on creating an invoice, quote_id",
        check=quote_knows_its_invoices,
        editions=("2026-11",),
    ),
)
