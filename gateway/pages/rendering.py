"""
Templates in, HTML out, with the headers that keep a page to itself.

Rule 1: everything is escaped; a name that looks like a tag is shown as one.
Rule 2: no frame, no other origin: the policy allows one style sheet, ours, and forms to ourselves. A script
        only where a page says so: the documentation's filters its list, and the page reads without it.
"""

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from gateway.confirmation import percent
from gateway.money import spoken

_NONCE_BYTES = 16


def page(status: int, template: str, *, script: bool = False, **shown: Any) -> HTMLResponse:
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    content = _TEMPLATES.get_template(template).render(nonce=nonce, **shown)
    return HTMLResponse(content, status, _headers(nonce, script=script))


def fragment(template: str, **shown: Any) -> Markup:
    """A part of a page that is the same for everybody: escaped once, and not again."""
    return Markup(_TEMPLATES.get_template(template).render(**shown))  # noqa: S704  - autoescaped just now


def _headers(nonce: str, *, script: bool) -> dict[str, str]:
    scripts = f"script-src 'nonce-{nonce}'; " if script else ""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; {scripts}form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        # Not `no-referrer`: with it a browser posts our own form with `Origin: null`, and the origin check
        # would have to let `null` in. This one tells other origins nothing either.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }


# ------------------------------------------------------------------ filters
def _day(value: date | str) -> str:
    day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{day:%d/%m/%Y}"


def _hour(value: datetime) -> str:
    return f"{value:%H:%M:%S} UTC"


def _percent(value: str) -> str:
    return percent(Decimal(value))


def _comma(value: str) -> str:
    return value.replace(".", ",")


def _ticked(value: str) -> Markup:
    """What stands between backticks is shown as code."""
    parts = value.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    )


_TEMPLATES: Final = Environment(
    loader=PackageLoader("gateway.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(
    {
        "money": spoken,
        "percent": _percent,
        "day": _day,
        "hour": _hour,
        "comma": _comma,
        "ticked": _ticked,
    }
)
