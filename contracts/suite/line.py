"""A line to one of the parties, on which every word is kept: what a report repeats as curl."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

_SECRET = frozenset({"authorization", "x-qonto-staging-token", "cookie"})
_OF_EVERY_CLIENT = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}
)
REDACTED = "***"


class NoAnswer(Exception):
    """The connection ended, or time ran out, before an answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One request as it was sent and what came back. *status* 0: nothing did. Secrets are not in it."""

    to: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    answer: bytes = b""
    why: str = ""
    """What this was for, where it is no part of what is being tried."""


@dataclass(slots=True)
class Line:
    """
    *http* has the base URL and time-out of one party; *name* is how a report calls it. *headers* go with
    every word, the credentials for instance.
    """

    name: str
    http: httpx.Client
    told: list[Told] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def say(
        self,
        method: str,
        target: str,
        *,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        data: Mapping[str, str] | None = None,
        without: Sequence[str] = (),
    ) -> httpx.Response:
        """
        The answer, whatever its status. *without* names headers of the line that are not to be sent.

        Raises NoAnswer.
        """
        request = self.http.build_request(
            method,
            target,
            json=json,
            headers={**self.headers, **(headers or {})},
            content=content,
            files=files,
            data=data,
        )
        for name in without:
            request.headers.pop(name, None)
        try:
            answer = self.http.send(request)
        except httpx.TransportError as lost:
            self.told.append(self._told(request))
            raise NoAnswer(f"{method} {target}: {lost or type(lost).__name__}") from lost
        self.told.append(self._told(request, answer))
        return answer

    def _told(self, request: httpx.Request, answer: httpx.Response | None = None) -> Told:
        return Told(
            to=self.name,
            method=request.method,
            url=str(request.url),
            headers={
                name: REDACTED if name in _SECRET or name in self.http.headers else value
                for name, value in request.headers.items()
                if name not in _OF_EVERY_CLIENT
            },
            body=request.read(),
            status=0 if answer is None else answer.status_code,
            answer=b"" if answer is None else answer.content,
        )
