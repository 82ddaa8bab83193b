"""`qonto-contracts check`: hold a gateway or a bank against the rules, from outside."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx

import contracts
from contracts.rules.book import RULES, UnknownRule, chosen
from contracts.rules.rule import Rule
from contracts.suite import catalogue, safety
from contracts.suite.behaviour import Behaviour
from contracts.suite.control import ControlPlane, NotAControlPlane
from contracts.suite.dialect import BadDialect, Dialect, load_dialect, print_dialect
from contracts.suite.line import Line, NoAnswer
from contracts.suite.outcome import CannotTry
from contracts.suite.progress import Progress
from contracts.suite.reports import FORMATS
from contracts.suite.running import Report, run
from contracts.suite.stages import BankStage, GatewayStage

KEPT, BROKEN, CANNOT = 0, 1, 2
READ_ONLY, FULL = "read-only", "full"
TIMEOUT_S = 30.0
DESCRIPTION = """\
Tries some two hundred behaviours on a gateway or on a bank, and judges all that was said by the rule book.

  --gateway   any back office with the guide's internal routes, whatever it is written in
  --bank      any implementation of Qonto's v2
  --control   the control plane of the mock bank: holds its clock, sees what the gateway really asked of Qonto

A full run writes: it makes, finalises, cancels. It begins only where the mock's own control plane shows that
the mock is what is written to (a bank on this machine that opens to a made-up key will do, too). Without
--control a run is read-only unless told otherwise."""
EXAMPLES = """\
examples:
  make run                      in one terminal, then in another:
  qonto-contracts check --gateway http://127.0.0.1:8080 --control http://127.0.0.1:8082
  qonto-contracts check --bank http://127.0.0.1:8081 --control http://127.0.0.1:8082 --only R2,Q
  qonto-contracts check --gateway http://127.0.0.1:3000 --dialect ours.yaml --control http://127.0.0.1:8082 \\
      --report html=report.html --report junit=report.xml
  qonto-contracts dialect > ours.yaml     a dialect to begin with
  qonto-contracts rules                   every rule, and how we know it

