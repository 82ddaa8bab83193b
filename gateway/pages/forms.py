"""
What a form of our own pages sends, and how we know that it was ours.

Rule 1: a form is read only when the browser says that one of our pages sent it. The API needs none: a
        page elsewhere cannot send JSON unasked. A form it could.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from gateway.errors import Code, GatewayError
from gateway.web.body import body_of

_FIELDS_MAX = 20


async def read_form(request: Request) -> Mapping[str, str]:
    if not _from_our_page(request):
        raise GatewayError(
            Code.ORIGIN_FORBIDDEN,
            "Ce formulaire ne vient pas d'une page de la passerelle : rouvrez la page, puis recommencez.",
        )
    essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if essence != "application/x-www-form-urlencoded":
        raise GatewayError(
            Code.UNSUPPORTED_MEDIA_TYPE,
            "Cette adresse attend un formulaire : utilisez la page, ou l'API sous /api/qonto.",
        )
    try:
        pairs = parse_qsl(
            (await body_of(request)).decode(), keep_blank_values=True, max_num_fields=_FIELDS_MAX
        )
    except ValueError as error:
        raise GatewayError(
            Code.INVALID, "Le formulaire est illisible : rouvrez la page, puis recommencez."
        ) from error
    return dict(pairs)


def _from_our_page(request: Request) -> bool:
    origin = request.headers.get("origin", "")
    host = request.headers.get("host", "").lower()
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None and fetched != "same-origin":
        return False
    return bool(host) and urlsplit(origin).netloc.lower() == host
