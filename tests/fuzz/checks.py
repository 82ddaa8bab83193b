"""
The rules, and what Qonto does where schemathesis expects something else, as schemathesis checks.

A check finds what it judges in the case: in the application that the case was sent to. Cases of applications
that keep no history are none of its business.
"""

from typing import Any, Protocol, runtime_checkable

import schemathesis
from schemathesis import Case, CheckContext, Response

from contracts.documents import resolve
from contracts.rules.book import RULES, chosen, judge
from contracts.rules.journal import CREDIT_NOTE, INVOICE, QUOTE, Call, Journal
from contracts.rules.rule import Rule

AnyCase = Case[Any]

NOT_FOUND = {INVOICE: "INVOICE_NOT_FOUND", CREDIT_NOTE: "CREDIT_NOTE_NOT_FOUND", QUOTE: "QUOTE_NOT_FOUND"}
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


@runtime_checkable
class Door(Protocol):
    """A bank that can be asked beside the scenario."""

    credentials: str

    def knock(self, method: str, target: str, authorization: str | None = None) -> int:
        """The status of the answer."""


# ---------------------------------------------------------------- the rule book
OTHERS = tuple(rule for rule in RULES if not rule.family.startswith("R"))


@schemathesis.check
def rule_1_nothing_finalizes_by_itself(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    _hold(case, chosen(["R1"]))


@schemathesis.check
def rule_2_what_is_final_stays(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    _hold(case, chosen(["R2"]))


@schemathesis.check
def rule_3_only_a_person_finalizes(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    _hold(case, chosen(["R3"]))


@schemathesis.check
def rule_4_a_draft_has_no_pdf(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    _hold(case, chosen(["R4"]))


@schemathesis.check
def rule_5_no_link_outlives_thirty_minutes(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    _hold(case, chosen(["R5"]))


@schemathesis.check
def the_rest_of_the_rule_book(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    """Of single requests; over a scenario it is judged when that is over (`campaign.play`)."""
    if not getattr(case.operation.app, "in_a_scenario", False):
        _hold(case, OTHERS)


# ---------------------------------------------------------------- Qonto's own manners
@schemathesis.check
def without_credentials_400_with_wrong_ones_401(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    """In place of `ignored_auth` and `missing_required_header`, which know 401 alone."""
    bank, (method, target) = case.operation.app, _asked(response)
    if not isinstance(bank, Door) or method not in _methods(case):
        return
    nobody = bank.knock(method, target)
    stranger = bank.knock(method, target, "nobody-0000:wrong")

    assert nobody == 400, f"{method} {target} without credentials answered {nobody}"
    assert stranger == 401, f"{method} {target} with somebody else's answered {stranger}"


@schemathesis.check
def a_verb_nobody_serves_is_404(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    """In place of `unsupported_method`, which knows 405 alone."""
    bank, (_, target) = case.operation.app, _asked(response)
    if not isinstance(bank, Door):
        return
    for verb in sorted(set(VERBS) - _methods(case)):
        status = bank.knock(verb, target, bank.credentials)

        assert status == 404, f"{verb} {target} answered {status}"


@schemathesis.check
def the_mock_says_that_it_is_one(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    if isinstance(case.operation.app, Door):
        assert "x-mock-qonto" in response.headers, "the answer could be taken for Qonto's"


# ---------------------------------------------------------------- the gateway's own manners
@schemathesis.check
def what_is_at_the_bank_is_found(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    """
    Beside `ensure_resource_availability`, which only knows what was made a moment ago: of all that the bank
    holds, nothing is said not to be there.
    """
    call, holds = _last_call(case), getattr(case.operation.app, "holds", {})
    if call is None:
        return
    held = holds.get(str(call.document))

    assert held is None or call.code != NOT_FOUND[held.what], f"{call.document} is at the bank"


@schemathesis.check
def a_refusal_is_one_of_the_contracts(ctx: CheckContext, response: Response, case: AnyCase) -> None:
    """That a status is documented says little: the reason has to be, in `x-codes`."""
    call = _last_call(case)
    if call is None:
        return
    document = case.operation.schema.raw_schema
    documented = case.operation.definition.raw["responses"].get(str(response.status_code))
    named = resolve(document, documented or {}).get("x-codes")
    if named is None or not isinstance(call.answered, dict):
        return

    assert call.code in named, f"{call.code} is not among {named}"


# ---------------------------------------------------------------- helpers
def _hold(case: AnyCase, rules: tuple[Rule, ...]) -> None:
    journal = _journal(case)
    if journal is not None:
        held(journal, rules)


def held(journal: Journal, rules: tuple[Rule, ...]) -> None:
    """Raises AssertionError that names what was broken."""
    broken = [(verdict.rule.id, one.broken) for verdict in judge(journal, rules) for one in verdict.broken]

    assert not broken, "; ".join(f"{id}: {why}" for id, why in broken)


def _journal(case: AnyCase) -> Journal | None:
    journal = getattr(case.operation.app, "journal", None)
    return journal if isinstance(journal, Journal) else None


def _last_call(case: AnyCase) -> Call | None:
    journal = _journal(case)
    return journal.calls[-1] if journal is not None and journal.calls else None


def _asked(response: Response) -> tuple[str, str]:
    request = response.request
    return str(request.method), request.path_url


def _methods(case: AnyCase) -> set[str]:
    """The verbs that the contract has for the path."""
    return {method.upper() for method in case.operation.schema[case.operation.path]}
