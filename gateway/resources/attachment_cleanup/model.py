"""
Which files are the same, which of them stays, and the fingerprint of that. Pure.

Rule 1: only files of one transaction, the same to the byte, are duplicates; the oldest of them stays.
Rule 2: a plan names every file that stays and every file that goes. Where one of them changes, it is another
        plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson

from gateway.resources.attachments.model import Attachment, BankTransaction, ids_of, oldest_first


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanupAsked:
    """*plan* is None in a dry run."""

    transaction: str | None
    after: str | None
    plan: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    transaction: BankTransaction
    sha256: str
    size: int
    keep: Attachment
    duplicates: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One transaction, looked at."""

    transaction: BankTransaction
    groups: tuple[Group, ...]
    unreadable: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One file that goes, and the twin of it that stays."""

    transaction: BankTransaction
    attachment_id: str
    kept_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    dry_run: bool
    compared: Sequence[Compared]
    deleted: tuple[Removal, ...]
    next_after: str | None

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(group for one in self.compared for group in one.groups)


def suspects(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Those that may have a twin: a file whose size no other has needs not be read."""
    sizes = [one.size for one in attachments]
    return [one for one in attachments if one.size is None or None in sizes or sizes.count(one.size) > 1]


def groups_of(
    transaction: BankTransaction,
    attachments: Sequence[Attachment],
    read: Mapping[str, tuple[str, int]],
) -> tuple[Group, ...]:
    """*read* has the digest and the size of each file that could be read, by its id."""
    by_digest: dict[str, list[Attachment]] = {}
    for one in oldest_first(attachments):
        if one.id in read:
            by_digest.setdefault(read[one.id][0], []).append(one)
    return tuple(
        Group(
            transaction=transaction,
            sha256=digest,
            size=read[same[0].id][1],
            keep=same[0],
            duplicates=tuple(same[1:]),
        )
        for digest, same in sorted(by_digest.items())
        if len(same) > 1
    )


def removals(groups: Iterable[Group]) -> tuple[Removal, ...]:
    return tuple(
        Removal(transaction=group.transaction, attachment_id=id, kept_id=group.keep.id)
        for group in groups
        for id in ids_of(group.duplicates)
    )


def plan_of(groups: Iterable[Group]) -> str:
    said = [
        [group.transaction.qonto_id, group.sha256, group.keep.id, *ids_of(group.duplicates)]
        for group in groups
    ]
    return sha256(orjson.dumps(sorted(said))).hexdigest()
