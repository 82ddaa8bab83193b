"""
What we must never say: the credentials, in whatever spelling somebody hands them back to us.

A server may repeat our own header in the body of a refusal, or in a line so broken that a library quotes it.
"""

import base64
import json
import logging
from typing import Any
from urllib.parse import quote

from gateway.settings import Settings

HIDDEN = "[masqué]"
_SHORT = 6
"""Shorter secrets are part of ordinary words, and open nothing."""


class Redactor:
    """Knows the secrets, and nothing else of them than how to leave them out."""

    __slots__ = ("_spellings",)

    def __init__(self, *secrets: str) -> None:
        self._spellings: tuple[str, ...] = ()
        for secret in secrets:
            self.learn(secret)

    def __repr__(self) -> str:
        return f"Redactor({len(self._spellings)} spellings)"

    def learn(self, secret: str) -> None:
        if len(secret) < _SHORT:
            return
        raw = secret.encode()
        spelt = {
            secret,
            quote(secret, safe=""),
            json.dumps(secret)[1:-1],
            repr(secret)[1:-1],
            base64.b64encode(raw).decode().rstrip("="),
            base64.urlsafe_b64encode(raw).decode().rstrip("="),
        }
        # The longest first: what is left of a longer one would tell a part of it.
        self._spellings = tuple(sorted({*self._spellings, *spelt}, key=len, reverse=True))

    def clean(self, text: str) -> str:
        for spelling in self._spellings:
            text = text.replace(spelling, HIDDEN)
        return text

    def cleaned(self, value: Any) -> Any:
        """A JSON value, every text of it cleaned, names too."""
        match value:
            case str():
                return self.clean(value)
            case dict():
                return {self.clean(str(name)): self.cleaned(inner) for name, inner in value.items()}
            case list():
                return [self.cleaned(inner) for inner in value]
        return value


class DiscreetFormatter(logging.Formatter):
    """Whatever is logged, tracebacks too, goes out without the credentials."""

    def __init__(self, shape: str, redactor: Redactor) -> None:
        super().__init__(shape)
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.clean(super().format(record))


def redactor_of(settings: Settings) -> Redactor:
    """Every secret of the settings that goes to Qonto, and the header it goes in."""
    given = (
        settings.qonto_api_key,
        settings.qonto_access_token,
        settings.qonto_refresh_token,
        settings.qonto_client_secret,
        settings.qonto_staging_token,
        settings.gateway_jwt_secret,
    )
    secrets = [secret.get_secret_value() for secret in given if secret is not None]
    if settings.qonto_api_key is not None:
        secrets.append(f"{settings.qonto_organization_id}:{settings.qonto_api_key.get_secret_value()}")
    return Redactor(*secrets)
