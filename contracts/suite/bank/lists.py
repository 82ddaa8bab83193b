"""Lists and their pages."""

from typing import Any

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_LISTS = (
    "list_client_invoices",
    "list_quotes",
    "list_credit_notes",
    "list_transactions",
    "list_memberships",
)
_META = {"current_page", "next_page", "prev_page", "total_pages", "total_count", "per_page"}


def every_list_says_where_its_page_is(bank: Customer) -> None:
    """Every list has a `meta` with six fields that agree with one another."""
    for operation in _LISTS:
        meta = _meta(bank, operation, {})

        missing = _META - meta.keys()
        expect(not missing, f"{operation}: meta lacks {', '.join(sorted(missing))}")
        expect(meta["current_page"] == 1 and meta["prev_page"] is None, f"{operation}: not the first page")
        expect((meta["next_page"] is None) == (meta["total_pages"] <= 1), f"{operation}: pages do not agree")


def a_page_is_as_long_as_was_asked(bank: Customer) -> None:
    """A page holds as many rows as were asked for, and `meta` counts the pages by that."""
    for operation in ("list_transactions", "list_labels"):
        answer = bank.ask(operation, query={"per_page": 1}).must_be(200)

        meta = answer.at("meta")
        rows = answer.at(operation.removeprefix("list_"))
        expect(meta["per_page"] == 1, f"{operation}: per_page is {meta['per_page']}")
        expect(len(rows) == min(1, meta["total_count"]), f"{operation}: {len(rows)} rows on a page of one")
        expect(meta["total_pages"] == max(1, meta["total_count"]), f"{operation}: {meta}")


def pages_follow_one_another(bank: Customer) -> None:
    """Two pages of two are one page of four: nothing is shown twice, nothing is left out."""
    four = bank.ids("list_transactions", {"per_page": 4})
    first = bank.ids("list_transactions", {"per_page": 2, "page": 1})

    rest = bank.ids("list_transactions", {"per_page": 2, "page": 2}) if len(four) > len(first) else []

    expect(first + rest == four, "the two pages are not the one")


def a_page_past_the_end_is_refused(bank: Customer) -> None:
    """A page past the last one is 422, not an empty page."""
    last = _meta(bank, "list_transactions", {"per_page": 1})["total_pages"]

    bank.ask("list_transactions", query={"per_page": 1, "page": last}).must_be(200)

    bank.ask("list_transactions", query={"per_page": 1, "page": last + 1}).must_be(422)


def there_is_no_page_nought(bank: Customer) -> None:
    """Pages are counted from one, and hold one row at least."""
    for query in ({"page": 0}, {"per_page": 0}):
        bank.ask("list_transactions", query=query).must_be_refused()


def a_page_of_documents_holds_five_hundred(bank: Customer) -> None:
    """A page of invoices or quotes may hold five hundred."""
    for operation in ("list_client_invoices", "list_quotes"):
        found = _meta(bank, operation, {"per_page": 500})["per_page"]

        expect(found == 500, f"{operation}: a page of 500 holds {found}")  # noqa: PLR2004


def a_hundred_is_a_page_by_default(bank: Customer) -> None:
    """Whoever does not say how long a page is gets a hundred."""
    for operation in ("list_clients", "list_credit_notes"):
        found = _meta(bank, operation, {})["per_page"]

        expect(found == 100, f"{operation}: a page holds {found}")  # noqa: PLR2004


def unknown_parameters_are_ignored(bank: Customer) -> None:
    """A parameter that nobody knows is ignored, not refused."""
    for operation in ("list_transactions", "list_client_invoices"):
        plain = bank.ask(operation).must_be(200)

        more = bank.ask(operation, query={"current_page": 7, "colour": "blue"}).must_be(200)

        expect(more.at("meta") == plain.at("meta"), f"{operation}: another page is shown")


def an_unknown_status_matches_nothing(bank: Customer) -> None:
    """A status that nobody knows matches nothing, and is no error."""
    for operation in ("list_client_invoices", "list_quotes"):
        answer = bank.ask(operation, query={"filter[status]": "overdue"}).must_be(200)

        expect(answer.at("meta.total_count") == 0, f"{operation}: something is overdue")
        expect(answer.at(operation.removeprefix("list_")) == [], f"{operation}: rows of no status")


def what_matches_nothing_has_a_first_page(bank: Customer) -> None:
    """Where nothing matches, the first page is there, and empty."""
    for operation in ("list_client_invoices", "list_credit_notes"):
        query = {"filter[created_at_from]": "2999-01-01T00:00:00Z"}
        answer = bank.ask(operation, query=query).must_be(200)

        expect(answer.at(operation.removeprefix("list_")) == [], f"{operation}: rows of the future")
        expect(answer.at("meta.current_page") == 1, f"{operation}: not on the first page")


