"""The gateway over the bank as a Hypothesis state machine: a step is a few deeds of one topic."""

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.machines.shop import Shop
from tests.machines.shop_deeds import DEEDS
from tests.machines.words import Choice

BYTES_A_DEED = 6
STRETCH = st.binary(min_size=BYTES_A_DEED * 3, max_size=BYTES_A_DEED * 3)
DEED = st.binary(min_size=BYTES_A_DEED, max_size=BYTES_A_DEED)


class GatewayMachine(RuleBasedStateMachine):
    """*shop* is put in by whoever runs it."""

    shop: ClassVar[Shop]

    def __init__(self) -> None:
        super().__init__()
        self.shop.begin_again()

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
    def business(self, turns: bytes) -> None:
        """Of every topic something."""
        self._play("business", turns)

    @rule(turn=DEED)
    def rest(self, turn: bytes) -> None:
        self._play("rest", turn)

    def teardown(self) -> None:
        self.shop.judge()
        self.shop.tally.examples += 1

    def _play(self, topic: str, turns: bytes) -> None:
        deeds, shop = DEEDS[topic], self.shop
        for at in range(0, len(turns), BYTES_A_DEED):
            choice = Choice(int.from_bytes(turns[at : at + BYTES_A_DEED]))
            deed = choice.among(deeds)
            shop.deed(deed.__name__)
            deed(shop, choice)
