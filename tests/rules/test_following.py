"""What follows from a journal: what was known when, and what a fault leaves in doubt."""

from contracts.rules.book import judge
from contracts.rules.journal import Journal
from tests.rules.tales import (
    at,
    bank,
    call,
    client,
    done,
    draft,
    final,
    front,
    gone,
    listed,
    made,
    paid,
    quote,
    refused,
    said,
    shown,
    theirs,
    unpaid,
)

PAY, UNPAY, CANCEL = "mark_client_invoice_paid", "unmark_client_invoice_paid", "cancel_client_invoice"


def broken(journal: Journal) -> set[str]:
    return {verdict.rule.id for verdict in judge(journal) if verdict.broken}


def test_a_stale_read_is_no_news_and_breaks_nothing() -> None:
    journal = bank(final(unpaid()), shown(draft(), fault="stale-read"), shown(unpaid()), known=[draft()])

    assert journal.steps[1].shown == ()
    assert journal.steps[2].before == journal.steps[0].after
    assert broken(journal) == set()


def test_whether_a_lost_write_was_done_nobody_can_tell() -> None:
    lost = said(UNPAY, "i-1", status=504, fault="apply-then-504", answered="504 Gateway Timeout")

    journal = bank(lost, done(CANCEL, paid(status="canceled")), known=[paid()])

    before = journal.steps[1].before
    assert before is not None
    assert (before.status, before.number) == (None, "F-2026-001")
    assert broken(journal) == set()


def test_a_draft_whose_change_was_lost_is_known_no_more() -> None:
    journal = bank(said("update_client_invoice", "i-1", status=0), shown(draft()), known=[draft()])

    assert journal.steps[1].before is None


def test_a_write_that_a_fault_kept_from_being_done_leaves_no_doubt() -> None:
    journal = bank(said(PAY, "i-1", status=503, fault="status"), shown(unpaid()), known=[unpaid()])

    assert journal.steps[1].before == journal.known["i-1"]


def test_a_number_that_nobody_saw_given_explains_one_gap_and_no_more() -> None:
    lost = said("finalize_client_invoice", "i-1", status=0, fault="apply-then-drop")
    second, third = unpaid("i-2", "F-2026-002"), unpaid("i-2", "F-2026-003")

    assert broken(bank(lost, final(second), known=[draft(), draft("i-2")])) == set()
    assert broken(bank(lost, final(third), known=[draft(), draft("i-2")])) == {"R2.3"}


def test_where_others_are_at_the_bank_a_gap_is_none_and_drafts_come_and_go() -> None:
    journal = bank(
        made(draft()),
        refused("show_client_invoice", "i-1", 404, "not_found"),
        made(draft("i-2")),
        final(unpaid("i-2", "F-2026-007")),
        complete=False,
    )

    assert broken(journal) == set()


def test_an_id_leads_to_nothing_in_another_collection() -> None:
    journal = bank(made(draft()), refused("show_quote", "i-1", 404, "not_found"))

    assert journal.steps[1].before is None
    assert broken(journal) == set()


def test_a_route_that_was_taken_away_is_no_word_about_the_invoice() -> None:
    absent = refused("show_client_invoice", "i-1", 404, "not_found", error={"detail": "not found"})
    at_the_edge = said("delete_client_invoice", "i-1", status=404, answered="404 page not found")

    assert broken(bank(absent, at_the_edge, known=[unpaid()])) == set()


def test_without_hours_and_headers_there_is_nothing_to_say_of_them() -> None:
    journal = bank(made(draft(), s=None), final(unpaid(), s=None), listed("clients", client(), s=None))

    told = {verdict.rule.id for verdict in judge(journal) if verdict.occasions}
    assert told.isdisjoint({"H.1", "H.2", "H.6", "E.5", "E.8", "R5.1", "R5.2", "R5.3"})
    assert broken(journal) == set()


def test_a_call_knows_what_the_bank_had_said_before_it() -> None:
    sent = gone("send_quote", "q-1", asked={"send_to": ["a@b.example"]})
    journal = front(
        call("create_quote", made(quote()), of="q-1", status=201, answered=theirs(quote())),
        call("finalize_quote", sent, of="q-1", yes="t0ken"),
        call("show_quote", shown(quote(status="approved")), of="q-1"),
    )

    first, second, third = journal.acts
    assert (first.before, first.made) == (None, True)
    assert (second.sent, third.sent) == (False, True)
    assert third.before is not None
    assert third.after is not None
    assert (third.before.status, third.after.status) == ("pending_approval", "approved")


def test_the_hour_of_an_exchange_is_the_banks() -> None:
    assert bank(shown(draft(), s=7)).steps[0].exchange.at == at(7)
