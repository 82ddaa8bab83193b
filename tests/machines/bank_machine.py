"""
The bank as a Hypothesis state machine: business of several topics in any order, and time and trouble between.

A step is a stretch of a few deeds of one topic: Hypothesis takes longer to think of a step than the bank to
answer it.
"""

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.machines.day import Day
from tests.machines.deeds import DEEDS
from tests.machines.words import Choice

BYTES_A_DEED = 6
DEEDS_A_STRETCH = 8

STRETCH = st.binary(min_size=BYTES_A_DEED * DEEDS_A_STRETCH, max_size=BYTES_A_DEED * DEEDS_A_STRETCH)
DEED = st.binary(min_size=BYTES_A_DEED, max_size=BYTES_A_DEED)


class BankMachine(RuleBasedStateMachine):
    """*day* is put in by whoever runs it."""

    day: ClassVar[Day]

    def __init__(self) -> None:
        super().__init__()
        self.day.begin_again()

    @rule(turns=STRETCH)
    def invoices(self, turns: bytes) -> None:
        self._play("invoices", turns)

    @rule(turns=STRETCH)
    def quotes(self, turns: bytes) -> None:
        self._play("quotes", turns)

    @rule(turns=STRETCH)
    def credit_notes(self, turns: bytes) -> None:
        self._play("credit_notes", turns)

    @rule(turns=STRETCH)
    def clients_and_files(self, turns: bytes) -> None:
        self._play("clients_and_files", turns)

    @rule(turns=STRETCH)
    def business(self, turns: bytes) -> None:
        """Of every topic something."""
        self._play("business", turns)

    @rule(turn=DEED)
    def time_and_trouble(self, turn: bytes) -> None:
        self._play("time_and_trouble", turn)

    def teardown(self) -> None:
        self.day.judge()
        self.day.tally.examples += 1

    def _play(self, topic: str, turns: bytes) -> None:
        deeds, day = DEEDS[topic], self.day
        for at in range(0, len(turns), BYTES_A_DEED):
            choice = Choice(int.from_bytes(turns[at : at + BYTES_A_DEED]))
            deed = choice.among(deeds)
            day.deed(deed.__name__)
            deed(day, choice)
