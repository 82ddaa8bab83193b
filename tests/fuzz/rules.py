"""
The five rules as laws over a history: each raises AssertionError with what broke it, or says nothing.

They are the same for every scenario and know neither schemathesis nor an application.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fuzz.history import Answer, Exchange, History, links_in

Rule = Callable[[History], None]

LINK_LIFETIME_S = 1800
DRAFT = "draft"
FINALIZE = "finalize_client_invoice"
CREATE = "create_client_invoice"
_ONLY_OF_DRAFTS = frozenset({"update_client_invoice", "delete_client_invoice"})
_HANDS_OUT_LINKS = frozenset({"show_attachment", "list_attachments", "upload_attachment"})


def nothing_finalizes_by_itself(history: History) -> None:
    """Rule 1: a draft asked for is a draft; the gateway asks for nothing else, and makes none final."""
    for exchange in history.exchanges:
        if exchange.operation == CREATE and _status_asked(exchange) == DRAFT:
            assert not exchange.given, f"a draft was asked for and {exchange.given[0].number} was given"
    for call in history.calls or ():
        for exchange in call.exchanges:
            if exchange.operation == CREATE and exchange.asked is not None:
                assert _status_asked(exchange) == DRAFT, (
                    f"{call.operation} created an invoice with status {_status_asked(exchange)!r}"
                )
            assert call.token or not exchange.given, (
                f"{call.operation}, confirmed by nobody, made {exchange.given[0].number} final"
            )


def a_number_is_given_once(history: History) -> None:
    """Rule 2: no number changes, goes away or comes twice; a final invoice is neither changed nor deleted."""
    numbers = dict(history.before)
    for exchange in history.exchanges:
        if exchange.operation in _ONLY_OF_DRAFTS and _succeeded(exchange.status):
            id = _last_segment(exchange.target)
            assert id not in numbers, f"{exchange.operation} of {numbers[id]} succeeded although it is final"
        for given in exchange.given:
            assert given.id not in numbers, f"{numbers[given.id]} became {given.number}"
            assert given.number not in numbers.values(), f"{given.number} was given twice"
            numbers[given.id] = given.number
        _check_shown(numbers, exchange, "the bank")
    for call in history.calls or ():
        _check_shown(numbers, call, "the gateway", may_be_older=True)
    for id, number in numbers.items():
        assert id in history.now, f"{number} is no longer there"
        status, held = history.now[id]
        assert held == number, f"{number} is now {held}"
        assert status != DRAFT, f"{number} is a draft again"
    _check_gapless(history)


def only_a_person_finalizes(history: History) -> None:
    """Rule 3: the bank is asked to finalise once for every confirmed call, and never otherwise."""
    if history.calls is None:
        return
    spent: set[str] = set()
    within = 0
    for call in history.calls:
        asked = [exchange for exchange in call.exchanges if exchange.operation == FINALIZE]
        done = [exchange for exchange in asked if _succeeded(exchange.status)]
        within += len(asked)
        if call.token is None:
            assert not asked, f"{call.operation} asked the bank to finalise and nobody had confirmed"
        elif _succeeded(call.status):
            assert len(done) == 1, f"one confirmation, {len(done)} finalised"
            assert call.token not in spent, "one confirmation token finalised twice"
            spent.add(call.token)
    asked_in_all = sum(exchange.operation == FINALIZE for exchange in history.exchanges)
    assert asked_in_all == within, "the bank was asked to finalise outside any call of the gateway"


def a_draft_has_no_pdf(history: History) -> None:
    """Rule 4: no file, no link to one, for an invoice that has no number yet."""
    for exchange in history.exchanges:
        for shown in exchange.shown:
            assert not (shown.status == DRAFT and shown.has_file), f"draft {shown.id} is shown with a file"
    numbers = dict(history.before)
    for call in history.calls or ():
        numbers.update((given.id, given.number) for e in call.exchanges for given in e.given)
        for shown in call.shown:
            assert not (shown.status == DRAFT and shown.has_file), f"draft {shown.id} is shown with a file"
        if call.operation == "show_invoice_pdf" and _succeeded(call.status):
            assert call.invoice in numbers, f"a PDF of {call.invoice}, which has no number"


def no_link_outlives_thirty_minutes(history: History) -> None:
    """Rule 5: a dead link serves nothing; the gateway neither follows nor hands out one."""
    for exchange in history.exchanges:
        if exchange.operation in _HANDS_OUT_LINKS:
            _check_links(str(exchange.answered), exchange.at, "the bank")
        if exchange.target.startswith("/files/") and _succeeded(exchange.status):
            left_s = _left_s(exchange.target, exchange.at)
            assert 0 < left_s <= LINK_LIFETIME_S, f"a link with {left_s:.0f} s to live was served"
    for call in history.calls or ():
        _check_links(call.text, call.at, "the gateway")
        for exchange in call.exchanges:
            if exchange.target.startswith("/files/"):
                left_s = _left_s(exchange.target, exchange.at)
                assert left_s > 0, f"{call.operation} followed a link that was dead for {-left_s:.0f} s"


RULES: tuple[Rule, ...] = (
    nothing_finalizes_by_itself,
    a_number_is_given_once,
    only_a_person_finalizes,
    a_draft_has_no_pdf,
    no_link_outlives_thirty_minutes,
)


# ---------------------------------------------------------------- helpers
def _succeeded(status: int) -> bool:
    return 200 <= status < 300


def _status_asked(exchange: Exchange) -> Any:
    return exchange.asked.get("status") if isinstance(exchange.asked, dict) else None


def _last_segment(target: str) -> str:
    return urlsplit(target).path.rsplit("/", 1)[-1]


def _check_shown(numbers: dict[str, str], answer: Answer, by: str, *, may_be_older: bool = False) -> None:
    """*may_be_older*: the answer was given before some of *numbers* were."""
    for shown in answer.shown:
        number = numbers.get(shown.id)
        if number is None or (may_be_older and shown.number is None):
            continue
        assert shown.number == number, f"{by} shows {number} as {shown.number}"


def _check_gapless(history: History) -> None:
    borne = {*history.before.values(), *(given.number for e in history.exchanges for given in e.given)}
    automatic = defaultdict(list)
    for exchange in history.exchanges:
        for given in exchange.given:
            if given.series is not None:
                automatic[given.series].append(given.number)
    for series, numbers in automatic.items():
        ordinals = [int(number.removeprefix(f"{series}-")) for number in numbers]
        assert ordinals == sorted(ordinals), f"{series} went back: {numbers}"
        missing = [n for n in range(1, ordinals[-1]) if f"{series}-{n:03d}" not in borne]
        assert not missing, f"{series} has a gap before {numbers[-1]}: {missing}"


def _left_s(link: str, at: datetime) -> float:
    expires = parse_qs(urlsplit(link).query).get("expires", ["0"])[-1]
    return (int(expires) if expires.isdecimal() else 0) - at.timestamp()


def _check_links(text: str, at: datetime, by: str) -> None:
    for link in links_in(text):
        left_s = _left_s(link, at)
        assert 0 < left_s <= LINK_LIFETIME_S, f"{by} hands out a link with {left_s:.0f} s to live"
