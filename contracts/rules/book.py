"""
The rule book: one table of everything that must hold, read by the bank's documentation, the fuzzers and the
conformance suite.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from contracts.rules import (
    attachments,
    clients,
    credit_notes,
    envelopes,
    final_is_final,
    gateway_and_bank,
    gateway_manners,
    gateway_refusals,
    gateway_work,
    headers,
    invoice_refusals,
    invoices,
    links,
    links_at_a_gateway,
    lists,
    money,
    nothing_by_itself,
    numbering,
    numbers_shown,
    only_a_person,
    papers,
    questions,
    quotes,
    transactions,
)
from contracts.rules.journal import Journal
from contracts.rules.rule import Rule, Side, Verdict

RULES: tuple[Rule, ...] = (
    *nothing_by_itself.RULES,
    *final_is_final.RULES,
    *numbers_shown.RULES,
    *only_a_person.RULES,
    *questions.RULES,
    *papers.RULES,
    *links.RULES,
    *links_at_a_gateway.RULES,
    *invoices.RULES,
    *invoice_refusals.RULES,
    *numbering.RULES,
    *quotes.RULES,
    *credit_notes.RULES,
    *clients.RULES,
    *attachments.RULES,
    *transactions.RULES,
    *lists.RULES,
    *envelopes.RULES,
    *money.RULES,
    *headers.RULES,
    *gateway_manners.RULES,
    *gateway_and_bank.RULES,
    *gateway_refusals.RULES,
    *gateway_work.RULES,
)


class UnknownRule(ValueError):
    """No rule and no family of rules has that name."""


@cache
def by_id() -> Mapping[str, Rule]:
    return {rule.id: rule for rule in RULES}


def chosen(names: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of that id or family, in the order of the book. Raises UnknownRule."""
    wanted = tuple(names)
    unknown = [name for name in wanted if not any(name in (rule.id, rule.family) for rule in RULES)]
    if unknown:
        families = ", ".join(dict.fromkeys(rule.family for rule in RULES))
        raise UnknownRule(
            f"no rule is called {', '.join(unknown)}; there are families {families} and their rules"
        )
    return tuple(rule for rule in RULES if rule.id in wanted or rule.family in wanted)


def refusals(side: Side, edition: str) -> Mapping[str, tuple[int, ...]]:
    """By operation of *side*, the statuses with which some rule turns down what the contract allows."""
    found: dict[str, set[int]] = {}
    for rule in RULES:
        if rule.side is side and edition in rule.editions:
            for operation, statuses in rule.refuses.items():
                found.setdefault(operation, set()).update(statuses)
    return {operation: tuple(sorted(statuses)) for operation, statuses in found.items()}


def judge(journal: Journal, rules: Sequence[Rule] = RULES) -> tuple[Verdict, ...]:
    """
    What came of every rule that holds in the journal's edition and of whose side there is something to see.

    A rule without an occasion was not broken, and not tried either.
    """
    verdicts = []
    for rule in rules:
        if journal.edition not in rule.editions or (rule.side is Side.GATEWAY and journal.calls is None):
            continue
        occasions, broken = 0, []
        for occasion in rule.check(journal):
            occasions += 1
            if occasion.broken is not None:
                broken.append(occasion)
        verdicts.append(Verdict(rule, occasions, tuple(broken)))
    return tuple(verdicts)
