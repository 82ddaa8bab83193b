"""The results as a person reads them, as a monitor does, and as the README lists them."""

import json
from collections.abc import Sequence
from typing import Final

from gateway.doctor.findings import NOTHING, TITLE, Finding, Result, State

FINE, WRONG, CANNOT = 0, 1, 2
_MARK: Final = {
    State.OK: "ok     ",
    State.WARNING: "à voir ",
    State.FAILED: "KO     ",
    State.SKIPPED: "-      ",
}


def status_of(results: Sequence[Result]) -> int:
    """0: nothing stands in the way (there may be something to know). 1: something does. 2: no settings."""
    if any(result.finding is Finding.SETTINGS_REFUSED for result in results):
        return CANNOT
    return WRONG if any(result.state is State.FAILED for result in results) else FINE


def as_text(results: Sequence[Result]) -> str:
    lines: list[str] = []
    for result in results:
        detail = f" ({result.detail})" if result.detail else ""
        lines.append(f"{_MARK[result.state]}{TITLE[result.check]} : {result.sentence}{detail}")
        if result.state in {State.WARNING, State.FAILED}:
            lines.append(f"       -> {result.next_step}")
    return "\n".join(lines)


def as_json(results: Sequence[Result]) -> str:
    shown = {
        "status": status_of(results),
        "checks": [
            {
                "check": result.check,
                "state": result.state,
                "finding": None if result.finding is None else result.finding.name.lower(),
                "sentence": result.sentence,
                "next": result.next_step,
                "detail": result.detail,
            }
            for result in results
        ],
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def as_table() -> str:
    """For the README: all that may be found and asks for something, in the order of the checks."""
    rows = [
        f"| {TITLE[finding.check]} | {finding.sentence} | {finding.next_step} |"
        for finding in Finding
        if finding.next_step != NOTHING
    ]
    return "\n".join(["| vérifié | `qonto-gateway doctor` dit | et ensuite |", "| --- | --- | --- |", *rows])
