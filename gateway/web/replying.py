"""How an endpoint answers: bytes rendered once, the success envelope in one place."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response


def reply(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    content = orjson.dumps({"success": True, **body}, option=orjson.OPT_UTC_Z)
    return Response(content, status, headers, media_type="application/json")
