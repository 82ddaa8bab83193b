"""A journal is judged in one pass: twice as long, twice the time."""

from time import process_time

from contracts.rules.book import judge
from contracts.rules.journal import Journal
from tests.rules.tales import bank, canceled, done, draft, file, final, listed, made, paid, said, unpaid


def a_journal(invoices: int) -> Journal:
    """Eight exchanges an invoice."""
    exchanges = []
    for n in range(1, invoices + 1):
        id, number = f"i-{n}", f"F-2026-{n:03d}"
        born = unpaid(id, number)
        exchanges += [
            made(draft(id)),
            final(born),
            said("show_attachment", f"a-{n}", answered={"attachment": file(f"a-{n}")}),
            done("mark_client_invoice_paid", paid(id, number)),
            done("unmark_client_invoice_paid", born),
            done("cancel_client_invoice", canceled(id, number)),
            listed("client_invoices", canceled(id, number), query="page=1&per_page=1", meta={"per_page": 1}),
            listed("transactions"),
        ]
    return bank(*exchanges)


def seconds(invoices: int) -> float:
    """Of the processor, at best: others may be at work on it."""
    best = float("inf")
    for _ in range(5):
        journal = a_journal(invoices)
        begun = process_time()
        judge(journal)
        best = min(best, process_time() - begun)
    return best


def test_the_cost_of_judging_grows_with_the_journal_and_no_faster() -> None:
    judge(a_journal(1))  # what is compiled once

    assert seconds(160) < 6 * seconds(40)
