"""How far a run has got: what moves a watermark, what holds it back, and who goes on from where."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.resources.invoice_sync.model import UNMATCHED_MAX, Learnt, Reason, Report, Unmatched, report_in
from gateway.resources.sync_runs.model import (
    DEAD_AFTER,
    ERRORS_MAX,
    Asked,
    Counts,
    Run,
    RunStatus,
    Scope,
    Step,
    SyncType,
    Track,
    Trouble,
)

ONE, TWO, THREE, FOUR = (datetime(2026, 2, day, tzinfo=UTC) for day in (1, 2, 3, 4))
EVERYTHING, SINCE_TWO = Asked(scope=Scope.ALL), Asked(start=TWO)
RUN = Run(
    id="r-1",
    sync_type=SyncType.INVOICES,
    asked=EVERYTHING,
    status=RunStatus.FAILED,
    started_by="alice",
    started_at=ONE,
    heartbeat_at=ONE,
    lock_token="lock",
)
TROUBLE = Trouble(subject="i-1", message="illisible", at=ONE)


@pytest.mark.parametrize(
    ("watermark", "asked", "start", "gapless"),
    [
        (None, Asked(), None, True),
        (TWO, Asked(), TWO, True),
        (TWO, EVERYTHING, None, True),
        (TWO, Asked(start=TWO), TWO, True),
        (TWO, Asked(start=ONE), ONE, True),
        (TWO, Asked(start=THREE), THREE, False),
        (TWO, Asked(scope=Scope.ALL, start=THREE), THREE, False),
        (None, Asked(start=ONE), ONE, False),
        (None, Asked(scope=Scope.ALL, start=ONE), ONE, True),
    ],
)
def test_a_new_run_inherits_the_watermark_and_may_move_it_only_where_it_leaves_no_gap(
    watermark: datetime | None, asked: Asked, start: datetime | None, *, gapless: bool
) -> None:
    walked = Track(watermark=watermark, position=FOUR, seen=FOUR, limit=ONE, begun=True, done=True)

    assert walked.restarted(asked) == Track(watermark=watermark, start=start, gapless=gapless)


def test_a_page_moves_the_position_and_never_what_was_seen_back() -> None:
    page = Track().over(position=TWO, seen=THREE)

    assert page == Track(position=TWO, seen=THREE, begun=True)
    assert page.over(position=None, seen=ONE) == page
    assert page.over(position=THREE, seen=FOUR) == replace(page, position=THREE, seen=FOUR)
    assert Track().over(position=None, seen=None) == Track(begun=True)
    assert Track().ended() == Track(begun=True, done=True)


def test_a_watermark_follows_what_was_seen_up_to_the_lowest_limit_and_never_back() -> None:
    seen = Track(watermark=ONE, seen=FOUR)

    assert seen.settled() == replace(seen, watermark=FOUR)
    held = seen.held_at(THREE).held_at(TWO).held_at(THREE)
    assert held.settled() == replace(seen, limit=TWO, watermark=TWO)
    assert replace(held, seen=ONE).settled().watermark == ONE
    assert Track(watermark=THREE, seen=TWO).settled().watermark == THREE
    assert Track(seen=TWO).settled().watermark == TWO


def test_a_watermark_stays_where_nothing_was_seen_and_where_a_gap_was_left() -> None:
    untouched, gap = Track(watermark=ONE), Track(watermark=ONE, seen=FOUR, gapless=False)

    assert (untouched.settled(), gap.settled()) == (untouched, gap)
    unknown = Track(watermark=ONE, seen=FOUR).held_at(None)
    assert unknown == gap
    assert unknown.settled() == gap


def test_a_run_is_alive_until_it_was_not_heard_of_for_two_minutes() -> None:
    running = replace(RUN, status=RunStatus.RUNNING)

    assert running.alive(ONE + DEAD_AFTER - timedelta(microseconds=1))
    assert not running.alive(ONE + DEAD_AFTER)
    assert not RUN.alive(ONE)


@pytest.mark.parametrize(
    ("asked", "covered"),
    [(EVERYTHING, True), (Asked(), True), (SINCE_TWO, False), (Asked(scope=Scope.ALL, start=TWO), False)],
)
def test_a_run_covers_what_it_was_asked_itself_and_what_asks_for_nothing_special(
    *, asked: Asked, covered: bool
) -> None:
    assert RUN.covers(asked) is covered


def test_only_a_list_that_a_failed_run_left_half_walked_is_walked_on() -> None:
    half = Track(watermark=ONE, position=TWO, seen=TWO, begun=True)
    tracks = {"half": half, "done": half.ended(), "not begun": Track(watermark=ONE, position=TWO)}
    anew = Track(watermark=ONE, start=ONE)
    run = replace(RUN, tracks=tracks)

    assert run.inherited(Asked()) == {"half": half, "done": anew, "not begun": anew}
    assert set(replace(run, status=RunStatus.PARTIAL).inherited(Asked()).values()) == {anew}
    assert run.inherited(SINCE_TWO)["half"] == half.restarted(SINCE_TWO)


def test_a_list_nobody_has_walked_begins_where_the_run_was_asked_to() -> None:
    run = replace(RUN, asked=SINCE_TWO, tracks={"walked": Track(seen=ONE)})

    assert run.track("walked") == Track(seen=ONE)
    assert run.track("other") == Track(start=TWO, gapless=False)


def test_a_page_is_added_to_what_the_run_has_found() -> None:
    counts = Counts(fetched=1, created=2, updated=3, skipped=4, failed=5)
    step = Step(name="one", track=Track(seen=ONE), counts=counts, troubles=(TROUBLE,), notes={"linked": 1})

    once = RUN.after(step)
    twice = once.after(Step(name="two", track=Track(seen=TWO), counts=counts))

    assert once == replace(
        RUN, counts=counts, tracks={"one": Track(seen=ONE)}, troubles=(TROUBLE,), notes={"linked": 1}
    )
    assert twice == replace(
        once,
        counts=Counts(fetched=2, created=4, updated=6, skipped=8, failed=10),
        tracks={"one": Track(seen=ONE), "two": Track(seen=TWO)},
    )
    assert len(once.after(replace(step, troubles=(TROUBLE,) * ERRORS_MAX)).troubles) == ERRORS_MAX


def test_a_report_survives_as_notes_and_keeps_no_more_than_it_may() -> None:
    stray = Unmatched(qonto_id="i-1", number=None, document_type="invoice", reason=Reason.UNKNOWN_ORDER)
    page = Learnt(fetched=1, linked=2, unmatched=(stray,))

    report = Report().with_page(page, credit_notes=3).with_page(page)

    assert report == Report(linked=4, credit_notes=3, unmatched=(stray, stray), unmatched_count=2)
    kept = report_in(report.notes())
    assert kept == report
    assert kept.unmatched[0].reason is Reason.UNKNOWN_ORDER
    assert report_in({}) == Report()
    full = report.with_page(Learnt(fetched=0, unmatched=(stray,) * UNMATCHED_MAX))
    assert (len(full.unmatched), full.unmatched_count) == (UNMATCHED_MAX, UNMATCHED_MAX + 2)


@pytest.mark.parametrize(
    ("fetched", "troubles", "skipped"), [(10, 1, 4), (6, 1, 0), (5, 1, 0), (5, 0, 0), (6, 0, 1)]
)
def test_what_was_neither_kept_nor_failed_was_skipped(fetched: int, troubles: int, skipped: int) -> None:
    learnt = Learnt(fetched=fetched, created=2, updated=3, troubles=(TROUBLE,) * troubles)

    assert learnt.counts() == Counts(fetched=fetched, created=2, updated=3, failed=troubles, skipped=skipped)
