"""
Whether what several callers saw at once can be told as one story, in which everything happened at one moment
between question and answer.

Wing and Gong's search, with a memory: whoever has done the same things and stands in the same state has
nothing new to try. A register is told by what it does, one deed after the other.

A history that cannot be told so had two callers given one number, left one out, or showed somebody the past.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

S = TypeVar("S", bound=Hashable)

NEVER: Final = float("inf")


class Unknown:
    """The result of what was never answered: it may have been done at any time since, or not at all."""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """One question and its answer: when it left, when the answer was there, and what both said."""

    invoked: float
    returned: float
    operation: str
    argument: str
    result: object

    def __str__(self) -> str:
        return f"{self.operation}({self.argument}) -> {self.result}"


Step = Callable[[S, Did], Iterator[S]]
"""Every state in which the register can be after a deed that had this result; none where it cannot be."""


def linearized(history: Sequence[Did], step: Step[S], start: S) -> tuple[Did, ...] | None:
    """The deeds in an order in which one caller could have done them; None where there is none."""
    deeds = sorted(history, key=lambda did: did.invoked)
    if _only_unknown(deeds, 0):
        return ()
    tried: set[tuple[int, S]] = set()
    path: list[Did] = []
    stack = [_ways(deeds, step, 0, start)]
    while stack:
        following = next(stack[-1], None)
        if following is None:
            stack.pop()
            if path:
                path.pop()
            continue
        done, state, did = following
        if (done, state) in tried:
            continue
        tried.add((done, state))
        path.append(did)
        if _only_unknown(deeds, done):
            return tuple(path)
        stack.append(_ways(deeds, step, done, state))
    return None


def _ways(deeds: Sequence[Did], step: Step[S], done: int, state: S) -> Iterator[tuple[int, S, Did]]:
    """Whatever can have come next: what was asked before any other of those left had been answered."""
    left = [(place, did) for place, did in enumerate(deeds) if not done >> place & 1]
    first_answer = min(did.returned for _, did in left)
    for place, did in left:
        if did.invoked > first_answer:
            break
        for after in step(state, did):
            yield done | 1 << place, after, did


def _only_unknown(deeds: Sequence[Did], done: int) -> bool:
    """Nothing is left, or nothing that must have happened."""
    return all(did.result is UNKNOWN for place, did in enumerate(deeds) if not done >> place & 1)


# ---------------------------------------------------------------- the register of numbers
DRAFT, GONE = "draft", "gone"
REFUSED, MISSING, DONE = "refused", "missing", "done"

Papers = tuple[tuple[str, str], ...]
"""Of each document, by id, what it is: a draft, gone, or the number it bears."""


def numbering(state: Papers, did: Did) -> Iterator[Papers]:
    """
    The register behind finalize, delete, cancel and show, one deed at a time.

    Numbers are given in order and without a gap: the n-th that is given ends in n. A result is a number,
    `refused`, `missing` or `done`; what is shown is a number, `draft` or `missing`.
    """
    papers = dict(state)
    paper = papers[did.argument]
    match did.operation:
        case "finalize":
            following = f"{1 + sum(one not in {DRAFT, GONE} for one in papers.values()):03d}"
            changed, said = (following, following) if paper == DRAFT else (paper, REFUSED)
        case "delete":
            changed, said = (GONE, DONE) if paper == DRAFT else (paper, REFUSED)
        case "cancel":
            # A number that is canceled is borne all the same.
            changed, said = (paper, REFUSED if paper == DRAFT else DONE)
        case "show":
            changed, said = paper, paper
        case _:
            raise AssertionError(f"not a deed of a register: {did.operation}")
    if paper == GONE:
        changed, said = GONE, MISSING
    if did.result is UNKNOWN or said == did.result or _canceled_before(did, paper):
        papers[did.argument] = changed
        yield tuple(papers.items())


def _canceled_before(did: Did, paper: str) -> bool:
    """What is canceled is not canceled again; which of the two it was, numbers do not tell."""
    return did.operation == "cancel" and did.result == REFUSED and paper != GONE


def drafts(ids: Sequence[str]) -> Papers:
    """Where a history begins."""
    return tuple((id, DRAFT) for id in ids)
