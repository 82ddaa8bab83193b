"""Histories that can be told as one story, and those that cannot."""

import pytest

from contracts.rules.linearizability import (
    DONE,
    DRAFT,
    MISSING,
    NEVER,
    REFUSED,
    UNKNOWN,
    Did,
    drafts,
    linearized,
    numbering,
)

START = drafts(["a", "b", "c"])


def did(operation: str, argument: str, result: object, invoked: float, returned: float) -> Did:
    return Did(invoked=invoked, returned=returned, operation=operation, argument=argument, result=result)


TOLD = {
    "one after the other": (
        did("finalize", "a", "001", 0, 1),
        did("show", "a", "001", 2, 3),
        did("finalize", "b", "002", 4, 5),
    ),
    "two at once, the one asked last was faster": (
        did("finalize", "a", "002", 0, 10),
        did("finalize", "b", "001", 1, 9),
    ),
    "a look during the act sees it or does not": (
        did("finalize", "a", "001", 0, 10),
        did("show", "a", DRAFT, 1, 2),
        did("show", "a", "001", 3, 4),
    ),
    "twice at once: the second is refused": (
        did("finalize", "a", "001", 0, 10),
        did("finalize", "a", REFUSED, 0, 10),
    ),
    "deleted and finalized at once: one of them": (
        did("delete", "a", DONE, 0, 10),
        did("finalize", "a", MISSING, 0, 10),
        did("show", "a", MISSING, 11, 12),
    ),
    "a canceled number is not given again": (
        did("finalize", "a", "001", 0, 1),
        did("cancel", "a", DONE, 2, 3),
        did("finalize", "b", "002", 4, 5),
    ),
    "never answered, and done all the same": (
        did("finalize", "a", UNKNOWN, 0, NEVER),
        did("finalize", "b", "002", 5, 6),
    ),
    "never answered, and never done": (
        did("finalize", "a", UNKNOWN, 0, NEVER),
        did("finalize", "b", "001", 5, 6),
        did("show", "a", DRAFT, 7, 8),
    ),
    "nothing": (),
}
UNTOLD = {
    "one number twice": (did("finalize", "a", "001", 0, 10), did("finalize", "b", "001", 0, 10)),
    "a gap": (did("finalize", "a", "001", 0, 1), did("finalize", "b", "003", 2, 3)),
    "a gap that only somebody not yet there could fill": (
        did("finalize", "a", "002", 0, 1),
        did("finalize", "b", "001", 2, 3),
    ),
    "a look at the past": (did("finalize", "a", "001", 0, 1), did("show", "a", DRAFT, 2, 3)),
    "another number than it was given": (
        did("finalize", "a", "001", 0, 10),
        did("finalize", "b", "002", 0, 10),
        did("show", "a", "002", 11, 12),
    ),
    "seen, and unseen again": (
        did("finalize", "a", "001", 0, 10),
        did("show", "a", "001", 1, 2),
        did("show", "a", DRAFT, 3, 4),
    ),
    "final twice": (did("finalize", "a", "001", 0, 10), did("finalize", "a", "002", 0, 10)),
    "deleted although final": (did("finalize", "a", "001", 0, 1), did("delete", "a", DONE, 2, 3)),
    "both deleted and final": (did("delete", "a", DONE, 0, 10), did("finalize", "a", "001", 0, 10)),
    "a canceled number given again": (
        did("finalize", "a", "001", 0, 1),
        did("cancel", "a", DONE, 2, 3),
        did("finalize", "b", "001", 4, 5),
    ),
    "refused, although nothing had happened": (did("finalize", "a", REFUSED, 0, 1),),
}


@pytest.mark.parametrize("history", TOLD.values(), ids=TOLD)
def test_what_one_caller_could_have_seen_is_told_in_an_order(history: tuple[Did, ...]) -> None:
    told = linearized(history, numbering, START)

    assert told is not None
    assert {one for one in history if one.result is not UNKNOWN} <= set(told)


@pytest.mark.parametrize("history", UNTOLD.values(), ids=UNTOLD)
def test_what_nobody_could_have_seen_is_told_in_no_order(history: tuple[Did, ...]) -> None:
    assert linearized(history, numbering, START) is None


def test_a_long_history_of_many_callers_is_told_in_a_moment() -> None:
    ids = [f"d{n:03d}" for n in range(200)]
    history = [
        did("finalize", id, f"{place + 1:03d}", place // 8 * 10, place // 8 * 10 + 9)
        for place, id in enumerate(ids)
    ]

    assert linearized(history, numbering, drafts(ids)) is not None
    assert linearized([*history, did("show", "d000", "002", 9999, 9999)], numbering, drafts(ids)) is None
