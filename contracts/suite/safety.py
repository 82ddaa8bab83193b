"""
Nobody burns a number by testing: a run that writes goes to a mock, which is asked, or it does not begin.

A gateway is believed to stand before the mock when the mock's journal shows the call that the gateway was
just made to make. A bank is believed to be nobody's real bank when it stands on this machine and opens to a
key that was made up a second ago.
"""

import re
import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from contracts.suite.control import ControlPlane
from contracts.suite.dialect import Dialect
from contracts.suite.gateway.person import Person
from contracts.suite.line import Line, NoAnswer
from contracts.suite.outcome import Broken, CannotTry

MARK = "x-mock-qonto"
QONTO = ("qonto.com", "qonto.co", "qonto.eu")
_EDITION = re.compile(r'edition="([^"]+)"')
_READS = ("show_health", "show_balance", "list_invoices", "list_clients")


class Unsafe(Exception):
    """The run is not begun; the message says why, and what to do."""


def check_not_qonto(url: str) -> None:
    """Raises Unsafe: the address is one of Qonto's own."""
    host = (urlsplit(url).hostname or "").rstrip(".").casefold()
    if any(host == name or host.endswith(f".{name}") for name in QONTO):
        raise Unsafe(f"{host} is Qonto's own; a conformance run never goes there. Point it at a mock.")


def check_control(plane: ControlPlane) -> str:
    """The world's edition. Raises Unsafe: what answers is no control plane of the mock."""
    try:
        answer = plane.line.say("GET", "/clock")
    except NoAnswer as lost:
        raise Unsafe(f"no control plane answers at {plane.line.http.base_url} ({lost})") from lost
    if MARK not in answer.headers or not answer.is_success:
        raise Unsafe(
            f"{plane.line.http.base_url} is no control plane of the mock: it does not answer as one. A full "
            "run writes, so it asks the mock itself; give its control port (8082, say)."
        )
    return plane.edition


def edition_said(bank: httpx.Client) -> str | None:
    """The edition that a mock bank names in every answer; None: it is no mock, or nothing answers."""
    try:
        said = bank.get("/v2/organization").headers.get(MARK, "")
    except httpx.TransportError:
        return None
    found = _EDITION.search(said)
    return None if found is None else found.group(1)


def check_behind(gateway: httpx.Client, dialect: Dialect, plane: ControlPlane, edition: str) -> None:
    """Raises Unsafe: the gateway's calls do not arrive at the bank of this control plane."""
    person = Person(Line("gateway", gateway), dialect, edition, plane, journal_number=plane.last)
    for operation in _READS:
        if not person.has(operation):
            continue
        try:
            person.ask(operation)
        except (Broken, CannotTry):
            continue
        if person.exchanges:
            return
    raise Unsafe(
        f"the gateway at {gateway.base_url} did not reach the bank whose control plane this is: its journal "
        "shows none of the calls the gateway was just asked to make. A full run could burn a real number, so "
        "it does not begin. Is QONTO_API_BASE_URL of the gateway the mock's address?"
    )


def check_bank(bank: httpx.Client, slug: str) -> str:
    """
    Credentials for a full run without a control plane: a key that nobody has ever given to anybody.

    Raises Unsafe: the bank is not on this machine, or tells such a key from a real one.
    """
    url = str(bank.base_url)
    if not _is_loopback(url):
        raise Unsafe(
            f"{url} is not on this machine and has no control plane: a full run does not begin. "
            "--profile read-only changes nothing."
        )
    authorization = f"{slug}:{secrets.token_urlsafe(24)}"
    try:
        answer = bank.get("/v2/organization", headers={"Authorization": authorization})
    except httpx.TransportError as lost:
        raise Unsafe(f"no bank answers at {url} ({lost})") from lost
    if not answer.is_success:
        raise Unsafe(
            f"the bank at {url} refuses a made-up key ({answer.status_code}), so it may be a real one. A "
            "full run needs --control, where worlds of its own can be made; --profile read-only changes "
            "nothing."
        )
    return authorization


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
