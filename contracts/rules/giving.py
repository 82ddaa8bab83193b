"""Numbers, as they are given: in which exchange, to what, by the bank's own sequence or as a person asked."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.rules.exchange import CREDIT_NOTE, FINAL_KINDS, INVOICE, QUOTE, Shown
from contracts.rules.following import Step

GIVES = {
    "create_client_invoice": INVOICE,
    "finalize_client_invoice": INVOICE,
    "create_credit_note": CREDIT_NOTE,
    "create_quote": QUOTE,
    "update_quote": QUOTE,
}
"""What gives numbers, and to what kind of document."""
_ORDINAL = re.compile(r"(.+)-([0-9]{3,})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """
    *automatic*: from the bank's sequence; None where that cannot be told. *unseen*: how many numbers of its
    kind may have been given before it in answers that nobody saw.
    """

    step: Step
    shown: Shown
    number: str
    automatic: bool | None
    unseen: int

    @property
    def place(self) -> tuple[str, int] | None:
        """The series and the place in it; None for a number of another pattern."""
        found = _ORDINAL.fullmatch(self.number)
        return None if found is None else (found[1], int(found[2]))


def given_in(steps: Sequence[Step]) -> Iterator[Given]:
    unseen: Counter[str] = Counter()
    for step in steps:
        kind = GIVES.get(step.exchange.operation or "")
        if kind is None:
            continue
        shown = step.after
        if step.exchange.unsure or step.exchange.fault == "apply-twice" or (step.ok and shown is None):
            unseen[kind] += 1
        if step.ok and shown is not None and shown.kind == kind and bears_for_good(shown):
            automatic = _automatic(step)
            renumbered = step.exchange.operation != "update_quote" or (
                step.before is not None and step.before.number != shown.number
            )
            if renumbered and shown.number is not None:
                yield Given(
                    step=step,
                    shown=shown,
                    number=shown.number,
                    automatic=automatic,
                    unseen=unseen[kind],
                )


def bears_for_good(shown: Shown) -> bool:
    """A quote bears its number from the start; a draft's own is only claimed."""
    return shown.number is not None and (shown.final or shown.kind not in FINAL_KINDS)


def _automatic(step: Step) -> bool | None:
    if step.exchange.operation == "finalize_client_invoice":
        return None if step.before is None else step.before.number is None
    asked = step.exchange.asked
    return not asked.get("number") if isinstance(asked, dict) else None
