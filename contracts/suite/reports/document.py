"""For other programs: the whole run as JSON."""

import json
from typing import Any

from contracts.suite.curl import curl_lines
from contracts.suite.reports.summary import by_family, untried
from contracts.suite.running import Outcome, Report, Result


def as_json(report: Report) -> str:
    return json.dumps(_document(report), ensure_ascii=False, indent=2) + "\n"


def _document(report: Report) -> dict[str, Any]:
    return {
        "subject": report.subject,
        "edition": report.edition,
        "kept": report.kept,
        "seconds": round(report.seconds, 3),
        "counts": {outcome.value: len(report.of(outcome)) for outcome in Outcome},
        "broken_rules": list(report.broken_rules),
        "rules_without_occasion": [rule.id for rule in untried(report)],
        "families": [
            {
                "family": family.name,
                "title": family.title,
                "behaviours": family.behaviours,
                "kept": family.kept,
                "left_out": family.left_out,
                "occasions": family.occasions,
                "broken": [
                    {
                        "rule": broke.rule,
                        "says": broke.says,
                        "source": broke.source,
                        "why": broke.failure.why,
                        "behaviour": broke.result.behaviour.id,
                        "also_in": list(broke.others),
                        "curl": list(broke.curl),
                    }
                    for broke in family.broken
                ],
            }
            for family in by_family(report)
        ],
        "behaviours": [_behaviour(result) for result in report.results],
    }


def _behaviour(result: Result) -> dict[str, Any]:
    broken = result.outcome is Outcome.BROKEN
    return {
        "id": result.behaviour.id,
        "says": result.behaviour.says,
        "rules": list(result.behaviour.rules),
        "outcome": result.outcome.value,
        "why": result.why,
        "seconds": round(result.seconds, 3),
        "failures": [{"rule": failure.rule, "why": failure.why} for failure in result.failures],
        "curl": curl_lines(result.told) if broken else [],
    }
