"""A world's time in a test's hand."""

from datetime import UTC, datetime

import httpx

from mock_qonto.testing.controlling import ask


class QontoClock:
    """Held by hand from the start. It walks, and what is due on the way happens; it never goes back."""

    def __init__(self, control: httpx.Client) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(ask(self._control, "GET", "/clock")["now"])

    def advance(self, seconds: float) -> datetime:
        """Let *seconds* pass; the hour it is then."""
        return datetime.fromisoformat(
            ask(self._control, "POST", "/clock/advance", json={"seconds": seconds})["now"]
        )

    def hold(self, at: datetime | None = None) -> datetime:
        """Stop here, or walk to *at* and stop there; one without a zone is UTC."""
        until = {} if at is None else {"now": _instant(at)}
        said = ask(self._control, "PUT", "/clock", json={"mode": "manual", **until})
        return datetime.fromisoformat(said["now"])

    def follow(self) -> None:
        """Let time run by itself, from where it stands."""
        ask(self._control, "PUT", "/clock", json={"mode": "real"})


def _instant(at: datetime) -> str:
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()
