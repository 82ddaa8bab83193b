"""What came of a run, told to people and to machines."""

from collections.abc import Callable, Mapping

from contracts.suite.reports.document import as_json
from contracts.suite.reports.junit import as_junit
from contracts.suite.reports.page import as_html
from contracts.suite.reports.tap import as_tap
from contracts.suite.reports.text import as_text
from contracts.suite.running import Report

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "html": as_html,
    "tap": as_tap,
}

__all__ = ["FORMATS"]
