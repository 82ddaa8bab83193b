"""
How a build is sabotaged: something else is put where a name stands, for a while.

Rule 1: a patch changes one name of one namespace, mostly of a composition root, and puts it back whatever
        happens.
Rule 2: it must be in place while the build is made, and as long as it runs.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from gateway.web import Operation as GatewayOperation
from mock_qonto.kernel.bank import Reaction
from mock_qonto.kernel.decider import Decider
from mock_qonto.kernel.messages import Event
from mock_qonto.kernel.records import Record
from mock_qonto.web.routing import Operation as BankOperation

BANK, GATEWAY = "mock_qonto.app", "gateway.app"
"""The two composition roots."""

Change = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Replace:
    """*namespace* is a module, or a class in one: `package.module:Class`. *change* makes new of old."""

    namespace: str
    name: str
    change: Change

    @property
    def place(self) -> str:
        """What it changes, in words."""
        return f"{self.namespace}.{self.name}"

    def standing(self) -> Any:
        """What stands there now."""
        return vars(self._owner())[self.name]

    def put(self, value: Any) -> None:
        setattr(self._owner(), self.name, value)

    def sabotaged(self, value: Any) -> Any:
        """What is to stand there instead of *value*."""
        return self.change(value)

    def _owner(self) -> Any:
        module, _, inside = self.namespace.partition(":")
        owner: Any = import_module(module)
        return getattr(owner, inside) if inside else owner


@contextmanager
def applied(patches: tuple[Replace, ...]) -> Iterator[None]:
    """With all of them in place, each on top of those before it."""
    with ExitStack() as back:
        for patch in patches:
            before = patch.standing()
            patch.put(patch.sabotaged(before))
            back.callback(patch.put, before)
        yield


# ---------------------------------------------------------------- the usual ones
def instead(namespace: str, name: str, value: Any) -> Replace:
    """*value* stands there, whatever stood there before."""
    return Replace(namespace, name, lambda _: value)


def decider(kind: type[Record], change: Callable[[Decider[Any]], Decider[Any]]) -> Replace:
    """Another decider for one kind of record of the bank."""
    return Replace(
        BANK, "DECIDERS", lambda all_: tuple(change(one) if one.kind is kind else one for one in all_)
    )


def deciding(kind: type[Record], make: Callable[[Any], Callable[..., Any]]) -> Replace:
    """The bank's decisions on one kind of record, made of those it would take."""
    return decider(kind, lambda one: replace(one, decide=make(one.decide)))


def reaction(event: type[Event], change: Callable[[Reaction], Reaction]) -> Replace:
    """Another row in the bank's table of reactions."""
    return Replace(BANK, "REACTIONS", lambda rows: {**rows, event: change(rows[event])})


def operation(root: str, id: str, make: Callable[[Any], Callable[..., Any]]) -> Replace:
    """Another endpoint in one row of a table of contents."""

    def change(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        assert id in {row.id for row in rows}, id
        return tuple(_served(row, make) if row.id == id else row for row in rows)

    return Replace(root, "OPERATIONS", change)


def switch(name: str, value: Any) -> Replace:
    """Another default of one of the bank's named switches, in every edition."""

    def change(defaults: Callable[[str], Mapping[str, Any]]) -> Callable[[str], dict[str, Any]]:
        assert name in defaults("guide"), name
        return lambda edition: {**defaults(edition), name: value}

    return Replace("mock_qonto.switches", "defaults", change)


def unchecked(namespace: str, name: str) -> Replace:
    """A check that refuses nothing."""
    return instead(namespace, name, lambda *_args, **_options: None)


def _served(row: Any, make: Callable[[Any], Callable[..., Any]]) -> Any:
    assert isinstance(row, GatewayOperation | BankOperation)
    return replace(row, endpoint=make(row.endpoint))
