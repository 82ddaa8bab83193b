"""`GET /openapi.json`: the gateway's own contract, whole, for tools and for the curious."""

from functools import lru_cache

import orjson
from starlette.requests import Request
from starlette.responses import Response

import contracts


async def show_openapi(_: Request) -> Response:
    return Response(_rendered(), media_type="application/json")


@lru_cache(maxsize=1)
def _rendered() -> bytes:
    return orjson.dumps(contracts.load("gateway").document)
