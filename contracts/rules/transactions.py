"""Family T: what moved on the accounts."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.rules.exchange import first_error, query_of
from contracts.rules.following import Page, Step
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, held, hour, of_answers, of_pages
from contracts.rules.rule import Check, Occasion, Provenance, Rule, Side, verdict

LIST, SHOW = "list_transactions", "show_transaction"
COMPLETED = "completed"
ACCOUNTS = "bank_accounts"
_NOT_FOUND = 404
Row = Mapping[str, Any]


def rows_in(step: Step) -> Iterator[Row]:
    one, many = held(step.exchange.answered, "transaction"), held(step.exchange.answered, "transactions")
    yield from (row for row in (one, *(many if isinstance(many, list) else ())) if isinstance(row, dict))


def of_rows(tell: "Any") -> Check:
    """Every transaction in every answer."""

    def told(step: Step) -> Found:
        found: Found = None
        for row in rows_in(step):
            why = tell(row)
            if why:
                return str(why)
            found = KEPT if why is not None else found
        return found

    return of_answers(told, LIST, SHOW)


def of_lists(tell: "Any") -> Check:
    def told(page: Page) -> Found:
        found: Found = tell(page) if page.of == "transactions" else None
        return found

    return of_pages(told)


# ---------------------------------------------------------------- a transaction
def positive_twice(row: Row) -> Found:
    amount, cents = row.get("amount"), row.get("amount_cents")
    if not isinstance(amount, int | float) or not isinstance(cents, int):
        return f"amount {amount!r}, amount_cents {cents!r}"
    return KEPT if amount >= 0 and round(amount * 100) == cents else f"amount {amount} and {cents} cents"


def settled_when_completed(row: Row) -> Found:
    settled = row.get("settled_at") is not None
    kept = settled if row.get("status") == COMPLETED else not settled
    return KEPT if kept else f"{row.get('status')}, settled at {row.get('settled_at')}"


# ---------------------------------------------------------------- a list of them
def only_those_statuses(page: Page) -> Found:
    wanted = page.many("status", "status[]") or {COMPLETED}
    others = {str(row.get("status")) for row in page.rows} - wanted
    return f"{others} in a list of {sorted(wanted)}" if others else KEPT


def of_one_account(page: Page) -> Found:
    accounts = {row.get("bank_account_id") for row in page.rows}
    asked = page.one("bank_account_id")
    # An empty one names none.
    if len(accounts) > 1 or (asked and accounts - {asked}):
        return f"of the accounts {accounts}, asked for {asked}"
    return KEPT


def in_the_order_asked(page: Page) -> Found:
    name, _, direction = (page.one("sort_by") or "settled_at:desc").partition(":")
    moments = [moment for row in page.rows if (moment := hour(row.get(name))) is not None]
    if len(moments) < 2 or len(moments) != len(page.rows):  # noqa: PLR2004  - one alone is in any order
        return None
    return KEPT if moments == sorted(moments, reverse=direction != "asc") else f"not in the order of {name}"


def on_one_side(page: Page) -> Found:
    side = page.one("side")
    if side is None:
        return None
    others = {str(row.get("side")) for row in page.rows} - {side}
    return f"{others} among {side}" if others else KEPT


def with_files_or_without(page: Page) -> Found:
    asked = page.one("with_attachments")
    if asked not in {"true", "false"}:
        return None
    wrong = [row.get("id") for row in page.rows if bool(row.get("attachment_ids")) is not (asked == "true")]
    return f"with_attachments={asked} shows {wrong[0]}" if wrong else KEPT


# ---------------------------------------------------------------- over a journal
def by_either_id(journal: Journal) -> Iterator[Occasion]:
    slugs: dict[str, str] = {}
    for step in journal.in_order(LIST, SHOW):
        if step.exchange.operation == SHOW and step.subject in slugs and step.exchange.judged:
            shown = held(step.exchange.answered, "transaction", "id")
            kept = step.exchange.status != _NOT_FOUND and shown in {None, slugs[step.subject]}
            yield verdict(step, kept=kept, otherwise=f"{step.subject}: {step.exchange.status} {shown}")
        if step.ok:
            slugs.update((str(row.get("transaction_id")), str(row.get("id"))) for row in rows_in(step))


def of_a_known_account(journal: Journal) -> Iterator[Occasion]:
    """Where all accounts had been shown, the list of another is not found and those of these are."""
    accounts: set[str] | None = None
    for step in journal.in_order("list_bank_accounts", LIST):
        exchange = step.exchange
        if exchange.operation == "list_bank_accounts":
            rows = held(exchange.answered, ACCOUNTS)
            if isinstance(rows, list) and held(exchange.answered, "meta", "total_pages") == 1:
                accounts = {str(row.get("id")) for row in rows}
            continue
        asked = _query_one(exchange.target, "bank_account_id")
        error = first_error(exchange.answered)
        if accounts is None or asked is None or not exchange.judged:
            continue
        kept = not step.ok if asked not in accounts else exchange.status != _NOT_FOUND
        yield verdict(
            step, kept=kept, otherwise=f"account {asked}: {exchange.status} {held(error, 'detail')}"
        )


def emptied(journal: Journal) -> Iterator[Occasion]:
    """All files of a transaction deleted, and nobody has sent another one: it would show a moment later."""
    empty: set[str] = set()
    sent = False
    operations = (
        "delete_transaction_attachments",
        "upload_transaction_attachment",
        "list_transaction_attachments",
    )
    for step in journal.in_order(*operations) if journal.complete else ():
        subject, operation = step.subject or "", step.exchange.operation
        if operation == operations[1]:
            sent = sent or step.ok or step.exchange.unsure
        elif operation == operations[0] and step.ok:
            empty.add(subject)
        elif subject in empty and not sent and step.ok and step.exchange.plain:
            files = held(step.exchange.answered, "attachments")
            yield verdict(step, kept=not files, otherwise=f"{files} is there after all was deleted")


def _query_one(target: str, name: str) -> str | None:
    values = query_of(target).get(name)
    return values[-1] if values else None


_LISTING = "Qonto's page on listing transactions"

RULES = (
    Rule(
        id="T.1",
        says="An amount is positive, a number, and the same in cents; the side says which way it went.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection of 2026-02",
        check=of_rows(positive_twice),
    ),
    Rule(
        id="T.2",
        says="What is completed has settled, and nothing else has.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's official collection of 2026-02",
        check=of_rows(settled_when_completed),
    ),
    Rule(
        id="T.3",
        says="A list shows what is completed unless asked for other statuses, and only those.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source=_LISTING,
        check=of_lists(only_those_statuses),
    ),
    Rule(
        id="T.4",
        says="A list is of one account.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source=_LISTING,
        check=of_lists(of_one_account),
    ),
    Rule(
        id="T.5",
        says="A list is in the order asked for, the latest settled first when nothing was asked.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source=_LISTING,
        check=of_lists(in_the_order_asked),
    ),
    Rule(
        id="T.6",
        says="side= lets through one side only.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source=_LISTING,
        check=of_lists(on_one_side),
    ),
    Rule(
        id="T.7",
        says="with_attachments= lets through what has files, or what has none.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source=_LISTING,
        check=of_lists(with_files_or_without),
    ),
    Rule(
        id="T.8",
        says="Both ids of a transaction lead to it.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="clients use id and transaction_id alike",
        check=by_either_id,
    ),
    Rule(
        id="T.9",
        says="The transactions of an account that is not the organization's are not found.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source=f"{_LISTING}: 404",
        check=of_a_known_account,
        refuses={LIST: (_NOT_FOUND,)},
    ),
    Rule(
        id="T.10",
        says="A transaction whose files were deleted has none.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on deleting the files of a transaction",
        check=emptied,
    ),
)
