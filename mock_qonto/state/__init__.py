"""
The journal on disk: what was acknowledged is there after a restart, however the bank ended.

A bank that lives in memory needs no file: what reads and writes one is imported by the first who asks for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mock_qonto.state.refusing import StateRefused
from mock_qonto.state.wishes import adopt, clock_state

if TYPE_CHECKING:
    from mock_qonto.state.disk import Disk, open_disk
    from mock_qonto.state.reading import summary

__all__ = ["Disk", "StateRefused", "adopt", "clock_state", "open_disk", "summary"]

_ASKED_FOR = {"Disk": "disk", "open_disk": "disk", "summary": "reading"}


def __getattr__(name: str) -> Any:
    if name not in _ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ASKED_FOR[name]}"), name)
