"""For a person who would rather look than read: one HTML page that needs no other file."""

from functools import cache

import jinja2

from contracts.suite.reports.summary import by_family, headline, untried
from contracts.suite.running import Outcome, Report


def as_html(report: Report) -> str:
    left_out: dict[str, list[str]] = {}
    for result in report.of(Outcome.LEFT_OUT):
        left_out.setdefault(result.why, []).append(result.behaviour.says)
    return _template().render(
        report=report,
        headline=headline(report),
        families=by_family(report),
        untried=untried(report),
        left_out=left_out,
        kept=[result for result in report.results if result.outcome is Outcome.KEPT],
    )


@cache
def _template() -> jinja2.Template:
    house = jinja2.Environment(
        loader=jinja2.PackageLoader("contracts.suite.reports", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return house.get_template("page.html")
