"""
An answer on its way out: in ASGI's two messages, or in one step where the server is our own.

Both ways say the same on the wire; tests/mock_qonto/web/test_sending.py holds them against each other.
"""

from starlette.types import Scope, Send

from mock_qonto.kernel.journal import Exchange
from mock_qonto.kernel.world import World
from mock_qonto.web.call import Reply
from mock_qonto.web.identity import Identity

WHOLE = "mock_qonto.whole"
"""In `scope["extensions"]`: sends an answer that is complete in one step, if it can (see `server.py`)."""

NO_CONTENT = 204
UNROUTED = "unrouted"


def sent_whole(scope: Scope, identity: Identity, world: World, exchange: Exchange, reply: Reply) -> bool:
    """Whether the answer went the short way: only for answers whose headers are all the bank's own."""
    extensions = scope.get("extensions")
    whole = None if extensions is None else extensions.get(WHOLE)
    if whole is None or reply.headers or reply.media_type is None or exchange.method == "HEAD":
        return False
    head = b"%sx-request-id: %s\r\ncontent-type: %s\r\ncontent-length: %d\r\n" % (
        identity.lines(world),
        exchange.request_id.encode(),
        reply.media_type.encode(),
        len(reply.body),
    )
    sent: bool = whole(scope, reply.status, head, reply.body)
    return sent


async def send_reply(send: Send, identity: Identity, world: World, exchange: Exchange, reply: Reply) -> None:
    headers = identity.headers(world)
    if exchange.verdict != UNROUTED:
        headers.append((b"x-request-id", exchange.request_id.encode()))
    if reply.media_type is not None:
        headers.append((b"content-type", reply.media_type.encode()))
    if reply.status != NO_CONTENT:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    for name, value in reply.headers.items():
        headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if exchange.method == "HEAD" else reply.body})
