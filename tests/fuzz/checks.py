"""
The five rules, and what Qonto does where schemathesis expects something else, as schemathesis checks.

A check finds its stage in the case: it is the application the case was sent to. Cases of other applications
are none of its business.
"""

import schemathesis
from schemathesis import Case, CheckContext, Response

from tests.fuzz import rules
from tests.fuzz.stages import BankStage, Stage

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")


# ---------------------------------------------------------------- the five rules
@schemathesis.check
def rule_1_nothing_finalizes_by_itself(ctx: CheckContext, response: Response, case: Case) -> None:
    _hold(rules.nothing_finalizes_by_itself, case)


@schemathesis.check
def rule_2_a_number_is_given_once(ctx: CheckContext, response: Response, case: Case) -> None:
    _hold(rules.a_number_is_given_once, case)


@schemathesis.check
def rule_3_only_a_person_finalizes(ctx: CheckContext, response: Response, case: Case) -> None:
    _hold(rules.only_a_person_finalizes, case)


@schemathesis.check
def rule_4_a_draft_has_no_pdf(ctx: CheckContext, response: Response, case: Case) -> None:
    _hold(rules.a_draft_has_no_pdf, case)


@schemathesis.check
def rule_5_no_link_outlives_thirty_minutes(ctx: CheckContext, response: Response, case: Case) -> None:
    _hold(rules.no_link_outlives_thirty_minutes, case)


# ---------------------------------------------------------------- Qonto's own manners
@schemathesis.check
def without_credentials_400_with_wrong_ones_401(ctx: CheckContext, response: Response, case: Case) -> None:
    """In place of `ignored_auth` and `missing_required_header`, which know 401 alone."""
    stage, method, target = case.operation.app, *_asked(response)
    if not isinstance(stage, BankStage) or method not in _methods(case):
        return
    nobody, _ = stage.ask_bank(method, target)
    stranger, _ = stage.ask_bank(method, target, authorization="nobody-0000:wrong")

    assert nobody == 400, f"{method} {target} without credentials answered {nobody}"
    assert stranger == 401, f"{method} {target} with somebody else's answered {stranger}"


@schemathesis.check
def a_verb_nobody_serves_is_404(ctx: CheckContext, response: Response, case: Case) -> None:
    """In place of `unsupported_method`, which knows 405 alone."""
    stage, _, target = case.operation.app, *_asked(response)
    if not isinstance(stage, BankStage):
        return
    for verb in set(VERBS) - _methods(case):
        status, _ = stage.ask_bank(verb, target, authorization=stage.credentials)

        assert status == 404, f"{verb} {target} answered {status}"


@schemathesis.check
def the_mock_says_that_it_is_one(ctx: CheckContext, response: Response, case: Case) -> None:
    if isinstance(case.operation.app, BankStage):
        assert "x-mock-qonto" in response.headers, "the answer could be taken for Qonto's"


# ---------------------------------------------------------------- helpers
def _hold(rule: rules.Rule, case: Case) -> None:
    if isinstance(case.operation.app, Stage):
        rule(case.operation.app.history)


def _asked(response: Response) -> tuple[str, str]:
    request = response.request
    return str(request.method), request.path_url


def _methods(case: Case) -> set[str]:
    """The verbs that the contract has for the path."""
    return {method.upper() for method in case.operation.schema[case.operation.path]}
