"""
`GET /docs`: the gateway's contract as one page, for people without a network and for phones.

It is made from the contract once; each visit adds the nonce of its own style and script.
"""

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

import contracts
from gateway.pages.manual import chapters
from gateway.pages.rendering import fragment, page
from gateway.settings import Settings
from gateway.web import Operation, service


@dataclass(frozen=True, slots=True)
class Shelf:
    """The operations that are documented: a page may not import the table of contents it is listed in."""

    operations: tuple[Operation, ...]


async def show_docs(request: Request) -> Response:
    settings = service(request, Settings)
    contents = _contents(
        service(request, Shelf), base_url=settings.public_url, guarded=settings.gateway_auth == "jwt"
    )
    return page(200, "docs.html", script=True, contents=contents)


@lru_cache(maxsize=1)
def _contents(shelf: Shelf, *, base_url: str, guarded: bool) -> Markup:
    contract = contracts.load("gateway")
    told = chapters(contract, shelf.operations, base_url=base_url, guarded=guarded)
    return fragment(
        "operations.html",
        info=contract.document["info"],
        chapters=told,
        count=sum(len(chapter.entries) for chapter in told),
    )
