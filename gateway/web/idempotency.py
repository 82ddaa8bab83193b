"""
A creating call that carries an `Idempotency-Key`: done once, answered as often as it is said.

Rule 1: a key belongs to one person, one operation and one wording; other words under it are refused.
Rule 2: only a success is kept. A refusal has made nothing, and what became of a lost call its own intent
        knows: both give the key back, so that the same call may be said again.
        But where several of the same may be wanted, nothing except the key tells a repetition from another
        one: there the doubt is kept, and told again, so that nothing is made twice.
Rule 3: a key whose holder is dead passes on once the longest call would have ended (`db/idempotency.py`).

An answer that cannot be kept is still given: what was made is made.
"""

import logging
from collections.abc import Awaitable
from hashlib import sha256
from typing import Final

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message

from gateway.db.idempotency import REMEMBERED, Answered, KeyBook, Said, Standing
from gateway.errors import Code, GatewayError
from gateway.web.access import identity
from gateway.web.body import body_of, document_of, speaks_json
from gateway.web.errors import failure
from gateway.web.operation import Operation

IDEMPOTENCY_KEY: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_LENGTH_MAX: Final = 200
_BUSY_RETRY_S: Final = "2"
_FORM: Final = "multipart/form-data"
_FORM_BYTES_MAX: Final = 16 * 1024 * 1024
_SUCCESSES: Final = range(200, 300)
_LOG = logging.getLogger("gateway")


async def answered_once(request: Request, operation: Operation, keys: KeyBook) -> Response:
    key, user_id = _key_of(request), identity(request).user_id
    request, words = await _listened_to(request)
    claimed = await keys.claim(Said(key=key, user_id=user_id, operation=operation.id, words=words))
    if isinstance(claimed, Answered):
        return Response(claimed.body, claimed.status, {**claimed.headers, REPLAYED: "true"})
    if isinstance(claimed, Standing):
        raise _busy() if claimed is Standing.BUSY else _other_words()
    try:
        response = await operation.endpoint(request)
    except GatewayError as error:
        if operation.several and error.code is Code.OUTCOME_UNKNOWN:
            await _at_best(keys.keep(claimed, _answered(failure(error))))
        else:
            await _at_best(keys.release(claimed))
        raise
    except BaseException:
        await _at_best(keys.release(claimed))
        raise
    if response.status_code in _SUCCESSES:
        await _at_best(keys.keep(claimed, _answered(response)))
    else:
        await _at_best(keys.release(claimed))
    return response


def _key_of(request: Request) -> str:
    named = request.headers.getlist(IDEMPOTENCY_KEY)
    key = named[0].strip()
    if len(named) == 1 and 0 < len(key) <= _LENGTH_MAX and key.isascii() and key.isprintable():
        return key
    message = (
        f"L'en-tête « {IDEMPOTENCY_KEY} » doit être donné une seule fois, en 1 à {_LENGTH_MAX} caractères "
        "ASCII imprimables : un UUID convient."
    )
    raise GatewayError(
        Code.INVALID_PARAMETER, message, details={"fields": [{"field": IDEMPOTENCY_KEY, "message": message}]}
    )


async def _listened_to(request: Request) -> tuple[Request, str]:
    """The request, its body still to be read, and a digest of it; the order of JSON keys says nothing."""
    json = speaks_json(request) and bool((await body_of(request)).strip())
    content_type = request.headers.get("content-type", "")
    if json:
        body = orjson.dumps(await document_of(request), option=orjson.OPT_SORT_KEYS)
    elif content_type.strip().lower().startswith(_FORM):
        body, request = await _heard(request)
        body = _without_boundary(body, content_type)
    else:
        body = await body_of(request)
    place = [request.method, request.url.path, request.url.query, json]
    return request, sha256(orjson.dumps(place) + body).hexdigest()


async def _heard(request: Request) -> tuple[bytes, Request]:
    """
    A form is read by its endpoint as it arrives: heard here first, then said again. What is too long for any
    form is heard no further; the endpoint refuses it.
    """
    messages: list[Message] = []
    body = bytearray()
    while len(body) <= _FORM_BYTES_MAX:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        messages.append(message)
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    said_again = iter(messages)

    async def receive() -> Message:
        return next(said_again, None) or await request.receive()

    return bytes(body), Request(request.scope, receive)


def _without_boundary(form: bytes, content_type: str) -> bytes:
    """A browser that says the same form again parts it by another line."""
    boundary = content_type.partition("boundary=")[2].partition(";")[0].strip().strip('"')
    return form.replace(f"--{boundary}".encode("latin-1"), b"--") if boundary else form


def _answered(response: Response) -> Answered:
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Answered(status=response.status_code, headers=headers, body=bytes(response.body).decode())


async def _at_best(kept: Awaitable[None]) -> None:
    try:
        await kept
    except GatewayError as error:
        _LOG.warning("an idempotency key stays held until its call is given up: %s", error)


def _busy() -> GatewayError:
    return GatewayError(
        Code.IDEMPOTENCY_KEY_IN_USE,
        f"Cet appel est déjà en cours sous la même clé « {IDEMPOTENCY_KEY} » : attendez, puis répétez-le à "
        "l'identique pour recevoir sa réponse.",
        headers={"Retry-After": _BUSY_RETRY_S},
    )


def _other_words() -> GatewayError:
    hours = int(REMEMBERED.total_seconds() // 3600)
    return GatewayError(
        Code.IDEMPOTENCY_KEY_REUSED,
        f"Cette clé « {IDEMPOTENCY_KEY} » a déjà servi, il y a moins de {hours} heures, pour un appel "
        "différent : répétez l'appel à l'identique, ou donnez une nouvelle clé au nouvel appel.",
    )
