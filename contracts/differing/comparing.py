"""
What breaks for a client of one edition that meets another, and what is new to it.

Rule 1: a request breaks when what was accepted may be refused, or is no longer read.
Rule 2: an answer breaks when what was promised may be missing, or may be something else than before; a field
        more breaks nobody who ignores what they do not know.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contracts.contract import Contract
from contracts.differing.facts import Field, Fields, Way, fields_of
from contracts.operation import ContractOperation

FEW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """*topic* is the heading it belongs under, *where* a field or an operation, *what* a sentence."""

    topic: str
    where: str
    what: str
    operations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    old: str
    new: str
    breaks: Sequence[Difference]
    added: Sequence[Difference]


GONE = "operations that are gone"
STATUSES = "other statuses of success"
QUERY_GONE = "query parameters that are no longer read"
BODY = "bodies that a request must have now"
NEEDED = "fields a request must have now"
UNREAD = "fields of a request that are no longer read"
OTHER_INPUT = "fields of a request of another type"
REFUSED = "values of a request that are refused now"
MEANT = "what is meant when a request leaves a field out"
LOST = "fields that are gone from answers"
UNSURE = "fields that may be missing from answers"
OTHER = "fields of answers of another type"
NEW_VALUES = "values that answers may have now"
HERE = "operations that are new"
QUERY_NEW = "query parameters that are new"
REFUSALS = "statuses nobody answered before"
MORE_INPUT = "fields a request may have"
WIDER = "values a request may have"
MORE_OUTPUT = "fields that answers have"
SURER = "fields that are always in answers now"
TOPICS = (
    *(GONE, STATUSES, QUERY_GONE, BODY, NEEDED, UNREAD, OTHER_INPUT, REFUSED, MEANT),
    *(LOST, UNSURE, OTHER, NEW_VALUES),
    *(HERE, QUERY_NEW, REFUSALS, MORE_INPUT, WIDER, MORE_OUTPUT, SURER),
)
"""In the order they are told in."""


def compare(old: Contract, new: Contract) -> Comparison:
    before, after = fields_of(old), fields_of(new)
    breaks = [*_operations_gone(old, new), *_statuses(old, new), *_bodies(old, new)]
    breaks += _query(old, new, topic=QUERY_GONE)
    breaks += [*_asked_breaks(before, after, old, new), *_answered_breaks(before, after, old, new)]
    added = [*_operations_gone(new, old, topic=HERE), *_query(new, old, topic=QUERY_NEW)]
    added += [*_refusals(old, new), *_added(before, after, old, new)]
    return Comparison(
        old=old.edition or "", new=new.edition or "", breaks=_sorted(breaks), added=_sorted(added)
    )


def _sorted(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(sorted(differences, key=lambda one: (TOPICS.index(one.topic), one.where)))


# ---------------------------------------------------------------- operations
def _operations_gone(old: Contract, new: Contract, topic: str = GONE) -> Iterator[Difference]:
    for id, operation in sorted(old.operations.items()):
        if id not in new.operations:
            shown = f"{operation.method} {operation.path}"
            yield Difference(topic=topic, where=id, what=f"{shown}: {operation.summary}")


def _statuses(old: Contract, new: Contract) -> Iterator[Difference]:
    for before, after in _both(old, new):
        was, now = _successes(before), _successes(after)
        if set(was) != set(now):
            what = f"answers {_listed(now)} where it answered {_listed(was)}"
            yield Difference(topic=STATUSES, where=before.id, what=what)


def _refusals(old: Contract, new: Contract) -> Iterator[Difference]:
    for before, after in _both(old, new):
        more = sorted(set(after.responses) - set(before.responses) - set(_successes(after)))
        if more:
            yield Difference(topic=REFUSALS, where=before.id, what=f"may answer {_listed(more)}")


def _bodies(old: Contract, new: Contract) -> Iterator[Difference]:
    for before, after in _both(old, new):
        if after.request_required and not before.request_required:
            yield Difference(topic=BODY, where=before.id, what="may not come without one")


def _query(old: Contract, new: Contract, *, topic: str) -> Iterator[Difference]:
    """What *old* reads and *new* does not; the other way round it is what is new."""
    for before, after in _both(old, new):
        for name in sorted(before.query_names - after.query_names):
            yield Difference(topic=topic, where=before.id, what=name)


def _both(old: Contract, new: Contract) -> Iterator[tuple[ContractOperation, ContractOperation]]:
    for id, before in sorted(old.operations.items()):
        if id in new.operations:
            yield before, new.operations[id]


# ---------------------------------------------------------------- fields
def _asked_breaks(before: Fields, after: Fields, old: Contract, new: Contract) -> Iterator[Difference]:
    for name, field in _fields(after, Way.ASKED):
        known = before.get((Way.ASKED, name))
        if field.promised and not (known and known.promised) and _shared(field, old):
            yield _difference(NEEDED, name, "is required", field, old)
    for name, was, now in _pairs(before, after, Way.ASKED, new):
        if now is None:
            yield _difference(UNREAD, name, "is ignored", was, new)
            continue
        if was.types - now.types:
            yield _difference(OTHER_INPUT, name, f"{_types(was)} -> {_types(now)}", now, old)
        if was.default != now.default:
            what = f"{was.default or 'nothing is said'} -> {now.default or 'nothing is said'}"
            yield _difference(MEANT, name, what, now, old)
        if now.values is not None and (was.values is None or was.values - now.values):
            refused = _listed(sorted(was.values - now.values)) if was.values else "anything else"
            yield _difference(
                REFUSED, name, f"{refused} is not among {_listed(sorted(now.values))}", now, old
            )
        elif dict(now.shape).items() - dict(was.shape).items():
            yield _difference(REFUSED, name, f"{_shape(was)} -> {_shape(now)}", now, old)


def _answered_breaks(before: Fields, after: Fields, old: Contract, new: Contract) -> Iterator[Difference]:
    for name, was, now in _pairs(before, after, Way.ANSWERED, new):
        if now is None:
            yield _difference(LOST, name, f"was {_types(was)}", was, new)
            continue
        if was.promised and not now.promised:
            yield _difference(UNSURE, name, "is promised no longer", now, old)
        if now.types - was.types:
            yield _difference(OTHER, name, f"{_types(was)} -> {_types(now)}", now, old)
        if was.values is not None and (now.values is None or now.values - was.values):
            more = _listed(sorted(now.values - was.values)) if now.values is not None else "any value"
            yield _difference(NEW_VALUES, name, more, now, old)


def _added(before: Fields, after: Fields, old: Contract, new: Contract) -> Iterator[Difference]:
    for way, topic in ((Way.ASKED, MORE_INPUT), (Way.ANSWERED, MORE_OUTPUT)):
        for name, field, known in _pairs(after, before, way, old):
            if known is None and not (way is Way.ASKED and field.promised):
                yield _difference(topic, name, _types(field), field, old)
    for name, was, now in _pairs(before, after, Way.ASKED, new):
        if now is not None and was.values is not None and (now.values is None or now.values - was.values):
            more = _listed(sorted(now.values - was.values)) if now.values is not None else "any value"
            yield _difference(WIDER, name, more, now, old)
    for name, was, now in _pairs(before, after, Way.ANSWERED, new):
        if now is not None and now.promised and not was.promised:
            yield _difference(SURER, name, "is always there", now, old)


def _pairs(
    before: Fields, after: Fields, way: Way, new: Contract
) -> Iterator[tuple[str, Field, Field | None]]:
    """
    Each field of *before*, and what has become of it.

    Nothing is said of fields that only operations have which *new* lacks, nor of what lies below a field
    that is gone itself: that they are gone is said already.
    """
    for name, was in _fields(before, way):
        now = after.get((way, name))
        if not _shared(was, new):
            continue
        if now is None and "." in was.owner and (way, was.owner) not in after and (way, was.owner) in before:
            continue
        yield name, was, now


def _fields(fields: Fields, way: Way) -> list[tuple[str, Field]]:
    return sorted((name, field) for (one, name), field in fields.items() if one is way)


def _shared(field: Field, other: Contract) -> bool:
    """Whether an operation that both editions have says it."""
    return any(id in other.operations for id in field.operations)


# ---------------------------------------------------------------- in words
def _difference(topic: str, name: str, what: str, field: Field, other: Contract) -> Difference:
    operations = tuple(sorted(id for id in field.operations if id in other.operations))
    return Difference(topic=topic, where=name, what=what, operations=operations)


def _successes(operation: ContractOperation) -> list[str]:
    return sorted(status for status in operation.responses if status.startswith("2"))


def _types(field: Field) -> str:
    return _listed(sorted(field.types), " or ") or "anything"


def _shape(field: Field) -> str:
    return _listed(f"{keyword} {value}" for keyword, value in field.shape) or "any shape"


def _listed(words: Iterable[str], between: str = ", ") -> str:
    return between.join(words)
