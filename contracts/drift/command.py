"""`qonto-contracts drift`: what a recording shows beside an edition, and what the edition would say then."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import contracts
from contracts.contract import Contract
from contracts.drift.deviating import Kind
from contracts.drift.judging import Drift, Finding, judge
from contracts.drift.updating import as_yaml, proposal
from contracts.recordings.disguise import Disguise
from contracts.recordings.har import shown_value
from contracts.recordings.pseudonyms import Pseudonyms
from contracts.recordings.reading import NotARecording, Recording, read_calls

NONE, SOME, CANNOT = 0, 1, 2
_EXAMPLE_LENGTH_MAX = 90
DESCRIPTION = """\
Holds a recording (QONTO_RECORD of the gateway, or any HAR file of Qonto's API) against an edition of the
contract: fields nobody declared, promised fields that are missing, other types, new enum values, statuses,
content types and headers; each once per operation and place, with a count and an example.

A field that is new at Qonto breaks nobody who ignores what he does not know. One that is missing, or of
another type, does: these are what to look at first."""
EXAMPLES = """\
examples:
  QONTO_RECORD=qonto.har qonto-gateway serve                  record what the gateway says to Qonto, then:
  qonto-contracts drift qonto.har                             against the edition the server named, or guide
  qonto-contracts drift qonto.har --edition 2026-11 --json    for a machine
  qonto-contracts drift qonto.har --update > observed.yaml    what the contract would have to say (an overlay,
                                                              to be read before it is believed)

exit status: 0 no drift, 1 some, 2 the recording could not be read"""


def add_drift(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "drift",
        help="hold a recording against an edition: what is new, missing or other",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("recording", type=Path, metavar="FILE", help="a HAR file")
    command.add_argument(
        "--edition",
        choices=contracts.EDITIONS,
        help=f"what it is held against (default: what the server said, else {contracts.DEFAULT_EDITION})",
    )
    command.add_argument("--json", action="store_true", help="the findings as JSON")
    command.add_argument("--update", action="store_true", help="print a proposed contract patch instead")
    command.set_defaults(run=drift)


def drift(asked: argparse.Namespace) -> int:
    try:
        recording = read_calls(asked.recording)
    except NotARecording as why:
        print(f"qonto-contracts drift: {why}", file=sys.stderr)
        return CANNOT
    edition = asked.edition or recording.edition or contracts.DEFAULT_EDITION
    contract = contracts.load("qonto", edition)
    found = judge(recording, contract)
    if asked.update:
        _print_patch(recording, contract, found)
    elif asked.json:
        print(json.dumps(_told(found, recording), ensure_ascii=False, indent=2))
    else:
        print(_text(found, recording))
    return SOME if found.findings else NONE


def _print_patch(recording: Recording, contract: Contract, found: Drift) -> None:
    proposed, left = proposal(recording, contract)
    print(as_yaml(proposed), end="")
    print(f"# {_summary(found)}", file=sys.stderr)
    for finding in left:
        print(f"# not mended: {finding.operation}: {finding.kind}: {finding.place}", file=sys.stderr)


def _text(found: Drift, recording: Recording) -> str:
    lines = [_summary(found)]
    if recording.torn:
        lines.append("the end of the file is torn; what comes before it was read")
    last: Kind | None = None
    for finding in found.findings:
        if finding.kind is not last:
            last = finding.kind
            lines.append(f"\n{last.value}")
        times = "once" if finding.count == 1 else f"{finding.count} times"
        lines.append(f"  {finding.operation}: {finding.word}: {finding.says} ({times})")
        lines.append(f"      at {finding.place}")
        lines.append(f"      e.g. #{finding.first} {finding.example}{_seen(finding, recording)}")
    return "\n".join(lines)


def _summary(found: Drift) -> str:
    unread = f", {found.unread} of them without a body to judge" if found.unread else ""
    head = f"{found.judged} exchanges against edition {found.edition}{unread}: "
    count = len(found.findings)
    return head + ("no drift" if not count else f"{count} difference{'s' if count > 1 else ''}")


def _told(found: Drift, recording: Recording) -> dict[str, Any]:
    return {
        "edition": found.edition,
        "judged": found.judged,
        "unread": found.unread,
        "torn": recording.torn,
        "findings": [
            {
                "operation": one.operation,
                "kind": one.kind,
                "place": one.place,
                "word": one.word,
                "says": one.says,
                "count": one.count,
                "exchange": one.first,
                "example": one.example,
                "value": _disguised(one, recording),
            }
            for one in found.findings
        ],
    }


def _seen(finding: Finding, recording: Recording) -> str:
    if finding.kind in {Kind.MISSING, Kind.OPERATION, Kind.STATUS, Kind.CONTENT, Kind.HEADER}:
        return ""
    text = json.dumps(_disguised(finding, recording), ensure_ascii=False)
    short = text if len(text) <= _EXAMPLE_LENGTH_MAX else text[:_EXAMPLE_LENGTH_MAX] + "..."
    return f": {short}"


def _disguised(finding: Finding, recording: Recording) -> Any:
    """A recording of ours holds nothing personal; anybody else's is disguised before it is shown."""
    value = finding.values[0]
    if recording.ours:
        return value
    name = finding.word if finding.kind is Kind.UNDECLARED else finding.place.rpartition("/")[2]
    return shown_value(Disguise(Pseudonyms()).json(value, name))
