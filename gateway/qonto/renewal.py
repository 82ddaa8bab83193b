"""
The OAuth token in use, and its renewal: by one task of one worker at a time, whoever finds it has ended.

Rule 1: a renewal that was begun is finished, even when nobody waits for it any more: its answer holds the
        only refresh token there is.
Rule 2: what Qonto has refused once is not offered again.
Rule 3: nothing has been asked of Qonto's API when a renewal fails.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import orjson

from gateway.errors import Code, GatewayError
from gateway.qonto.redaction import Redactor
from gateway.qonto.tokens import TokenFile, TokenFileRefused, Tokens, seed_of
from gateway.qonto.transport import Exchange, Received
from gateway.settings import Settings, SettingsRefused

log = logging.getLogger(__name__)

_LIFE: Final = timedelta(hours=1)
_MARGIN: Final = timedelta(seconds=60)
"""Ended so long before its end: a call that begins now arrives later."""
TIMEOUT_S: Final = 60.0
"""Longer than any call waits: an answer given up on too soon would take the only refresh token with it."""
_REFUSALS: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_RETRY: Final = {"Retry-After": "5"}


class Renewal:
    """Raises SettingsRefused when there is nothing to begin with. *now* is the machine's hour."""

    def __init__(
        self,
        settings: Settings,
        exchange: Exchange,
        *,
        now: Callable[[], datetime],
        redactor: Redactor,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._settings = settings
        self._exchange = exchange
        self._now = now
        self._redactor = redactor
        self._timeout_s = timeout_s
        self._file = TokenFile(Path(settings.qonto_token_file))
        self._tokens = first_tokens(settings)
        self._learn(self._tokens)
        self._renewed_at: datetime | None = None
        self._unsaved: Tokens | None = None
        self._refused: tuple[str, str] | None = None
        self._under_way: asyncio.Task[None] | None = None

    async def token(self, until: float) -> str:
        """One that has not ended, as far as we know. *until* is an hour of the loop's."""
        if self._tokens.ended(self._now()):
            await self._single_flight(until)
        assert self._tokens.access is not None
        return self._tokens.access

    async def renewed(self, until: float, *, instead_of: str) -> bool:
        """Qonto has answered 401. False: the token was just made, so it is not what Qonto objects to."""
        if self._tokens.access != instead_of:
            return True
        if self._renewed_at is not None and self._now() - self._renewed_at < _MARGIN:
            return False
        await self._single_flight(until)
        return True

    async def aclose(self) -> None:
        if self._under_way is not None:
            await asyncio.wait([self._under_way])

    async def _single_flight(self, until: float) -> None:
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._renew())
            self._under_way.add_done_callback(_noticed)
        try:
            async with asyncio.timeout_at(until):
                await asyncio.shield(self._under_way)
        except TimeoutError:
            raise _unreachable("still under way") from None

    async def _renew(self) -> None:
        try:
            async with self._file.held():
                self._tokens = await self._newer()
        except TokenFileRefused as refusal:
            raise GatewayError(Code.MISCONFIGURED, str(refusal)) from refusal
        self._learn(self._tokens)
        self._renewed_at = self._now()

    async def _newer(self) -> Tokens:
        """What another worker has brought, else what Qonto gives for our refresh token; saved."""
        known = _kept(self._file, self._settings) or self._tokens
        if self._unsaved is None and known.access != self._tokens.access and not known.ended(self._now()):
            return known
        with self._file.place() as fill:
            if self._unsaved is None:
                self._unsaved = await self._exchanged(known)
            fill(self._unsaved)
        saved, self._unsaved = self._unsaved, None
        return saved

    async def _exchanged(self, known: Tokens) -> Tokens:
        if self._refused is not None and self._refused[0] == known.refresh:
            raise _refusal(self._refused[1])
        received = await self._asked(known.refresh)
        body = _read(received)
        if received.status in _REFUSALS:
            error = str(body.get("error", ""))
            self._refused = (known.refresh, error)
            log.warning("OAuth renewal: answered %d %s", received.status, self._redactor.clean(error)[:100])
            raise _refusal(error)
        access, refresh = body.get("access_token"), body.get("refresh_token") or known.refresh
        if received.status != HTTPStatus.OK or not isinstance(access, str) or not isinstance(refresh, str):
            log.warning("OAuth renewal: an unusable answer, %d", received.status)
            raise _failed("answered " + str(received.status))
        life_s = body.get("expires_in")
        life = timedelta(seconds=life_s) if isinstance(life_s, int) and life_s > 0 else _LIFE
        ends_at = self._now() + max(life - _MARGIN, life / 2)
        return Tokens(access=access, refresh=refresh, ends_at=ends_at, seed=known.seed)

    async def _asked(self, refresh_token: str) -> Received:
        settings = self._settings
        assert settings.qonto_client_secret is not None
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": settings.qonto_client_id,
            "client_secret": settings.qonto_client_secret.get_secret_value(),
        }
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if settings.qonto_staging_token is not None:
            headers["X-Qonto-Staging-Token"] = settings.qonto_staging_token.get_secret_value()
        self._redactor.learn(refresh_token)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._exchange(
                    "POST", settings.qonto_token_url, headers, urlencode(form).encode()
                )
        except (httpx.TransportError, httpx.DecodingError, OSError) as why:
            log.warning("OAuth renewal: %s", self._redactor.clean(f"{type(why).__name__}: {why}"))
            raise _unreachable(type(why).__name__) from None

    def _learn(self, tokens: Tokens) -> None:
        for secret in (tokens.access, tokens.refresh):
            if secret is not None:
                self._redactor.learn(secret)


