"""Why a state file is not opened: one line that says what to do next. A bank never starts empty instead."""

from pathlib import Path


class StateRefused(Exception):
    """The file cannot be used; the message names it."""


def not_ours(path: Path) -> StateRefused:
    return StateRefused(
        f"{path} is not a state file of mock-qonto: it has been left alone. Choose another with --state"
    )


def of_other_format(path: Path, found: int, known: int) -> StateRefused:
    return StateRefused(
        f"{path} is in state format {found}, this mock-qonto reads format {known}: use the version that "
        "wrote it, or choose another file with --state"
    )


def in_use(path: Path) -> StateRefused:
    return StateRefused(
        f"{path} is in use by another running bank: end that one, or choose another file with --state"
    )


def damaged(path: Path, why: object) -> StateRefused:
    return StateRefused(
        f"{path} is damaged and has been left alone ({why}): restore a copy, or choose another file with "
        "--state to begin anew"
    )


def unreachable(path: Path, why: object) -> StateRefused:
    return StateRefused(f"{path} cannot be opened ({why}): choose another file with --state")


def not_understood(path: Path, why: object) -> StateRefused:
    return StateRefused(
        f"{path} holds what this mock-qonto does not understand ({why}), so another version wrote it: use "
        "that version, or choose another file with --state"
    )
