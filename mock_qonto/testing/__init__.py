"""
The bank for somebody's own test suite: what the fixtures of `mock_qonto.pytest_plugin` hand out.

With another test runner: `with open_bank() as bank, bank.open_world() as world: ...`
"""

from mock_qonto.testing.bank import QontoBank, open_bank
from mock_qonto.testing.clock import QontoClock
from mock_qonto.testing.controlling import ControlRefused
from mock_qonto.testing.house import House, Lodger
from mock_qonto.testing.world import QontoWorld

__all__ = ["ControlRefused", "House", "Lodger", "QontoBank", "QontoClock", "QontoWorld", "open_bank"]
