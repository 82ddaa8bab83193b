"""Family N: how numbers look, and numbers chosen by hand."""

from collections.abc import Iterator

from contracts.rules.exchange import CREDIT_NOTE, DRAFT, INVOICE, QUOTE, Shown
from contracts.rules.following import Step
from contracts.rules.giving import GIVES, bears_for_good
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, SHAPE_FIRST, Found, asked_of, held, of_documents
from contracts.rules.rule import Check, Occasion, Provenance, Rule, Side, verdict

_TAKEN, _INVALID, _NOT_NOW, _NOT_FOUND = 409, 422, 412, 404
_NAMES = {INVOICE: "invoice_number"}
_CHOOSES = {**GIVES, "update_client_invoice": INVOICE}
_CREATES = ("create_client_invoice", "create_quote", "create_credit_note")
MANUAL = "manual"


def reads(letter: str, kind: str) -> Check:
    """An automatic number is the letter, the year of issue and a place in it."""

    def check(journal: Journal) -> Iterator[Occasion]:
        for given in journal.given:
            year = str(given.shown.fields.get("issue_date", ""))[:4]
            if given.shown.kind == kind and given.automatic and year.isdecimal():
                head, place = f"{letter}-{year}-", given.number[len(letter) + 6 :]
                kept = given.number.startswith(head) and len(place) >= 3 and place.isdecimal()  # noqa: PLR2004
                yield verdict(given.step, kept=kept, otherwise=f"{given.number} is no {head}NNN")

    return check


def a_draft_has_none(journal: Journal) -> Iterator[Occasion]:
    by_itself: set[str] = set()
    for step in journal.steps:
        if step.exchange.operation == "create_client_invoice" and step.ok and step.after is not None:
            if asked_of(step) and not asked_of(step).get("number"):
                by_itself.add(step.after.id)
        elif step.exchange.operation == "update_client_invoice" and "number" in asked_of(step):
            by_itself.discard(step.subject or "")
        for shown in step.shown:
            if shown.id in by_itself and shown.status == DRAFT:
                yield verdict(
                    step, kept=shown.number is None, otherwise=f"a draft has the number {shown.number}"
                )


def twins(shown: Shown) -> Found:
    old = _NAMES[shown.kind]
    if old not in shown.fields:
        return None
    twin = shown.fields[old]
    return KEPT if twin == shown.fields.get("number") else f"number {shown.number} and {old} {twin}"


def by_hand_as_asked(journal: Journal) -> Iterator[Occasion]:
    for operation in _CHOOSES:
        for step in journal.of(operation):
            asked = asked_of(step).get("number")
            if step.ok and isinstance(asked, str) and asked and step.after is not None:
                yield verdict(
                    step,
                    kept=step.after.number == asked,
                    otherwise=f"{asked} was asked for and {step.after.number} was given",
                )


def taken_is_refused(journal: Journal) -> Iterator[Occasion]:
    """What bears a number for good keeps everybody else from choosing it."""
    borne: dict[tuple[str, str], str] = dict.fromkeys(journal.numbers, "")
    for shown in journal.known.values():
        _note(borne, shown)
    others = {_TAKEN, _INVALID, _NOT_NOW, _NOT_FOUND, *SHAPE_FIRST}
    for step in journal.steps:
        kind = _CHOOSES.get(step.exchange.operation or "")
        chosen = None if kind is None else _chosen(step)
        if kind is not None and chosen is not None and step.exchange.judged:
            holder = borne.get((kind, chosen))
            if holder is not None and holder != step.subject and not _own(step, chosen):
                yield verdict(
                    step,
                    kept=step.exchange.status in others,
                    otherwise=f"{chosen} was taken, and {step.exchange.operation} chose it again",
                )
        for shown in step.shown:
            _note(borne, shown)


def by_hand_where_manual(journal: Journal) -> Iterator[Occasion]:
    if not journal.complete:
        return
    manual = False
    for step in journal.in_order("show_settings", "update_settings", *_CREATES):
        operation = step.exchange.operation
        if operation in _CREATES:
            if manual and step.exchange.judged and asked_of(step) and not asked_of(step).get("number"):
                yield verdict(
                    step,
                    kept=not step.ok,
                    otherwise=f"{operation} without a number, and numbers are chosen by hand",
                )
        elif step.ok and step.exchange.plain:
            answered = step.exchange.answered
            mode = held(answered, "settings", "numbering_mode") or held(answered, "numbering_mode")
            manual = mode == MANUAL
        elif step.exchange.unsure:
            manual = False


# ---------------------------------------------------------------- helpers
def _note(borne: dict[tuple[str, str], str], shown: Shown) -> None:
    if shown.number is not None and bears_for_good(shown):
        borne[shown.kind, shown.number] = shown.id


def _chosen(step: Step) -> str | None:
    """The number that would be borne if this were done: what is asked, or what the draft had claimed."""
    if step.exchange.operation == "finalize_client_invoice":
        before = step.before
        return None if before is None or before.status != DRAFT else before.number
    asked = asked_of(step).get("number")
    return asked if isinstance(asked, str) and asked else None


def _own(step: Step, chosen: str) -> bool:
    """A document may be asked to keep the number it has claimed."""
    changes = step.exchange.operation in {"update_client_invoice", "update_quote"}
    return changes and (step.before is None or step.before.number == chosen)


_DUPLICATES = dict.fromkeys(_CHOOSES, (_TAKEN,))
_OURS = "the pattern is the guide's"

RULES = (
    Rule(
        id="N.1",
        says="Invoices are numbered F-YYYY-NNN by the year of their issue.",
        side=Side.BANK,
        provenance=Provenance.GUIDE,
        source="guide, section 4: F-2026-001",
        check=reads("F", INVOICE),
    ),
    Rule(
        id="N.2",
        says="Credit notes are numbered A-YYYY-NNN by the year of their issue, apart from invoices.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source=_OURS,
        check=reads("A", CREDIT_NOTE),
    ),
    Rule(
        id="N.3",
        says="Quotes are numbered D-YYYY-NNN by the year of their issue, when they are made.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source=f"Qonto's page on creating a quote: the number is there at once; {_OURS}",
        check=reads("D", QUOTE),
    ),
    Rule(
        id="N.4",
        says="A draft has no number but one given by hand.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's end-to-end tests",
        check=a_draft_has_none,
    ),
    Rule(
        id="N.5",
        says="An invoice shows its number under the old name too.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="a public client's issue on number and invoice_number",
        check=of_documents(twins, INVOICE),
    ),
    Rule(
        id="N.6",
        says="A number given by hand is the number.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on creating an invoice, a quote and a credit note",
        check=by_hand_as_asked,
    ),
    Rule(
        id="N.7",
        says="A number that something bears cannot be chosen for something else.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on creating an invoice: 409 invoice_number_already_exists",
        check=taken_is_refused,
        refuses=_DUPLICATES,
    ),
    Rule(
        id="N.8",
        says="Where numbers are chosen by hand, nothing is made without one.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on invoicing settings, numbering_mode",
        check=by_hand_where_manual,
        refuses=dict.fromkeys(_CREATES, (_INVALID,)),
        editions=("2026-11",),
    ),
)
