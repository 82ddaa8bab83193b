"""The bank's own limits, per edition, on each world's virtual clock."""

from datetime import datetime

from mock_qonto.kernel.world import World


class RateLimiter:
    """Counts calls in windows of virtual time."""

    def admit(self, world: World, client: str, now: datetime) -> int | None:
        """None, or after how many seconds to come back."""
        raise AssertionError((world, client, now))
