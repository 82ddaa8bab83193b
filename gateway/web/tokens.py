"""
`GATEWAY_AUTH=jwt`: the caller is who a signed token says.

Rule 1: the algorithm is ours to choose, never the token's: HS256 for a secret, the key's own for a key set.
Rule 2: a token without an end or without a subject is no token. A subject whose role is a service's is no
person.
Rule 3: what is wrong with a token is for the log; the caller learns only that a new one is needed.
"""

import asyncio
import importlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
from starlette.datastructures import Headers

from gateway.errors import Code, GatewayError
from gateway.settings import Settings, SettingsRefused
from gateway.web.access import Authenticate, Identity, Role, local_person, user_id_of

_SERVICE_ROLES = frozenset({"service", "service_role"})
_ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"})
_KEYS_TIMEOUT_S = 5.0
_KEYS_AGE_MAX_S = 600.0
_KEYS_AGE_MIN_S = 30.0

FetchKeys = Callable[[], Awaitable[bytes]]


def authentication(settings: Settings, *, fetch_keys: FetchKeys | None = None) -> Authenticate:
    """How callers are recognised. *fetch_keys* replaces the download of `GATEWAY_JWKS_URL`."""
    if settings.gateway_auth == "off":
        return local_person
    reader = _jwt()
    if settings.gateway_jwt_secret is not None:
        return Tokens(
            reader, settings.gateway_jwt_audience, secret=settings.gateway_jwt_secret.get_secret_value()
        )
    keys = KeySet(reader, fetch_keys or _download(settings.gateway_jwks_url))
    return Tokens(reader, settings.gateway_jwt_audience, keys=keys)


class Tokens:
    __slots__ = ("_audience", "_jwt", "_keys", "_secret")

    def __init__(
        self, reader: Any, audience: str, *, secret: str | None = None, keys: "KeySet | None" = None
    ) -> None:
        self._jwt = reader
        self._audience = audience or None
        self._secret = secret
        self._keys = keys

    async def __call__(self, headers: Headers) -> Identity:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthenticated("no bearer token")
        try:
            claims = await self._claims(token.strip())
        except self._jwt.PyJWTError as error:
            raise _unauthenticated(f"{type(error).__name__}: {error}") from error
        return _who(claims)

    async def _claims(self, token: str) -> Mapping[str, Any]:
        key, algorithm = self._secret, "HS256"
        if self._keys is not None:
            key, algorithm = await self._keys.key_of(self._jwt.get_unverified_header(token))
        claims: Mapping[str, Any] = self._jwt.decode(
            token, key, algorithms=[algorithm], audience=self._audience, options={"require": ["exp", "sub"]}
        )
        return claims


class KeySet:
    """
    The issuer's public keys, kept; asked for again when they are old or a new one is named, never more than
    twice a minute.
    """

    __slots__ = ("_asked_at", "_fetch", "_jwt", "_keys", "_lock", "_seconds")

    def __init__(
        self, reader: Any, fetch: FetchKeys, *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._jwt = reader
        self._fetch = fetch
        self._seconds = seconds
        self._keys: dict[str, Any] = {}
        self._asked_at: float | None = None
        self._lock = asyncio.Lock()

    async def key_of(self, header: Mapping[str, Any]) -> tuple[Any, str]:
        name = str(header.get("kid", ""))
        async with self._lock:
            if self._is_stale(name):
                await self._renew()
        key = self._keys.get(name)
        if key is None or key.algorithm_name not in _ASYMMETRIC:
            raise _unauthenticated(f"no usable key {name!r}")
        return key.key, str(key.algorithm_name)

    def _is_stale(self, name: str) -> bool:
        if self._asked_at is None:
            return True
        age_s = self._seconds() - self._asked_at
        return age_s > _KEYS_AGE_MAX_S or (name not in self._keys and age_s > _KEYS_AGE_MIN_S)

    async def _renew(self) -> None:
        self._asked_at = self._seconds() if self._keys else None  # no key at all: ask again at the next call
        try:
            published = self._jwt.PyJWKSet.from_dict(json.loads(await self._fetch()))
        except (httpx.HTTPError, ValueError, self._jwt.PyJWTError) as error:
            if self._keys:
                return  # keys that were good a moment ago outlive their issuer's bad minute
            raise GatewayError(
                Code.IDENTITY_UNAVAILABLE,
                "Le service d'identité ne répond pas : réessayez dans un instant.",
                internal=f"GATEWAY_JWKS_URL: {type(error).__name__}: {error}",
                headers={"Retry-After": "5"},
            ) from error
        self._keys = {str(key.key_id or ""): key for key in published.keys}
        self._asked_at = self._seconds()


def _who(claims: Mapping[str, Any]) -> Identity:
    role = claims.get("role", "user")
    if not isinstance(role, str):
        raise _unauthenticated("role is no text")
    return Identity(
        user_id=user_id_of(str(claims["sub"])),
        role=Role.SERVICE if role.lower() in _SERVICE_ROLES else Role.USER,
    )


def _jwt() -> Any:
    # PyJWT is an extra: who does not ask for tokens installs and loads none of it, cryptography included.
    try:
        return importlib.import_module("jwt")
    except ImportError as error:
        raise SettingsRefused(
            "GATEWAY_AUTH : jwt demande un paquet de plus, installez-le : pip install 'qonto-offline[jwt]'."
        ) from error


def _download(url: str) -> FetchKeys:
    async def fetch() -> bytes:
        async with httpx.AsyncClient(timeout=_KEYS_TIMEOUT_S) as client:
            response = await client.get(url)
            response.raise_for_status()
            return response.content

    return fetch


def _unauthenticated(internal: str) -> GatewayError:
    return GatewayError(
        Code.UNAUTHENTICATED,
        "Identifiez-vous : l'en-tête « Authorization: Bearer <jeton> » manque, "
        "ou son jeton n'est pas ou plus valable.",
        internal=internal,
        headers={"WWW-Authenticate": "Bearer"},
    )