def first_tokens(settings: Settings) -> Tokens:
    """What to begin with: the file's, unless the environment names a refresh token of another line."""
    try:
        kept = _kept(TokenFile(Path(settings.qonto_token_file)), settings)
    except TokenFileRefused as refusal:
        raise SettingsRefused(str(refusal)) from refusal
    if kept is not None:
        return kept
    given = settings.qonto_refresh_token
    if given is None:
        raise SettingsRefused(
            "QONTO_REFRESH_TOKEN : obligatoire avec QONTO_CLIENT_ID tant que QONTO_TOKEN_FILE "
            f"({settings.qonto_token_file}) n'existe pas."
        )
    access, refresh = settings.qonto_access_token, given.get_secret_value()
    return Tokens(
        access=None if access is None else access.get_secret_value(), refresh=refresh, seed=seed_of(refresh)
    )


def _kept(file: TokenFile, settings: Settings) -> Tokens | None:
    kept, given = file.read(), settings.qonto_refresh_token
    if kept is None or given is None or kept.seed == seed_of(given.get_secret_value()):
        return kept
    return None


def _read(received: Received) -> Mapping[str, Any]:
    try:
        body = orjson.loads(received.content)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _noticed(task: asyncio.Task[None]) -> None:
    """Its failure is whoever's waits; when nobody does any more, it is nobody's."""
    if not task.cancelled():
        task.exception()


def _refusal(error: str) -> GatewayError:
    if error == "invalid_client":
        message = (
            "Qonto ne reconnaît pas l'application OAuth : vérifiez QONTO_CLIENT_ID et QONTO_CLIENT_SECRET, "
            "puis redémarrez la passerelle."
        )
    else:
        message = (
            "Qonto refuse de renouveler l'accès OAuth (autorisation expirée ou retirée) : redonnez "
            "l'autorisation à l'application, mettez à jour QONTO_REFRESH_TOKEN, puis redémarrez la "
            "passerelle."
        )
    return GatewayError(Code.UPSTREAM_AUTH_FAILED, message, internal="OAuth renewal refused")


def _unreachable(why: str) -> GatewayError:
    return GatewayError(
        Code.UPSTREAM_UNREACHABLE,
        "Le serveur d'autorisation de Qonto ne répond pas : rien n'a été modifié. Vérifiez le réseau et "
        "QONTO_TOKEN_URL, puis réessayez.",
        internal=why,
        details={"cause": "unreachable"},
        headers=_RETRY,
    )


def _failed(why: str) -> GatewayError:
    return GatewayError(
        Code.UPSTREAM_FAILED,
        "Le serveur d'autorisation de Qonto a répondu de façon inutilisable : rien n'a été modifié. "
        "Réessayez dans quelques minutes ; si cela dure, vérifiez QONTO_TOKEN_URL.",
        internal=f"OAuth renewal: {why}",
    )
