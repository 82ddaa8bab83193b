"""`qonto-contracts probe`: ask a server what it has, in ways that cannot change anything."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import contracts
from contracts.capabilities import Capability
from contracts.probe.asking import PACE_S, Asker, Credentials, CredentialsMissing, credentials
from contracts.probe.attempt import SANDBOX, Attempt, NotTheSandbox, Sandbox, phrase
from contracts.probe.evidence import Notebook, NotEvidence
from contracts.probe.question import ABSENT, ALIVE, PRESENT, Question, questions
from contracts.probe.running import Probe, Probed
from contracts.probe.verdict import tally

LIVE = "https://thirdparty.qonto.com"
DONE, LEARNT_NOTHING, CANNOT = 0, 1, 2
DESCRIPTION = """\
Asks a server whether it has the operations that Qonto's documents leave in doubt, one by one.

Every question is harmless, whoever is at the other end: it only reads, or names an id that nothing bears, or
carries a body that is not JSON. The server is first held against operations known to exist and paths known to
lead nowhere; an answer that does not tell them apart is `unknown`, never a guess.

Without --yes nothing is sent: what would be is printed. Credentials are the gateway's own variables
(QONTO_ORGANIZATION_ID and QONTO_API_KEY, or QONTO_ACCESS_TOKEN; QONTO_STAGING_TOKEN on the sandbox)."""
EXAMPLES = """\
examples:
  qonto-contracts probe                                        what would be sent to Qonto
  qonto-contracts probe --yes --evidence qonto.json            ask Qonto, keep the answers
  qonto-contracts probe --yes --operation create_credit_note   one operation
  qonto-contracts probe --sandbox --write                      one credit note, really made, on the sandbox
  qonto-contracts probe --yes --base-url http://127.0.0.1:8081 --pace 0
                                                               the mock, to see how it looks

stopped half way, the same command goes on where it was (with --evidence).
exit status: 0 something was learnt, 1 nothing was, 2 the probe could not begin"""


def add_probe(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "probe",
        help="ask a server which doubtful operations it has, without changing anything",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--base-url", default=LIVE, metavar="URL", help=f"who is asked (default: {LIVE})")
    command.add_argument(
        "--operation", nargs="+", default=[], metavar="ID", help="these alone (default: every one in doubt)"
    )
    command.add_argument("--sandbox", action="store_true", help=f"the same as --base-url {SANDBOX}")
    command.add_argument(
        "--write",
        action="store_true",
        help="on the sandbox alone: make one credit note, after typing what will be done",
    )
    command.add_argument("--yes", action="store_true", help="send the questions; else they are printed")
    command.add_argument(
        "--evidence", type=Path, metavar="FILE", help="keep the answers, and go on from them"
    )
    command.add_argument(
        "--pace", type=float, default=PACE_S, metavar="S", help=f"seconds between calls (default: {PACE_S:g})"
    )
    command.set_defaults(run=probe)


def probe(asked: argparse.Namespace) -> int:
    if asked.sandbox:
        asked.base_url = SANDBOX
    try:
        if asked.write:
            return _attempted(asked.base_url, credentials())
        wanted = questions(_wanted(asked.operation))
        if not asked.yes:
            return _shown(asked.base_url, wanted)
        who = credentials()
        probed = _probed(asked, who, wanted)
    except (CredentialsMissing, NotEvidence, NotTheSandbox, _Unknown, OSError) as why:
        print(f"qonto-contracts probe: {why}", file=sys.stderr)
        return CANNOT
    return _told(probed)


class _Unknown(ValueError):
    """No operation in doubt has that name."""


def _wanted(names: Sequence[str]) -> dict[str, Capability]:
    known = contracts.capabilities.load()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise _Unknown(f"{', '.join(unknown)}: not in doubt; there are {', '.join(known)}")
    return {id: capability for id, capability in known.items() if not names or id in names}


def _shown(base_url: str, wanted: Sequence[Question]) -> int:
    print(f"Nothing is sent without --yes. These would go to {base_url}, one after the other:\n")
    for title, group in (
        ("are we known?", (ALIVE,)),
        ("known to exist", PRESENT),
        ("known to lead nowhere", ABSENT),
        ("in doubt", wanted),
    ):
        print(f"# {title}")
        for question in group:
            print(f"  {question.shown}    ({question.harmless})")
    return DONE


def _probed(asked: argparse.Namespace, who: Credentials, wanted: Sequence[Question]) -> Probed:
    asker = Asker(asked.base_url, who, pace_s=asked.pace)
    try:
        return Probe(
            asker=asker,
            notebook=Notebook.opened(asker.host, asked.evidence),
            credentials=who.kind,
            now=lambda: datetime.now(UTC),
            tell=lambda line: print(line, file=sys.stderr, flush=True),
        ).run(wanted)
    finally:
        asker.close()


def _attempted(base_url: str, who: Credentials) -> int:
    sandbox = Sandbox(base_url, who)
    try:
        organization = sandbox.organization
        if organization is None:
            _show(sandbox.attempt)
            return LEARNT_NOTHING
        if not agreed(organization, sys.stdin):
            print("Nothing was made.")
            return CANNOT
        today = datetime.now(UTC).date()
        attempt = sandbox.credit_note(today=today, tell=lambda line: print(f"  {line}", flush=True))
    finally:
        sandbox.close()
    _show(attempt)
    return DONE if attempt.works else LEARNT_NOTHING


def agreed(organization: str, person: TextIO) -> bool:
    """Whether a person has typed what will be done. A pipe is no person."""
    if not person.isatty():
        print("A real attempt asks a person: run it at a terminal.", file=sys.stderr)
        return False
    wanted = phrase(organization)
    print(
        f"This makes a client, a final invoice and a credit note on the sandbox of {organization}.\n"
        f"They stay there. To go on, type:  {wanted}\n> ",
        end="",
        flush=True,
    )
    return person.readline().strip() == wanted


def _show(attempt: Attempt) -> None:
    for step in attempt.steps:
        print(f"  {step.status or '---'} {step.what}  {step.error}".rstrip())
    print(f"POST /v2/credit_notes {'works' if attempt.works else 'was not shown to work'}.")
    for one in attempt.left:
        print(f"  left behind: {one}")


def _told(probed: Probed) -> int:
    if probed.useless is not None:
        print(f"{probed.host}: nothing can be learnt here: {probed.useless.why}.")
        return LEARNT_NOTHING
    width = max(len(id) for id in probed.found)
    for id, one in probed.found.items():
        print(f"  {one.verdict.value:<10} {id:<{width}}  {one.why}")
    print(f"\n{probed.host}: {tally(list(probed.found.values()))}")
    for number, match in enumerate(probed.matches):
        what = "matches best" if number == 0 else "less"
        differs = f"; differs in {', '.join(match.differs)}" if match.differs else "; differs in nothing"
        print(f"  edition {match.edition} {what}: {len(match.agrees)} agree{differs}")
    return DONE
