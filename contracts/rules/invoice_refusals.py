"""Family I, the refusals: what no invoice can be, and what cannot be done to it in its status."""

from datetime import UTC, date, datetime

from contracts.rules.exchange import DRAFT, INVOICE
from contracts.rules.following import Step
from contracts.rules.invoices import CANCEL, CREATE, FINALIZE, PAID, PAY, UNPAID, UNPAY, UPDATE
from contracts.rules.journal import Journal
from contracts.rules.patterns import Found, asked_of, held, refusal
from contracts.rules.rule import Provenance

SEND = "send_client_invoice"
_INVALID, _TAKEN, _NOT_A_DRAFT, _NOT_FOUND = 422, 409, 412, 404
_SOMETHING_ELSE = (_TAKEN, _NOT_A_DRAFT)


def due_before_issued(_: Journal, step: Step) -> Found:
    if step.subject is not None and step.before is None:
        return None  # of what nobody knows, nothing can be said, and it may not be there
    asked = asked_of(step)
    fields = step.before.fields if step.before is not None else {}
    issued, due = (day_of(asked.get(name) or fields.get(name)) for name in ("issue_date", "due_date"))
    if issued is None or due is None or due >= issued or not {"issue_date", "due_date"} & asked.keys():
        return None
    return f"due {due}, issued {issued}"


def without_lines(journal: Journal, step: Step) -> Found:
    asked = asked_of(step)
    if step.exchange.operation == CREATE:
        return (
            "as final without lines" if asked.get("status") == UNPAID and asked.get("items") == [] else None
        )
    empty = step.before is not None and not step.before.fields.get("items")
    return "of a draft without lines" if empty and it_is_a_draft(journal, step) else None


def to_a_foreign_account(journal: Journal, step: Step) -> Found:
    iban = held(step.exchange.asked, "payment_methods", "iban")
    if not isinstance(iban, str) or not iban.strip():
        return None
    ours = _accounts(journal, step.index)
    return None if ours is None or _plain(iban) in ours else "to an account that is not the organization's"


def it_is_a_draft(journal: Journal, step: Step) -> Found:
    return known_as(journal, step, DRAFT)


def not_paid(journal: Journal, step: Step) -> Found:
    return known_as(journal, step, DRAFT, UNPAID)


def not_unpaid(journal: Journal, step: Step) -> Found:
    return known_as(journal, step, DRAFT, PAID)


def paid_tomorrow(_: Journal, step: Step) -> Found:
    day, at = day_of(asked_of(step).get("paid_at")), step.exchange.at
    if day is None or at is None or datetime(day.year, day.month, day.day, tzinfo=UTC) <= at:
        return None
    return f"paid on {day}, which is to come,"


def known_as(journal: Journal, step: Step, *statuses: str) -> Found:
    """Only where nobody else was at the bank: whoever else is there may change it unseen."""
    before = step.before
    if not journal.complete or before is None or before.kind != INVOICE or before.status not in statuses:
        return None
    return f"of an invoice that is {before.status}"


def day_of(text: object) -> date | None:
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _plain(iban: str) -> str:
    return "".join(iban.split()).upper()


def _accounts(journal: Journal, before: int) -> set[str] | None:
    """The organization's IBANs, where a list of all its accounts had been shown by then."""
    for page in journal.pages:
        if page.of == "bank_accounts" and page.step.index < before and page.meta.get("total_pages") == 1:
            return {_plain(str(row.get("iban"))) for row in page.rows}
    return None


RULES = (
    refusal(
        id="I.11",
        says="An invoice is not due before it is issued.",
        by={CREATE: _INVALID, UPDATE: _INVALID},
        when=due_before_issued,
        also=_SOMETHING_ELSE,
        source="no document says how it is refused",
    ),
    refusal(
        id="I.12",
        says="What has no lines does not become final.",
        by={CREATE: _INVALID, FINALIZE: _INVALID},
        when=without_lines,
        also=(_TAKEN,),
        source="a draft may be empty (observed); no document says how its finalization is refused",
    ),
    refusal(
        id="I.13",
        says="An invoice is to be paid to an account of the organization.",
        by={CREATE: _INVALID, UPDATE: _INVALID},
        when=to_a_foreign_account,
        also=_SOMETHING_ELSE,
        provenance=Provenance.OBSERVED,
        source="Qonto's page on creating an invoice; 422 invalid_iban, seen for an empty one",
    ),
    refusal(
        id="I.14",
        says="A draft is not e-mailed.",
        by={SEND: _INVALID},
        when=it_is_a_draft,
        also=(_NOT_A_DRAFT,),
        source="Qonto's page on sending an invoice; the status of the refusal is ours",
    ),
    refusal(
        id="I.15",
        says="A draft is not paid.",
        by={PAY: _INVALID},
        when=it_is_a_draft,
        also=(_NOT_A_DRAFT,),
        source="Qonto's pages on an invoice's statuses; the status of the refusal is ours",
    ),
    refusal(
        id="I.16",
        says="Nothing is paid on a day to come.",
        by={PAY: _INVALID},
        when=paid_tomorrow,
        also=(_NOT_A_DRAFT, _NOT_FOUND),
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on marking an invoice as paid",
    ),
    refusal(
        id="I.17",
        says="Only what is paid can be unmarked as paid.",
        by={UNPAY: _INVALID},
        when=not_paid,
        also=(_NOT_A_DRAFT,),
        source="Qonto's page on unmarking an invoice; the status of the refusal is ours",
    ),
    refusal(
        id="I.18",
        says="Only what waits to be paid can be canceled.",
        by={CANCEL: _INVALID},
        when=not_unpaid,
        also=(_NOT_A_DRAFT,),
        source="Qonto's page on canceling an invoice; the status of the refusal is ours",
    ),
)
