"""Who is calling: the credential chooses the world."""

import hashlib
import hmac

from mock_qonto import errors
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.world import World


def digest(key: str) -> str:
    """What is kept of an API key instead of the key."""
    return hashlib.sha256(key.encode()).hexdigest()


def authenticate(bank: Bank, authorization: str | None) -> World:
    """
    The world that `<slug>:<key>` opens. No scheme word, no base64 (Qonto's API key header).

    Raises 400 without a header and 401 for one that opens nothing.
    """
    if not authorization:
        raise errors.authorization_missing()
    slug, colon, key = authorization.strip().partition(":")
    world = bank.worlds.get(slug)
    if world is None or not colon or not key:
        raise errors.authorization_invalid()
    expected = world.settings.key_digest
    if expected is not None and not hmac.compare_digest(expected, digest(key)):
        raise errors.authorization_invalid()
    return world
