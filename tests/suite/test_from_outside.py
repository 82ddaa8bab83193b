"""What is tried where nobody sees the bank, in any order, and again on what the first run has left."""

from pathlib import Path

from contracts.suite.behaviour import Need
from contracts.suite.catalogue import GATEWAY
from contracts.suite.running import Outcome
from tests.suite.in_process import both_sides
from tests.suite.playing import played, told

READS = [behaviour for behaviour in GATEWAY if behaviour.reads]


def test_without_a_control_plane_what_needs_one_is_left_out_and_the_rest_is_kept_in_any_order(
    tmp_path: Path,
) -> None:
    # By the last letters of their names: an order that nobody had in mind.
    shuffled = sorted(GATEWAY, key=lambda behaviour: behaviour.id[::-1])
    with both_sides(tmp_path, edition="2026-11") as there:
        report = played(there, "2026-11", behaviours=shuffled, control=False)
        again = played(there, "2026-11", behaviours=READS)

    assert not report.of(Outcome.BROKEN), told(report)
    needing = {behaviour.id for behaviour in GATEWAY if Need.CONTROL in behaviour.needs}
    left_out = {result.behaviour.id: result.why for result in report.of(Outcome.LEFT_OUT)}
    assert set(left_out) == needing | {"a_credit_note_qonto_cannot_issue_is_not_promised"}
    assert {left_out[id] for id in needing} == {Need.CONTROL.value}
    assert not again.of(Outcome.BROKEN), told(again)


def test_what_only_reads_writes_nothing_and_is_enough_to_be_worth_it(tmp_path: Path) -> None:
    with both_sides(tmp_path) as there:
        report = played(there, "guide", behaviours=READS)

    assert len(report.of(Outcome.KEPT)) == len(READS) >= 12
    asked = {one.method for result in report.results for one in result.told if one.to == "gateway"}
    assert asked == {"GET"}