def an_hour_that_is_none_is_refused(bank: Customer) -> None:
    """A filter that wants an hour refuses what is none."""
    bank.ask("list_quotes", query={"filter[created_at_from]": "yesterday"}).must_be_refused()
    bank.ask("list_transactions", query={"settled_at_from": "yesterday"}).must_be_refused()


def the_newest_invoice_comes_first(bank: Customer) -> None:
    """Invoices are listed the newest first, unless it is asked for otherwise."""
    older, newer = bank.draft(), bank.draft()

    newest = bank.ids("list_client_invoices", {"sort_by": "created_at:desc"})
    oldest = bank.ids(
        "list_client_invoices",
        {"sort_by": "created_at:asc", "filter[created_at_from]": older["created_at"], "per_page": 500},
    )

    expect(bank.ids("list_client_invoices") == newest, "without a word the order is another")
    bank.must_list("list_client_invoices", older=older["id"], newer=newer["id"])
    expect({older["id"], newer["id"]} <= set(oldest), "created_at:asc does not list what was just made")
    expect(oldest.index(older["id"]) < oldest.index(newer["id"]), "created_at:asc: the newer one comes first")


def the_newest_quote_comes_first(bank: Customer) -> None:
    """Quotes are listed the newest first."""
    older, newer = bank.quote()["id"], bank.quote()["id"]

    bank.must_list("list_quotes", older=older, newer=newer)


def a_row_is_what_is_shown_alone(bank: Customer) -> None:
    """A row of a list is what is shown alone, to the last field."""
    invoice, quote = bank.draft()["id"], bank.quote()["id"]

    for one, operation in ((invoice, "client_invoice"), (quote, "quote"), (bank.client, "client")):
        rows = {row["id"]: row for row in bank.listed(f"list_{operation}s", {"sort_by": "created_at:desc"})}
        alone = bank.shown(f"show_{operation}", one)
        expect(rows.get(one) == alone, f"the row of a {operation} is not what is shown alone")


def what_is_made_is_counted(bank: Customer) -> None:
    """What is made is counted by the list, and what is deleted no longer."""
    before = _meta(bank, "list_client_invoices", {})["total_count"]
    id = bank.draft()["id"]
    made = _meta(bank, "list_client_invoices", {})["total_count"]

    bank.ask("delete_client_invoice", id).must_be(204)

    after = _meta(bank, "list_client_invoices", {})["total_count"]
    expect((made, after) == (before + 1, before), f"counted {before}, then {made}, then {after}")


def pages_of_invoices_follow_one_another(bank: Customer) -> None:
    """Pages of invoices that were just made follow one another, each named by the one before."""
    made = [bank.draft()["id"] for _ in range(5)]

    found: list[str] = []
    page: int | None = 1
    while page is not None:
        answer = bank.ask("list_client_invoices", query={"per_page": 2, "page": page}).must_be(200)
        found += [row["id"] for row in answer.at("client_invoices")]
        page = answer.at("meta.next_page")

    expect(found == made[::-1], f"{len(found)} rows on all pages, {len(made)} invoices")


def _meta(bank: Customer, operation: str, query: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = bank.ask(operation, query=query).must_be(200).at("meta")
    return meta


BEHAVIOURS = (
    Behaviour(play=every_list_says_where_its_page_is, rules=("L",), reads=True, stateful=False),
    Behaviour(play=a_page_is_as_long_as_was_asked, rules=("L",), reads=True, stateful=False),
    Behaviour(play=pages_follow_one_another, rules=("L",), reads=True, stateful=False),
    Behaviour(play=a_page_past_the_end_is_refused, rules=("L",), reads=True, stateful=False),
    Behaviour(play=there_is_no_page_nought, rules=("L",), reads=True, stateful=False),
    Behaviour(play=a_page_of_documents_holds_five_hundred, rules=("L",), reads=True, stateful=False),
    Behaviour(play=a_hundred_is_a_page_by_default, rules=("L",), reads=True, stateful=False),
    Behaviour(play=unknown_parameters_are_ignored, rules=("L",), reads=True, stateful=False),
    Behaviour(play=an_unknown_status_matches_nothing, rules=("L",), reads=True, stateful=False),
    Behaviour(play=what_matches_nothing_has_a_first_page, rules=("L",), reads=True, stateful=False),
    Behaviour(play=an_hour_that_is_none_is_refused, rules=("L",), reads=True, stateful=False),
    Behaviour(play=the_newest_invoice_comes_first, rules=("L",)),
    Behaviour(play=the_newest_quote_comes_first, rules=("L",)),
    Behaviour(play=a_row_is_what_is_shown_alone, rules=("L",)),
    Behaviour(play=what_is_made_is_counted, rules=("L",), needs=CONTROL),
    Behaviour(play=pages_of_invoices_follow_one_another, rules=("L",), needs=CONTROL),
)
