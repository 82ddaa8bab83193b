"""What every answer says of the bank it comes from: nobody shall take the mock for Qonto."""

from collections.abc import Mapping, Sequence
from email.utils import format_datetime

from contracts.contract import Contract
from mock_qonto import __version__
from mock_qonto.kernel.world import World


class Identity:
    """
    The headers `X-Mock-Qonto` and `Date`, remade only when what they say has changed.

    `X-Mock-Qonto: <version>; world="<nonce>"; edition="<edition>"; absent="<operation>,..."`, and
    `limits="off"` before the last where there are none (see contracts/control.yaml); `Date` is the world's
    virtual hour: a gateway that follows it is as old as its bank.
    """

    __slots__ = ("_capabilities", "_contracts", "_dates", "_lines", "_shown")

    def __init__(self, contracts: Mapping[str, Contract], capabilities: Sequence[str]) -> None:
        self._contracts = contracts
        self._capabilities = capabilities
        self._shown: dict[str, tuple[int, str, bytes]] = {}
        self._dates: dict[str, tuple[int, bytes]] = {}
        self._lines: dict[str, tuple[bytes, bytes, bytes]] = {}

    def headers(self, world: World) -> list[tuple[bytes, bytes]]:
        return [(b"x-mock-qonto", self._identity(world)), (b"date", self._date(world))]

    def lines(self, world: World) -> bytes:
        """The same as it goes over the wire."""
        name, date = self._identity(world), self._date(world)
        lines = self._lines.get(world.slug)
        if lines is None or lines[0] is not name or lines[1] is not date:
            wire = b"x-mock-qonto: " + name + b"\r\ndate: " + date + b"\r\n"
            lines = self._lines[world.slug] = (name, date, wire)
        return lines[2]

    def absent(self, world: World) -> tuple[str, ...]:
        """The operations in doubt that this world does not have."""
        operations = self._contracts[world.settings.edition].operations
        overrides = world.settings.capabilities
        return tuple(
            id
            for id in self._capabilities
            if overrides.get(id, "present" if id in operations else "absent-edge").startswith("absent")
        )

    def _identity(self, world: World) -> bytes:
        shown = self._shown.get(world.slug)
        if shown is not None and shown[0] == world.version and shown[1] == world.nonce:
            return shown[2]
        limits = ' limits="off";' if world.settings.rate_limit == "off" else ""
        value = (
            f'{__version__}; world="{world.nonce}"; edition="{world.settings.edition}";{limits} '
            f'absent="{",".join(self.absent(world))}"'
        ).encode()
        self._shown[world.slug] = (world.version, world.nonce, value)
        return value

    def _date(self, world: World) -> bytes:
        now = world.clock.now
        second = int(now.timestamp())
        date = self._dates.get(world.slug)
        if date is not None and date[0] == second:
            return date[1]
        value = format_datetime(now, usegmt=True).encode()
        self._dates[world.slug] = (second, value)
        return value
