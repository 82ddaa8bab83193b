"""`GET /openapi.json`: the gateway's own contract, whole, with this server's address, for tools."""

from functools import lru_cache

import orjson
from starlette.requests import Request
from starlette.responses import Response

import contracts
from gateway.settings import Settings
from gateway.web import service


async def show_openapi(request: Request) -> Response:
    return Response(_rendered(service(request, Settings).public_url), media_type="application/json")


@lru_cache(maxsize=1)
def _rendered(public_url: str) -> bytes:
    here = {"url": public_url, "description": "this gateway"}
    return orjson.dumps({**contracts.load("gateway").document, "servers": [here]})