exit status: 0 all was kept, 1 something was broken, 2 the run could not be begun"""


def add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "check",
        help="hold a gateway or a bank against the rules, from outside",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subject = command.add_mutually_exclusive_group(required=True)
    subject.add_argument("--gateway", metavar="URL", help="the gateway to try")
    subject.add_argument("--bank", metavar="URL", help="the bank to try")
    command.add_argument("--control", metavar="URL", help="the control plane of the mock bank behind it")
    command.add_argument(
        "--profile",
        choices=(READ_ONLY, FULL),
        help="read-only changes nothing; full is the default with --control",
    )
    command.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT[=FILE]",
        help=f"{', '.join(FORMATS)}; without a file on stdout; may be said more than once",
    )
    command.add_argument("--only", metavar="R1,R4", help="these rules or families of rules alone")
    command.add_argument(
        "--dialect", type=Path, metavar="FILE", help="how the gateway speaks, if not as ours"
    )
    command.add_argument(
        "--edition", choices=contracts.EDITIONS, help="the bank's edition, where no control plane tells it"
    )
    command.add_argument("--world", metavar="SLUG", help="the world behind the gateway (the default world)")
    command.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="NAME:VALUE",
        help="sent with every call to the gateway or bank; never shown in a report",
    )
    command.add_argument(
        "--organization",
        default=os.environ.get("QONTO_ORGANIZATION_ID", "verone-4819"),
        metavar="SLUG",
        help="the bank's organization where there is no --control; its key comes from QONTO_API_KEY",
    )
    command.add_argument("--fail-fast", action="store_true", help="the first broken behaviour is the last")
    command.set_defaults(run=check)


def add_dialect(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "dialect",
        help="print a dialect file to begin with, every key explained",
        description="A gateway that does not speak as ours says how in such a file: check --dialect FILE.",
    )
    command.set_defaults(run=lambda _: print_dialect())


def check(asked: argparse.Namespace) -> int:
    try:
        reports = [_report(one) for one in asked.report]
        rules = RULES if asked.only is None else chosen(asked.only.split(","))
        report = _checked(asked, rules)
    except (UnknownRule, BadDialect, safety.Unsafe, _NotUnderstood, CannotTry, NotAControlPlane) as why:
        print(f"qonto-contracts check: {why}", file=sys.stderr)
        return CANNOT
    except (OSError, NoAnswer) as lost:
        print(f"qonto-contracts check: {lost}", file=sys.stderr)
        return CANNOT
    _write(report, reports)
    if not report.results:
        print("qonto-contracts check: nothing to try with these options", file=sys.stderr)
        return CANNOT
    return KEPT if report.kept else BROKEN


class _NotUnderstood(ValueError):
    """Options that do not go together."""


def _checked(asked: argparse.Namespace, rules: Sequence[Rule]) -> Report:
    url = asked.gateway or asked.bank
    profile = asked.profile or (FULL if asked.control else READ_ONLY)
    for each in filter(None, (asked.bank, asked.control)):
        safety.check_not_qonto(each)
    if asked.bank and asked.dialect:
        raise _NotUnderstood("--dialect is for a gateway")
    with ExitStack() as open_until_done:
        http = open_until_done.enter_context(_client(url, _headers(asked.header)))
        control = None if asked.control is None else open_until_done.enter_context(_client(asked.control, {}))
        plane = None if control is None else ControlPlane(Line("control", control), asked.world)
        edition = safety.check_control(plane) if plane else safety.edition_said(http)
        edition = asked.edition or edition or contracts.DEFAULT_EDITION
        if asked.bank:
            # A control plane is the mock's, and the mock says that it is one. Nobody else has to.
            held_to = rules if control is not None else _anybodys(rules)
            bank = _bank(asked, http, control, edition, profile)
            return _tried(asked, held_to, bank, catalogue.BANK, profile)
        dialect = load_dialect(asked.dialect)
        if profile == FULL:
            if plane is None:
                raise safety.Unsafe(
                    "a full run of a gateway needs --control: nobody else can say that the bank behind it is "
                    "the mock. --profile read-only changes nothing."
                )
            safety.check_behind(http, dialect, plane, edition)
        stage = GatewayStage(http=http, edition=edition, dialect=dialect, control=control, world=asked.world)
        if profile == FULL:
            open_until_done.enter_context(stage.held())
        return _tried(asked, _spoken(rules, dialect), stage, catalogue.GATEWAY, profile)


def _bank(
    asked: argparse.Namespace, http: httpx.Client, control: httpx.Client | None, edition: str, profile: str
) -> BankStage:
    authorization = f"{asked.organization}:{os.environ.get('QONTO_API_KEY', 'offline-key')}"
    if profile == FULL and control is None:
        authorization = safety.check_bank(http, asked.organization)
    return BankStage(http=http, edition=edition, authorization=authorization, control=control)


def _spoken(rules: Sequence[Rule], dialect: Dialect) -> Sequence[Rule]:
    """Without the rules of our own protocol where it is not spoken."""
    return rules if dialect.protocol else _anybodys(rules)


def _anybodys(rules: Sequence[Rule]) -> Sequence[Rule]:
    return [rule for rule in rules if not rule.protocol]


def _tried(
    asked: argparse.Namespace,
    rules: Sequence[Rule],
    stage: BankStage | GatewayStage,
    behaviours: Sequence[Behaviour],
    profile: str,
) -> Report:
    wanted = [one for one in behaviours if _wanted(one, asked.only, profile)]
    kind = "gateway" if asked.gateway else "bank"
    subject = f"{kind} at {asked.gateway or asked.bank}, {profile}"
    with Progress(len(wanted), stop_early=asked.fail_fast) as progress:
        return run(wanted, stage, rules, subject=subject, begins=progress.begins, ended=progress.ended)


def _wanted(behaviour: Behaviour, only: str | None, profile: str) -> bool:
    if profile == READ_ONLY and not behaviour.reads:
        return False
    if only is None:
        return True
    names = only.split(",")
    return any(rule in names or rule.partition(".")[0] in names for rule in behaviour.rules)


def _report(asked: str) -> tuple[str, Path | None]:
    name, _, file = asked.partition("=")
    if name not in FORMATS:
        raise _NotUnderstood(f"no report is called {name!r}; there are {', '.join(FORMATS)}")
    return name, Path(file) if file else None


def _write(report: Report, reports: Sequence[tuple[str, Path | None]]) -> None:
    """Text for people always, on stderr where stdout is taken by a report."""
    taken = any(file is None for _, file in reports)
    if not any(name == "text" for name, _ in reports):
        print(FORMATS["text"](report), end="", file=sys.stderr if taken else sys.stdout)
    for name, file in reports:
        written = FORMATS[name](report)
        if file is None:
            print(written, end="")
        else:
            file.write_text(written, encoding="utf-8")
            print(f"{name} report: {file}", file=sys.stderr)


def _headers(asked: Sequence[str]) -> Mapping[str, str]:
    headers = {}
    for one in asked:
        name, colon, value = one.partition(":")
        if not colon:
            raise _NotUnderstood(f"--header {name}: say NAME:VALUE")
        headers[name.strip()] = value.strip()
    return headers


def _client(url: str, headers: Mapping[str, str]) -> httpx.Client:
    # A proxy of the environment's is never asked: what is tried is what was named.
    return httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_S, trust_env=False)


__all__ = ["add_check", "add_dialect", "check"]
