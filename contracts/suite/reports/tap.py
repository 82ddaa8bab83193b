"""For harnesses: the Test Anything Protocol, version 14."""

from collections.abc import Iterator

from contracts.suite.curl import curl_lines
from contracts.suite.running import Outcome, Report, Result


def as_tap(report: Report) -> str:
    lines = ["TAP version 14", f"# {report.subject}, edition {report.edition}", f"1..{len(report.results)}"]
    for number, result in enumerate(report.results, start=1):
        lines += _lines(number, result)
    return "\n".join(lines) + "\n"


def _lines(number: int, result: Result) -> Iterator[str]:
    behaviour = result.behaviour
    mark = "not ok" if result.outcome is Outcome.BROKEN else "ok"
    said = f"{mark} {number} - {behaviour.id} ({', '.join(behaviour.rules)})"
    yield f"{said} # SKIP {_one_line(result.why)}" if result.outcome is Outcome.LEFT_OUT else said
    if result.failures:
        yield "  ---"
        yield f"  message: {_quoted(behaviour.says)}"
        yield "  broken:"
        for failure in result.failures:
            yield f"    - rule: {failure.rule}"
            yield f"      why: {_quoted(failure.why)}"
        yield "  repeat: |"
        for line in curl_lines(result.told):
            yield f"    {line}"
        yield "  ..."


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("#", "")


def _quoted(text: str) -> str:
    return "'" + _one_line(text).replace("'", "''") + "'"
