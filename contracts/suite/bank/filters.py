"""Filters of invoices, quotes and credit notes: what is asked for is found, and nothing else."""

from collections.abc import Iterable, Sequence

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL, GUIDE, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

_ROWS = {"per_page": 500}
_FAR = 1000


def a_status_finds_its_invoices(bank: Customer) -> None:
    """`filter[status]` finds the invoices of that status, and no others."""
    by_status = _four(bank)

    for status, id in by_status.items():
        rows = bank.listed("list_client_invoices", {"filter[status]": status, **_ROWS})
        expect({row["status"] for row in rows} == {status}, f"{status} shows invoices of another status")
        expect(id in {row["id"] for row in rows}, f"an invoice that is {status} is not found")


def several_statuses_are_said_two_ways(bank: Customer) -> None:
    """Several statuses are said in one word with commas, or by repeating the filter."""
    by_status = _four(bank)
    wanted = {by_status["unpaid"], by_status["canceled"]}

    for said in ("unpaid,canceled", ["unpaid", "canceled"]):
        found = bank.ids("list_client_invoices", {"filter[status]": said, **_ROWS})
        expect(_mine(found, by_status.values()) == wanted, f"{said} finds {_named(found, by_status)}")


def a_due_date_finds_its_invoices(bank: Customer) -> None:
    """`filter[due_date]` finds what is due that day, `_from` and `_to` what is due between."""
    first, second, third = (bank.draft(due_date=bank.day(_FAR + days))["id"] for days in range(3))
    days = [bank.day(_FAR + days) for days in range(3)]

    on_the_day = bank.ids("list_client_invoices", {"filter[due_date]": days[1], **_ROWS})
    between = {"filter[due_date_from]": days[1], "filter[due_date_to]": days[2], **_ROWS}
    from_it = bank.ids("list_client_invoices", between)

    mine = {first, second, third}
    expect(mine.intersection(on_the_day) == {second}, "not exactly what is due that day")
    expect(mine.intersection(from_it) == {second, third}, "not exactly what is due between")


def filters_of_invoices_add_up(bank: Customer) -> None:
    """Two filters are both meant."""
    due = bank.day(_FAR + 7)
    draft, final = bank.draft(due_date=due)["id"], bank.final(due_date=due)["id"]

    found = bank.ids("list_client_invoices", {"filter[due_date]": due, "filter[status]": "unpaid"})

    expect(final in found, "what matches both is not found")
    expect(draft not in found, "one of both filters was enough")


def a_change_moves_an_invoice_between_statuses(bank: Customer) -> None:
    """Whatever its status was, an invoice is found under the one it has now, and only there."""
    id = bank.draft()["id"]

    for operation, status in (
        ("finalize_client_invoice", "unpaid"),
        ("mark_client_invoice_paid", "paid"),
        ("unmark_client_invoice_paid", "unpaid"),
        ("cancel_client_invoice", "canceled"),
    ):
        bank.ask(operation, id).must_be(200)
        others = ",".join({"draft", "unpaid", "paid", "canceled"} - {status})
        expect(id in bank.ids("list_client_invoices", {"filter[status]": status}), f"it is not {status}")
        expect(id not in bank.ids("list_client_invoices", {"filter[status]": others}), f"not only {status}")


def the_hour_of_birth_bounds_a_list(bank: Customer) -> None:
    """`filter[created_at_from]` and `_to` bound a list of invoices, bounds included."""
    older = bank.draft()
    bank.wait(60)
    newer = bank.draft()

    later = bank.ids("list_client_invoices", {"filter[created_at_from]": newer["created_at"]})
    earlier = bank.ids("list_client_invoices", {"filter[created_at_to]": older["created_at"]})

    expect(later == [newer["id"]], f"{len(later)} invoices were made since; one was")
    expect(earlier == [older["id"]], f"{len(earlier)} invoices were made until then; one was")


def the_hour_of_a_change_bounds_a_list(bank: Customer) -> None:
    """`filter[updated_at_from]` finds what changed since, however old it is."""
    old = bank.draft()["id"]
    bank.draft()
    bank.wait(60)
    bank.ask("update_client_invoice", old, {"header": "Bonjour"}).must_be(200)

    since = bank.invoice(old)["updated_at"]

    found = bank.ids("list_client_invoices", {"filter[updated_at_from]": since})
    expect(found == [old], f"{len(found)} invoices have changed since; one has")


def quotes_and_credit_notes_are_bounded_too(bank: Customer) -> None:
    """Quotes and credit notes can be asked for by the hour of their birth as well."""
    invoice = bank.final()["id"]
    half = bank.line_of(unit_price={"value": "10.00", "currency": "EUR"})
    bank.quote()
    bank.credit_note(invoice, items=[half])
    bank.wait(60)
    quote, note = bank.quote(), bank.credit_note(invoice, items=[half])

    for operation, newest in (("list_quotes", quote), ("list_credit_notes", note)):
        found = bank.ids(operation, {"filter[created_at_from]": newest["created_at"]})
        expect(found == [newest["id"]], f"{operation}: {len(found)} were made since; one was")


def the_guide_says_status_without_brackets(bank: Customer) -> None:
    """The guide's client says `status` without brackets, and is understood."""
    by_status = _four(bank)

    found = bank.ids("list_client_invoices", {"status": "paid", **_ROWS})

    expect(_mine(found, by_status.values()) == {by_status["paid"]}, f"it finds {_named(found, by_status)}")


def today_status_needs_its_brackets(bank: Customer) -> None:
    """Today `status` without brackets is a word that nobody knows, and is ignored."""
    by_status = _four(bank)

    found = bank.ids("list_client_invoices", {"status": "paid", **_ROWS})

    expect(_mine(found, by_status.values()) == set(by_status.values()), f"only {_named(found, by_status)}")


def _four(bank: Customer) -> dict[str, str]:
    """An invoice of each status."""
    return {
        "draft": bank.draft()["id"],
        "unpaid": bank.final()["id"],
        "paid": bank.paid()["id"],
        "canceled": bank.canceled()["id"],
    }


def _mine(found: Sequence[str], ids: Iterable[str]) -> set[str]:
    return set(found).intersection(ids)


def _named(found: Sequence[str], by_status: dict[str, str]) -> str:
    return ", ".join(status for status, id in by_status.items() if id in found) or "none of them"


BEHAVIOURS = (
    Behaviour(play=a_status_finds_its_invoices, rules=("L",)),
    Behaviour(play=several_statuses_are_said_two_ways, rules=("L",)),
    Behaviour(play=a_due_date_finds_its_invoices, rules=("L",)),
    Behaviour(play=filters_of_invoices_add_up, rules=("L",)),
    Behaviour(play=a_change_moves_an_invoice_between_statuses, rules=("L",)),
    Behaviour(play=the_hour_of_birth_bounds_a_list, rules=("L",), needs=CONTROL),
    Behaviour(play=the_hour_of_a_change_bounds_a_list, rules=("L",), needs=CONTROL),
    Behaviour(play=quotes_and_credit_notes_are_bounded_too, rules=("L",), needs=CONTROL),
    Behaviour(play=the_guide_says_status_without_brackets, rules=("L",), editions=GUIDE),
    Behaviour(play=today_status_needs_its_brackets, rules=("L",), editions=NEWEST),
)
