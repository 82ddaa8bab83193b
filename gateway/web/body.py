"""
The bytes of a request, read once, and what they say in JSON.

Rule 1: a body is refused for its size before it is read, or as soon as it has grown too far.
Rule 2: what two readers could understand differently is refused: NaN, a key given twice, a lone surrogate.
Rule 3: `auto_finalize` looks at every JSON body, whether the endpoint reads it or not.
"""

import json
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from gateway.errors import Code, GatewayError
from gateway.web.auto_finalize import without_auto_finalize

BODY_BYTES_MAX = 1024 * 1024
_DEPTH_MAX = 64
_BODY = "gateway.body"
_DOCUMENT = "gateway.document"


async def body_of(request: Request) -> bytes:
    kept: bytes | None = request.scope.get(_BODY)
    if kept is None:
        kept = request.scope[_BODY] = await _received(request)
    return kept


def speaks_json(request: Request) -> bool:
    essence, _, parameters = request.headers.get("content-type", "").partition(";")
    essence = essence.strip().lower()
    charset = parameters.lower().replace('"', "").replace(" ", "")
    known = essence == "application/json" or (
        essence.startswith("application/") and essence.endswith("+json")
    )
    return known and ("charset=" not in charset or "charset=utf-8" in charset)


async def document_of(request: Request) -> Any:
    """What the JSON body says, `autoFinalize: false` left out."""
    if _DOCUMENT not in request.scope:
        request.scope[_DOCUMENT] = without_auto_finalize(_parsed(await body_of(request)))
    return request.scope[_DOCUMENT]


async def _received(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_BYTES_MAX:
        raise _too_large()
    chunks = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks += message.get("body", b"")
        if len(chunks) > BODY_BYTES_MAX:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(chunks)


def _too_large() -> GatewayError:
    return GatewayError(
        Code.PAYLOAD_TOO_LARGE,
        "Le corps de la requête dépasse 1 Mio : envoyez moins de lignes ou des textes plus courts.",
        details={"bytesMax": BODY_BYTES_MAX},
    )


def _parsed(raw: bytes) -> Any:
    if not raw.strip():
        raise _malformed("Le corps de la requête est vide : envoyez un objet JSON.")
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _malformed(
            f"Le corps n'est pas du JSON valable (ligne {error.lineno}, colonne {error.colno}) : "
            "corrigez-le et renvoyez-le.",
            line=error.lineno,
            column=error.colno,
        ) from error
    _refuse_depth(document)
    # orjson keeps the last of two equal keys; a second reader, keeping the first, would have understood
    # something else.
    json.loads(raw, object_pairs_hook=_each_key_once, parse_float=len, parse_int=len)
    return document


def _refuse_depth(document: Any) -> None:
    level = [document]
    for _ in range(_DEPTH_MAX):
        level = [
            child
            for node in level
            if isinstance(node, (dict, list))
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    raise _malformed(f"Le corps est imbriqué sur plus de {_DEPTH_MAX} niveaux : simplifiez-le.")


def _each_key_once(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) != len({key for key, _ in pairs}):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _malformed(f"La clé « {twice} » est donnée deux fois : gardez-en une seule.")


def _malformed(message: str, **details: int) -> GatewayError:
    return GatewayError(Code.MALFORMED_JSON, message, details=details)
