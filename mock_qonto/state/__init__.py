"""The journal on disk: what was acknowledged is there after a restart, however the bank ended."""

from mock_qonto.state.disk import Disk, open_disk
from mock_qonto.state.reading import summary
from mock_qonto.state.refusing import StateRefused
from mock_qonto.state.wishes import adopt, clock_state

__all__ = ["Disk", "StateRefused", "adopt", "clock_state", "open_disk", "summary"]
