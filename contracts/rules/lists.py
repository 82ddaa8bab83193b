"""Family L: pages, their meta, their order, and what a filter lets through."""

from collections.abc import Iterator

import contracts
from contracts.rules.exchange import CREDIT_NOTE, ID_AT, INVOICE, QUOTE, first_error, query_of
from contracts.rules.following import Page, Step
from contracts.rules.journal import Journal
from contracts.rules.patterns import KEPT, Found, held, hour, of_pages
from contracts.rules.rule import Occasion, Provenance, Rule, Side, verdict

LISTS = (
    "list_bank_accounts",
    "list_clients",
    "list_client_invoices",
    "list_attachments",
    "list_credit_notes",
    "list_quotes",
    "list_transactions",
    "list_transaction_attachments",
    "list_labels",
    "list_memberships",
)
DOCUMENTS = frozenset({"client_invoices", "quotes", "credit_notes"})
_MADE_BY = {
    "create_client_invoice": f"{INVOICE}s",
    "create_quote": f"{QUOTE}s",
    "create_credit_note": f"{CREDIT_NOTE}s",
}
_WHOLE = frozenset({"page", "per_page", "sort_by"})
_INVALID = 422
_LIMITED, _PAST = "search_limit_reached", "invalid"


def past_the_end(journal: Journal) -> Iterator[Occasion]:
    """Page 1 is never past the end; a page that was answered is not past it either."""
    for step in journal.of(*LISTS):
        exchange = step.exchange
        if not exchange.plain:
            continue
        error = first_error(exchange.answered)
        past = held(error, "source", "parameter") == "page" and held(error, "code") == _PAST
        if exchange.status == _INVALID and past:
            asked = query_of(exchange.target).get("page", ("1",))[-1]
            yield verdict(step, kept=asked != "1", otherwise="the first page is said to be past the end")
    for page in journal.pages:
        asked = page.one("page") or "1"
        pages = page.meta.get("total_pages")
        if asked.isdecimal() and isinstance(pages, int) and int(asked) > 1:
            yield verdict(
                page.step, kept=int(asked) <= max(1, pages), otherwise=f"page {asked} of {pages} was answered"
            )


