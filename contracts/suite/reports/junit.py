"""For CI servers: JUnit's XML, a test case for each behaviour, grouped by its first rule's family."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contracts.suite.curl import curl_lines
from contracts.suite.reports.summary import family_of
from contracts.suite.running import Outcome, Report, Result

# What XML 1.0 cannot say, not even escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report) -> str:
    suite = Element(
        "testsuite",
        name=f"{report.subject}, edition {report.edition}",
        tests=str(len(report.results)),
        failures=str(len(report.of(Outcome.BROKEN))),
        skipped=str(len(report.of(Outcome.LEFT_OUT))),
        errors="0",
        time=f"{report.seconds:.3f}",
    )
    for result in report.results:
        _case(suite, result)
    indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suite, encoding="unicode") + "\n"


def _case(suite: Element, result: Result) -> None:
    behaviour = result.behaviour
    case = SubElement(
        suite,
        "testcase",
        classname=f"qonto.{family_of(behaviour.rules[0])}",
        name=behaviour.id,
        time=f"{result.seconds:.3f}",
    )
    if result.outcome is Outcome.LEFT_OUT:
        SubElement(case, "skipped", message=_speakable(result.why))
    for failure in result.failures:
        broken = SubElement(case, "failure", type=failure.rule, message=_speakable(failure.why))
        broken.text = _speakable("\n".join([behaviour.says, "", *curl_lines(result.told)]))


def _speakable(text: str) -> str:
    return _UNSPEAKABLE.sub("?", text)
