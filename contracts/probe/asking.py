"""
Asking somebody's real bank: slowly, once each, and never anywhere else.

Rule 1: credentials go to the one host that was named. A redirect is noted and not followed.
Rule 2: a call begins at the earliest one pace after the one before; 429 is waited out, three times at most.
Rule 3: what is kept of a failure is its kind. No text of a library, which might quote a header, is.
"""

import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from contracts.probe.heard import Heard, heard, lost
from contracts.probe.question import Question

PACE_S = 1.0
TIMEOUT_S = 20.0
TRIES_MAX = 4
WAIT_MAX_S = 60.0
TOO_MANY = 429
_JSON = {"Content-Type": "application/json"}


class CredentialsMissing(Exception):
    """Nobody is named in the environment; the message says which variables."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks. Never shown: neither by printing it nor by what is written down."""

    headers: Mapping[str, str] = field(repr=False)
    kind: str = "API key"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must not be written down, the longest first; also without the word before it."""
        whole = set(self.headers.values())
        parts = {part for value in whole for mark in (" ", ":") for part in [value.rpartition(mark)[2]]}
        return tuple(sorted(whole | parts, key=len, reverse=True))


def credentials(environment: Mapping[str, str] = os.environ) -> Credentials:
    """
    From the gateway's own variables: `QONTO_ACCESS_TOKEN`, or `QONTO_ORGANIZATION_ID` and `QONTO_API_KEY`;
    and the sandbox's `QONTO_STAGING_TOKEN`. Raises CredentialsMissing.
    """
    headers: dict[str, str] = {}
    token, key = environment.get("QONTO_ACCESS_TOKEN"), environment.get("QONTO_API_KEY")
    organization = environment.get("QONTO_ORGANIZATION_ID")
    if environment.get("QONTO_STAGING_TOKEN"):
        headers["X-Qonto-Staging-Token"] = environment["QONTO_STAGING_TOKEN"]
    if token and environment.get("QONTO_AUTH_MODE", "oauth") == "oauth":
        return Credentials({**headers, "Authorization": f"Bearer {token}"}, "OAuth token")
    if not key or not organization:
        raise CredentialsMissing(
            "set QONTO_ORGANIZATION_ID and QONTO_API_KEY (Qonto's dashboard, Integrations), or "
            "QONTO_ACCESS_TOKEN"
        )
    return Credentials({**headers, "Authorization": f"{organization}:{key}"})


class Asker:
    """One server, asked one question at a time. *sleep* and *clock* are seconds."""

    def __init__(
        self,
        base_url: str,
        who: Credentials,
        *,
        transport: httpx.BaseTransport | None = None,
        pace_s: float = PACE_S,
        timeout_s: float = TIMEOUT_S,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.host = urlsplit(base_url).hostname or base_url
        self._http = httpx.Client(
            base_url=base_url,
            headers=who.headers,
            follow_redirects=False,
            trust_env=False,
            timeout=timeout_s,
            transport=transport,
        )
        self._secrets = who.secrets
        self._pace_s, self._sleep, self._clock = pace_s, sleep, clock
        self._next_s = 0.0

    def close(self) -> None:
        self._http.close()

    def ask(self, question: Question) -> Heard:
        """The answer, or what kept it from coming. Raises nothing."""
        for attempt in range(1, TRIES_MAX + 1):
            answer = self._once(question)
            if answer.status != TOO_MANY or attempt == TRIES_MAX:
                return answer
            self._next_s = self._clock() + _patience_s(answer, attempt)
        raise AssertionError("the last try has returned")

    def _once(self, question: Question) -> Heard:
        wait_s = self._next_s - self._clock()
        if wait_s > 0:
            self._sleep(wait_s)
        self._next_s = self._clock() + self._pace_s
        headers = {} if question.body is None else _JSON
        try:
            answer = self._http.request(
                question.method, question.target, content=question.body, headers=headers
            )
        except httpx.TransportError as failure:
            return lost(trouble_of(failure))
        location = urlsplit(answer.headers.get("location", "")).hostname or ""
        return heard(
            answer.status_code,
            answer.headers,
            answer.content,
            location_host=(location or self.host) if answer.is_redirect else "",
            secrets=self._secrets,
        )


def _patience_s(answer: Heard, attempt: int) -> float:
    said = answer.headers.get("retry-after", "")
    wait_s = float(said) if said.isdecimal() else float(2**attempt)
    return min(wait_s, WAIT_MAX_S)


def trouble_of(failure: httpx.TransportError) -> str:
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "TLS: the certificate or the protocol was not accepted"
        cause = cause.__cause__ or cause.__context__
    match failure:
        case httpx.TimeoutException():
            return "time ran out"
        case httpx.ConnectError():
            return "nobody answers at that address"
    return "the connection was lost"
