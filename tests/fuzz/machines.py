"""
The state machines, to be run by anybody: by the suite, by `make fuzz`, against what somebody sabotaged.

The same seed does the same things, on the same side of the same sabotage.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.database import ExampleDatabase
from hypothesis.stateful import run_state_machine_as_test

from tests.machines.bank_machine import BankMachine
from tests.machines.day import Day, RuleBroken
from tests.machines.door import BankFactory, Door, Tally, plain_bank
from tests.machines.gateway_machine import GatewayMachine
from tests.machines.room import GatewayFactory, Room, plain_gateway
from tests.machines.shop import Shop
from tests.machines.shop_deeds import opening

EXAMPLES, GATEWAY_EXAMPLES, STEPS, SEED = 100, 20, 20, 20260219


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a machine came upon, and how."""

    says: str
    rules: tuple[str, ...]
    """The ids in the rule book; empty when an answer was not the ledger's."""
    story: tuple[str, ...]
    """What was done, in order; the last is where it came out."""
    seed: int
    calls: int
    examples: int
    seconds: float


def run_bank_machine(
    build: BankFactory = plain_bank,
    *,
    edition: str,
    examples: int = EXAMPLES,
    steps: int = STEPS,
    seed: int = SEED,
    tally: Tally | None = None,
    shrink: bool = False,
    database: ExampleDatabase | None = None,
) -> Finding | None:
    """
    Business at the bank that *build* makes, until something is found. None: nothing was.

    *tally* is filled meanwhile; *shrink* looks for the shortest way to what was found.
    """
    tally = tally or Tally()
    day = Day(Door(build(edition), tally))
    machine = type(f"BankMachine_{edition}", (BankMachine,), {"day": day})
    return _run(machine, lambda: day.story, tally, examples, steps, seed, shrink=shrink, database=database)


def run_gateway_machine(
    build: BankFactory = plain_bank,
    gateway: GatewayFactory = plain_gateway,
    *,
    edition: str,
    examples: int = GATEWAY_EXAMPLES,
    steps: int = STEPS,
    seed: int = SEED,
    tally: Tally | None = None,
    shrink: bool = False,
    database: ExampleDatabase | None = None,
) -> Finding | None:
    """The same of the gateway that *gateway* makes, in front of the bank that *build* makes."""
    tally = tally or Tally()
    room = Room(build(edition), edition, gateway)
    try:
        shop = Shop(room, edition, tally, opening)
        machine = type(f"GatewayMachine_{edition}", (GatewayMachine,), {"shop": shop})
        return _run(
            machine, lambda: shop.story, tally, examples, steps, seed, shrink=shrink, database=database
        )
    finally:
        room.close()


def _run(
    machine: Any,
    story: Callable[[], list[str]],
    tally: Tally,
    examples: int,
    steps: int,
    seed: int,
    *,
    shrink: bool,
    database: ExampleDatabase | None,
) -> Finding | None:
    began = time.perf_counter()
    phases = [Phase.generate]
    if database is not None:
        phases.insert(0, Phase.reuse)
    if shrink:
        phases.append(Phase.shrink)
    settings = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        database=database,
        deadline=None,
        phases=phases,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis.seed(seed)(machine), settings=settings)
    except AssertionError as found:
        return Finding(
            says=str(found),
            rules=tuple(found.rules) if isinstance(found, RuleBroken) else (),
            story=tuple(story()),
            seed=seed,
            calls=tally.calls,
            examples=tally.examples,
            seconds=time.perf_counter() - began,
        )
    return None
