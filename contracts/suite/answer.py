"""An answer as a behaviour looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.suite.outcome import Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """*body* is JSON, None where it was not. *asked* is the request in words, for whoever reads a failure."""

    asked: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  - what HTTP calls a success

    @property
    def refused(self) -> bool:
        """Understood and turned down: nobody's mistake but the caller's."""
        return 400 <= self.status < 500  # noqa: PLR2004

    def must_be(self, *statuses: int) -> "Answer":
        """Itself. Raises Broken when its status is none of these."""
        if self.status not in statuses:
            wanted = " or ".join(map(str, statuses))
            raise Broken(f"{self.asked} answered {self.status}, not {wanted}{self._said}")
        return self

    def must_succeed(self) -> "Answer":
        """Itself. Raises Broken unless its status is a success."""
        if not self.ok:
            raise Broken(f"{self.asked} answered {self.status}, not a success{self._said}")
        return self

    def must_be_refused(self) -> "Answer":
        """Itself. Raises Broken unless its status is of the 400s."""
        if not self.refused:
            raise Broken(f"{self.asked} answered {self.status}, not a refusal{self._said}")
        return self

    def at(self, path: str) -> Any:
        """What stands at a dotted path of the body: `client_invoice.number`. Raises Broken: nothing does."""
        found = self.body
        for part in path.split("."):
            if isinstance(found, list) and part.isdecimal() and int(part) < len(found):
                found = found[int(part)]
            elif isinstance(found, dict) and part in found:
                found = found[part]
            else:
                raise Broken(f"{self.asked} answered without {path}{self._said}")
        return found

    @property
    def _said(self) -> str:
        text = self.content[:300].decode("utf-8", "replace")
        return f": {text}" if text else ""
