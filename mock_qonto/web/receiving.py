"""ASGI messages -> a body, and the server's word that it starts and stops."""

from starlette.types import Receive, Send


async def read_body(receive: Receive, bytes_max: int) -> bytes | None:
    """The whole body; None when it is longer than *bytes_max*, but read to its end all the same."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body if len(body) <= bytes_max else None
    parts = [body]
    length = len(body)
    while message.get("more_body", False):
        message = await receive()
        part = message.get("body", b"")
        length += len(part)
        if length <= bytes_max:
            parts.append(part)
    return b"".join(parts) if length <= bytes_max else None


async def lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
