"""What a process of its own is asked to do: a mutant cannot be sent to it, its place in the register can."""

import logging

from tests.mutants.hunting import Trial, hunt
from tests.mutants.register import MUTANTS


def hunted(index: int, edition: str, *, all_suites: bool, limit_s: float) -> list[Trial]:
    """The suites of its side after one another: until one has killed it, or all of them."""
    logging.disable(logging.CRITICAL)  # a sabotaged build has much to say
    mutant, trials = MUTANTS[index], list[Trial]()
    for hunter in mutant.hunters:
        trials.append(hunt(mutant, hunter, edition, limit_s=limit_s))
        if trials[-1].killed and not all_suites:
            break
    return trials
