"""The laws of lifecycles, for all machines at once."""

from collections.abc import Mapping
from typing import Any

import pytest

import contracts
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.machine import After, Machine
from mock_qonto.registry import DECIDERS
from mock_qonto.switches import defaults

LIVING: Mapping[str, Decider[Any]] = {d.machine.kind: d for d in DECIDERS if d.machine is not None}


def _machine(kind: str) -> Machine[Any]:
    machine = LIVING[kind].machine
    assert machine is not None
    return machine


def _statuses(kind: str) -> type[Any]:
    return type(next(iter(_machine(kind).edges)))


def test_there_are_machines() -> None:
    assert "client_invoice" in LIVING


@pytest.mark.parametrize("kind", LIVING)
def test_every_status_has_a_row_also_the_terminal_ones(kind: str) -> None:
    assert set(_machine(kind).edges) == set(_statuses(kind))


@pytest.mark.parametrize("kind", LIVING)
@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_the_statuses_are_those_the_contract_publishes(kind: str, edition: str) -> None:
    contract = contracts.load("qonto", edition)
    schema = contract.schema(_machine(kind).contract)["properties"]["status"]
    published = contract.schema(schema["$ref"].rsplit("/", 1)[1]) if "$ref" in schema else schema

    assert {str(status) for status in _machine(kind).edges} == set(published["enum"])


@pytest.mark.parametrize("kind", LIVING)
def test_every_edge_leads_to_a_status_by_an_event_of_the_decider(kind: str) -> None:
    machine, decider = _machine(kind), LIVING[kind]

    for row in machine.edges.values():
        assert set(row) <= set(decider.events)
        assert set(row.values()) <= set(_statuses(kind))


@pytest.mark.parametrize("kind", LIVING)
def test_every_status_but_the_first_is_reached(kind: str) -> None:
    machine = _machine(kind)
    first = next(iter(machine.edges))

    reached = {first} | {status for row in machine.edges.values() for status in row.values()}

    assert reached == set(machine.edges)


@pytest.mark.parametrize("kind", LIVING)
@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_time_asks_a_command_of_the_decider_after_a_delay_that_is_a_switch(kind: str, edition: str) -> None:
    for after in _machine(kind).after.values():
        assert type(after.command("some-id")) in LIVING[kind].commands
        assert after.wait(defaults(edition)).total_seconds() > 0


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_after_a_fact_time_asks_a_command_of_the_same_decider(edition: str) -> None:
    for decider in DECIDERS:
        for event, after in decider.after.items():
            assert event in decider.events
            assert type(after.command("some-id")) in decider.commands
            assert not isinstance(after, After) or after.wait(defaults(edition)).total_seconds() > 0


def test_no_command_and_no_event_belongs_to_two_deciders() -> None:
    commands = [command for decider in DECIDERS for command in decider.commands]
    events = [event for decider in DECIDERS for event in decider.events]

    assert len(set(commands)) == len(commands)
    assert len(set(events)) == len(events)


def test_every_switch_has_a_default_in_every_edition() -> None:
    first, *others = (set(defaults(edition)) for edition in contracts.EDITIONS)

    assert all(other == first for other in others)
