"""Which world a database admits."""

from dataclasses import replace

import pytest

from gateway.resources.status.model import Binding, World

HERE = World(mode="mock", world_id="w-1", organization="Verone")
BOUND = Binding(mode="mock", world_id="w-1", organization="Verone", bound_at=None)
UNBOUND = replace(BOUND, world_id=None, organization=None)


@pytest.mark.parametrize(
    ("binding", "world", "admitted"),
    [
        (BOUND, HERE, True),
        (BOUND, replace(HERE, mode="live"), False),
        (BOUND, replace(HERE, world_id="w-2"), False),
        (BOUND, replace(HERE, organization="Autre"), False),
        (UNBOUND, HERE, True),
        (UNBOUND, replace(HERE, mode="live"), False),
    ],
)
def test_a_database_admits_the_world_it_is_bound_to_and_before_that_any_of_its_mode(
    *, binding: Binding, world: World, admitted: bool
) -> None:
    assert binding.admits(world) is admitted
