"""A back office as many are written: over the bank, in words of its own, guarded only where told to be."""

from tests.toy_gateway.app import build_toy
from tests.toy_gateway.sins import SINS, UNGUARDED, Sins

__all__ = ["SINS", "UNGUARDED", "Sins", "build_toy"]
