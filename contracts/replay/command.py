"""`qonto-contracts replay`: say a recorded sequence again to a mock, and tell where the answers part."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from contracts.recordings.reading import NotARecording, Recording, read_calls
from contracts.replay.likeness import Difference
from contracts.replay.playing import Played, Player, differing, first_hour
from contracts.suite import safety
from contracts.suite.control import ControlPlane, NotAControlPlane
from contracts.suite.line import Line, NoAnswer
from contracts.suite.outcome import CannotTry

SAME, DIFFERENT, CANNOT = 0, 1, 2
TIMEOUT_S = 30.0
_SHOWN_LENGTH_MAX = 80
DESCRIPTION = """\
Says every recorded call again, in order, to a mock bank, and reports for each the first place where the
answer is another one than then: the status, the kind of body, or a place in it.

Ids are matched one for one: those of things that were made, and by their place in lists those of things that
were there already. So are pseudonyms. Numbers are compared by their place in their series; instants, links
and the words of errors are not compared.

With --control a world of its own is opened, as the bank's own began, and time passes in it as it passed when
the recording was made. Without, the bank's own world is written to. A replay writes, finalises and cancels:
it goes to a mock, on which that is harmless, or nowhere."""
EXAMPLES = """\
examples:
  make run                      in one terminal, then in another:
  qonto-contracts replay qonto.har --against http://127.0.0.1:8081 --control http://127.0.0.1:8082
  mock-qonto serve --from before.har      a bank that begins with what an earlier recording saw
  qonto-contracts replay qonto.har --against http://127.0.0.1:8081 --control http://127.0.0.1:8082 --json

exit status: 0 every answer was the same, 1 some were not, 2 the replay could not begin"""


def add_replay(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "replay",
        help="say a recorded sequence again to a mock, and tell where the answers part",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("recording", type=Path, metavar="FILE", help="a HAR file")
    command.add_argument("--against", required=True, metavar="URL", help="the mock bank it is said to")
    command.add_argument("--control", metavar="URL", help="its control plane: a world apart, and its clock")
    command.add_argument(
        "--organization",
        default=os.environ.get("QONTO_ORGANIZATION_ID", "verone-4819"),
        metavar="SLUG",
        help="the bank's organization where there is no --control",
    )
    command.add_argument("--json", action="store_true", help="the results as JSON")
    command.set_defaults(run=replay)


def replay(asked: argparse.Namespace) -> int:
    try:
        recording = read_calls(asked.recording)
        with _player(asked, recording) as player:
            played = list(player.play(recording))
    except (safety.Unsafe, NotARecording, NotAControlPlane, CannotTry, NoAnswer, OSError) as why:
        print(f"qonto-contracts replay: {why}", file=sys.stderr)
        return CANNOT
    except httpx.TransportError as lost:
        print(f"qonto-contracts replay: the bank at {asked.against} was lost: {lost}", file=sys.stderr)
        return CANNOT
    print(_json(played) if asked.json else "\n".join(_text(played, recording)))
    return DIFFERENT if differing(played) else SAME


@contextmanager
def _player(asked: argparse.Namespace, recording: Recording) -> Iterator[Player]:
    """Raises Unsafe: nobody can tell that what would be written to is a mock."""
    for each in filter(None, (asked.against, asked.control)):
        safety.check_not_qonto(each)
    with httpx.Client(base_url=asked.against, timeout=TIMEOUT_S, trust_env=False) as bank:
        if asked.control is None:
            authorization = _made_up(bank, asked.organization)
            _check_mock(bank, authorization)
            yield Player(bank=bank, authorization=authorization)
            return
        with httpx.Client(base_url=asked.control, timeout=TIMEOUT_S, trust_env=False) as http:
            plane = ControlPlane(Line("control", http))
            safety.check_control(plane)
            world = plane.open_world(fixture=None, at=first_hour(recording))
            try:
                _check_mock(bank, world.authorization)
                yield Player(bank=bank, authorization=world.authorization, clock=plane.of(world.slug))
            finally:
                plane.end_world(world.slug)


def _made_up(bank: httpx.Client, organization: str) -> str:
    try:
        return safety.check_bank(bank, organization)
    except safety.Unsafe as why:
        raise safety.Unsafe(
            f"{bank.base_url}: without --control a replay goes to a bank on this machine that opens to a "
            "made-up key, and there is none"
        ) from why


def _check_mock(bank: httpx.Client, authorization: str) -> None:
    """A key that was made a moment ago opens it, and it says itself that it is the mock."""
    answer = bank.get("/v2/organization", headers={"Authorization": authorization})
    if not answer.is_success or safety.MARK not in answer.headers:
        raise safety.Unsafe(
            f"{bank.base_url} is not the mock bank of that control plane ({answer.status_code}"
            f"{'' if safety.MARK in answer.headers else ', and it does not say X-Mock-Qonto'}): a replay "
            "writes, so it does not begin"
        )


def _text(played: list[Played], recording: Recording) -> Iterator[str]:
    for one in differing(played):
        exchange, found = one.exchange, one.found
        assert found is not None
        yield f"#{exchange.number} {exchange.method} {exchange.path} ({one.operation})"
        yield f"    {found.where}: {_shown(found.recorded)} recorded, {_shown(found.live)} here"
    skipped = [one for one in played if one.skipped]
    for one in skipped:
        exchange = one.exchange
        yield f"#{exchange.number} {exchange.method} {exchange.path}: not said again, {one.skipped}"
    count = len(differing(played))
    same = len(played) - len(skipped) - count
    aside = f", {recording.aside} entries aside (files)" if recording.aside else ""
    yield f"{same} answers were the same, {count} were not, {len(skipped)} calls not said again{aside}"


def _json(played: list[Played]) -> str:
    told = [
        {
            "exchange": one.exchange.number,
            "call": f"{one.exchange.method} {one.exchange.path}",
            "operation": one.operation,
            "skipped": one.skipped or None,
            "difference": None if one.found is None else _told(one.found),
        }
        for one in played
    ]
    return json.dumps(
        {"differences": len(differing(played)), "exchanges": told}, ensure_ascii=False, indent=2
    )


def _told(found: Difference) -> dict[str, Any]:
    return {"where": found.where, "recorded": found.recorded, "here": found.live}


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_LENGTH_MAX else text[:_SHOWN_LENGTH_MAX] + "..."
