"""
Signed links: bytes for whoever holds the link, until its hour; no credentials (Qonto's are of S3).

A link is alive while the world's clock is before `expires`: a lifetime of 1800 seconds works for
29:59 and is refused from the 1800th second on.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote

from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import World
from mock_qonto.values import value

LIFETIME = timedelta(seconds=1800)
PREFIX = "/files/"
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


@value
class Link:
    """A link that leads to a world; whether it is to be honoured is another question."""

    world: World
    attachment_id: str
    file_name: str
    genuine: bool
    expired: bool


def sign(world: World, *, attachment_id: str, file_name: str, at: datetime) -> str:
    """A link signed *at* that moment; signed again at the same moment it is the same link."""
    expires = int((at + LIFETIME).timestamp())
    signature = _signature(world, attachment_id, file_name, expires)
    path = f"{PREFIX}{quote(world.slug, safe='')}/{attachment_id}/{quote(file_name, safe='')}"
    return f"{world.base_url}{path}?expires={expires}&signature={signature}"


def follow(bank: Bank, path: str, query_string: bytes) -> Link | None:
    """What *path* leads to, or None if it is no link of any world here."""
    slug, _, rest = path.removeprefix(PREFIX).partition("/")
    attachment_id, _, file_name = rest.partition("/")
    world = bank.worlds.get(slug)
    if world is None or not file_name:
        return None
    bank.catch_up(world)
    query = parse_qs(query_string.decode("latin-1"))
    expires_text, signature = query.get("expires", [""])[-1], query.get("signature", [""])[-1]
    expires = int(expires_text) if _SECONDS.fullmatch(expires_text) else 0
    expected = _signature(world, attachment_id, file_name, expires)
    return Link(
        world=world,
        attachment_id=attachment_id,
        file_name=file_name,
        genuine=hmac.compare_digest(expected.encode(), signature.encode()),
        expired=world.clock.now.timestamp() >= expires,
    )


def _signature(world: World, attachment_id: str, file_name: str, expires: int) -> str:
    text = f"{attachment_id}\x00{file_name}\x00{expires}".encode("utf-8", "surrogatepass")
    return hmac.new(world.signing_key.encode(), text, hashlib.sha256).hexdigest()