def meta_adds_up(page: Page) -> Found:
    numbers = [page.meta.get(name) for name in ("current_page", "total_pages", "total_count", "per_page")]
    if not all(isinstance(number, int) for number in numbers):
        return f"meta is {dict(page.meta)}"
    current, pages, total, per_page = (int(number) for number in numbers if isinstance(number, int))
    following, before = page.meta.get("next_page"), page.meta.get("prev_page")
    wanted = max(1, -(-total // per_page)) if per_page > 0 else 0
    rows = min(per_page, max(0, total - (current - 1) * per_page))
    kept = (
        pages in {wanted, 0 if total == 0 else wanted}
        and following == (current + 1 if current < pages else None)
        and before == (current - 1 if current > 1 else None)
        and len(page.rows) == rows
    )
    return KEPT if kept else f"{len(page.rows)} rows with meta {dict(page.meta)}"


def page_is_the_one_asked(page: Page) -> Found:
    wrong = [
        name
        for name, said in (("page", "current_page"), ("per_page", "per_page"))
        if (asked := page.one(name)) is not None and asked.isdecimal() and page.meta.get(said) != int(asked)
    ]
    return f"another {' and '.join(wrong)} than asked for" if wrong else KEPT


def newest_first(page: Page) -> Found:
    if page.of not in DOCUMENTS or len(page.rows) < 2:  # noqa: PLR2004  - one alone is in any order
        return None
    order = page.one("sort_by") or "created_at:desc"
    moments = [hour(row.get("created_at")) for row in page.rows]
    known = [moment for moment in moments if moment is not None]
    if not order.startswith("created_at") or len(known) != len(moments):
        return None
    return KEPT if known == sorted(known, reverse=not order.endswith(":asc")) else f"not in the order {order}"


def only_the_statuses_asked(journal: Journal) -> Iterator[Occasion]:
    for page in journal.pages:
        if page.of not in DOCUMENTS:
            continue
        asked = page.many("filter[status]")
        if not asked and journal.edition == contracts.DEFAULT_EDITION:
            asked = page.many("status")
        if asked:
            others = {str(row.get("status")) for row in page.rows} - asked
            yield verdict(page.step, kept=not others, otherwise=f"asked for {sorted(asked)}, got {others}")


def only_the_hours_asked(page: Page) -> Found:
    since, until = hour(page.one("filter[created_at_from]")), hour(page.one("filter[created_at_to]"))
    if page.of not in DOCUMENTS or since is until is None:
        return None
    for row in page.rows:
        at = hour(row.get("created_at"))
        if at is not None and ((since is not None and at < since) or (until is not None and at > until)):
            return f"{row.get('id')} was created at {at}"
    return KEPT


def lists_what_was_made(journal: Journal) -> Iterator[Occasion]:
    if not journal.complete:
        return
    made = _Made(journal)
    for page in journal.pages:
        alone = page.meta.get("total_pages") == page.meta.get("current_page") == 1
        if page.of not in DOCUMENTS or not alone or not _WHOLE.issuperset(page.query):
            continue
        rows = {row.get("id") for row in page.rows}
        missing = made.before(page) - rows
        yield verdict(page.step, kept=not missing, otherwise=f"{missing} was made and is not listed")


def lists_nothing_deleted(journal: Journal) -> Iterator[Occasion]:
    gone = [(step.index, step.subject) for step in journal.steps if _deletes(step)]
    for page in journal.pages:
        before = {id for index, id in gone if index < page.step.index}
        if before:
            there = before.intersection(str(row.get("id")) for row in page.rows)
            yield verdict(page.step, kept=not there, otherwise=f"{there} was deleted and is listed")


def too_deep(journal: Journal) -> Iterator[Occasion]:
    for step in journal.of(*LISTS):
        if step.exchange.plain and held(first_error(step.exchange.answered), "code") == _LIMITED:
            yield verdict(
                step,
                kept=step.exchange.operation == "list_transactions",
                otherwise=f"{step.exchange.operation} has a search limit",
            )


# ---------------------------------------------------------------- helpers
def _deletes(step: Step) -> bool:
    """Deletes what the path names first: not the files of a transaction."""
    exchange = step.exchange
    return step.ok and exchange.method == "DELETE" and exchange.path.count("/") == ID_AT


class _Made:
    """What this journal has made of every kind, and nobody deleted, read on from page to page."""

    def __init__(self, journal: Journal) -> None:
        self._steps = iter(journal.steps)
        self._there: dict[str, set[str]] = {of: set() for of in DOCUMENTS}

    def before(self, page: Page) -> set[str]:
        for step in self._steps:
            if step is page.step:
                break
            exchange = step.exchange
            of = _MADE_BY.get(exchange.operation or "")
            if of is not None and step.ok and step.after is not None:
                self._there[of].add(step.after.id)
            elif exchange.method == "DELETE" and step.subject is not None and (step.ok or exchange.unsure):
                for ids in self._there.values():
                    ids.discard(step.subject)
        return self._there[page.of]


RULES = (
    Rule(
        id="L.1",
        says="A page past the last one is refused.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="seen on transactions in July 2026",
        check=past_the_end,
        refuses=dict.fromkeys(LISTS, (_INVALID,)),
    ),
    Rule(
        id="L.2",
        says="The meta of a page adds up: pages, rows, the page before and the one after.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on pagination",
        check=of_pages(meta_adds_up),
    ),
    Rule(
        id="L.3",
        says="A page is the one that was asked for, and as long.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's page on pagination",
        check=of_pages(page_is_the_one_asked),
    ),
    Rule(
        id="L.4",
        says="Documents are listed by the hour they were made, newest first unless asked otherwise.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on listing invoices, quotes and credit notes",
        check=of_pages(newest_first),
    ),
    Rule(
        id="L.5",
        says="filter[status] lets only those through; a status nobody knows matches nothing.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="Qonto's page on listing invoices; a public client's issue on unknown statuses",
        check=only_the_statuses_asked,
    ),
    Rule(
        id="L.6",
        says="filter[created_at_from] and filter[created_at_to] let through what was made between them.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on listing invoices, quotes and credit notes",
        check=of_pages(only_the_hours_asked),
    ),
    Rule(
        id="L.7",
        says="What was made is listed at once.",
        side=Side.BANK,
        provenance=Provenance.OURS,
        source="no document speaks of a delay",
        check=lists_what_was_made,
    ),
    Rule(
        id="L.8",
        says="What was deleted is listed no more.",
        side=Side.BANK,
        provenance=Provenance.DOCUMENTED,
        source="Qonto's pages on deleting",
        check=lists_nothing_deleted,
    ),
    Rule(
        id="L.9",
        says="Transactions alone have a limit to how deep one can search.",
        side=Side.BANK,
        provenance=Provenance.OBSERVED,
        source="422 search_limit_reached, seen in July 2026",
        check=too_deep,
        refuses={"list_transactions": (_INVALID,)},
    ),
)
