"""
The five rules as laws over a history, and two about money: each raises AssertionError with what broke it, or
says nothing.

They are the same for every scenario and know neither schemathesis nor an application.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fuzz.history import FINAL, INVOICE, QUOTE, Answer, Exchange, Given, History, links_in

Rule = Callable[[History], None]

LINK_LIFETIME_S = 1800
DRAFT = "draft"
WAITING = "pending_approval"
CREATE = "create_client_invoice"
SEND_QUOTE = "send_quote"
# A credit note is born final. A quote is when it leaves the house for the first time.
FINALIZE = frozenset({"finalize_client_invoice", "create_credit_note", SEND_QUOTE})
_ONLY_OF_DRAFTS = frozenset({"update_client_invoice", "delete_client_invoice"})
_HANDS_OUT_LINKS = frozenset({"show_attachment", "list_attachments", "upload_attachment"})
_PDFS = frozenset({"show_invoice_pdf", "show_credit_note_pdf", "show_quote_pdf"})


def nothing_finalizes_by_itself(history: History) -> None:
    """Rule 1: a draft asked for is a draft; the gateway asks for nothing else, and makes none final."""
    for exchange in history.exchanges:
        if exchange.operation == CREATE and _status_asked(exchange) == DRAFT:
            final = _made_final(exchange)
            assert not final, f"a draft was asked for and {final[0].number} was given"
    for call in history.calls or ():
        for exchange in call.exchanges:
            if exchange.operation == CREATE and exchange.asked is not None:
                assert _status_asked(exchange) == DRAFT, (
                    f"{call.operation} created an invoice with status {_status_asked(exchange)!r}"
                )
            final = _made_final(exchange)
            assert call.token or not final, f"{call.operation}, confirmed by nobody, gave {final[0].number}"


def a_number_is_given_once(history: History) -> None:
    """
    Rule 2: no number changes, goes away or comes twice; a final document is neither changed nor deleted.

    A quote may be renumbered and removed while it is at home: what it bore is never borne again.
    """
    numbers = {given.id: given.number for given in history.before if given.id}
    used = {(given.what, given.number) for given in history.before}
    for exchange, left in _with_quotes_sent(history):
        _check_changeable(exchange, numbers, left, by_us=history.calls is not None)
        for given in exchange.given:
            assert (given.what, given.number) not in used, f"{given.number} was given twice"
            assert given.what not in FINAL or given.id not in numbers, (
                f"{numbers[given.id]} became {given.number}"
            )
            used.add((given.what, given.number))
            numbers[given.id] = given.number
        if exchange.operation == "delete_quote" and _succeeded(exchange.status):
            numbers.pop(_last_segment(exchange.target), None)
        _check_shown(numbers, exchange, "the bank")
    for call in history.calls or ():
        _check_shown(numbers, call, "the gateway", may_be_older=True)
    for id, number in numbers.items():
        assert id in history.now, f"{number} is no longer there"
        held = history.now[id]
        assert held.number == number, f"{number} is now {held.number}"
        assert held.status != DRAFT, f"{number} is a draft again"
    _check_gapless(history)


def only_a_person_finalizes(history: History) -> None:
    """Rule 3: the bank is asked to finalise once for every confirmed call, and never otherwise."""
    if history.calls is None:
        return
    finalizing = {id(exchange) for exchange, sent in _with_quotes_sent(history) if _finalizes(exchange, sent)}
    spent: set[str] = set()
    within = 0
    for call in history.calls:
        asked = [exchange for exchange in call.exchanges if id(exchange) in finalizing]
        done = [exchange for exchange in asked if _succeeded(exchange.status)]
        within += len(asked)
        if call.token is None:
            assert not asked, f"{call.operation} asked the bank to finalise and nobody had confirmed"
        elif _succeeded(call.status):
            assert len(done) == 1, f"one confirmation, {len(done)} finalised"
            assert call.token not in spent, "one confirmation token finalised twice"
            spent.add(call.token)
    assert len(finalizing) == within, "the bank was asked to finalise outside any call of the gateway"


def a_draft_has_no_pdf(history: History) -> None:
    """
    Rule 4: no file, no link to one, for what is a draft.

    Qonto makes a file of a quote at once; the gateway shows none before the quote has been sent or decided.
    """
    for exchange in history.exchanges:
        for shown in exchange.shown:
            assert not (shown.status == DRAFT and shown.has_file), f"draft {shown.id} is shown with a file"
    final = {given.id for given in history.before if given.what in FINAL} | history.sent_before
    final |= {id for id, held in history.now.items() if held.what == QUOTE and held.status != WAITING}
    for call in history.calls or ():
        for exchange in call.exchanges:
            final |= {given.id for given in _made_final(exchange)}
            if exchange.operation == SEND_QUOTE and _succeeded(exchange.status):
                final.add(_segment_before_last(exchange.target))
        for shown in call.shown:
            assert not (shown.status == DRAFT and shown.has_file), f"draft {shown.id} is shown with a file"
        if call.operation in _PDFS and _succeeded(call.status):
            assert call.document in final, f"a PDF of {call.document}, which is a draft"


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


def no_more_is_credited_than_was_billed(history: History) -> None:
    """Whatever was asked, and in whatever order: what is credited comes at most to the invoice."""
    credited: defaultdict[str, int] = defaultdict(int)
    for held in history.now.values():
        if held.of is not None:
            credited[held.of] += held.total_cents
    for id, cents in credited.items():
        invoice = history.now.get(id)
        assert invoice is not None, f"{cents} cents are credited of {id}, which is not there"
        assert cents <= invoice.total_cents, (
            f"{cents} cents are credited of {invoice.number}, which is over {invoice.total_cents}"
        )


def a_quote_becomes_an_invoice_once(history: History) -> None:
    """Of all the invoices a quote was converted into, one is there. A draft that was deleted was none."""
    made: defaultdict[str, list[str]] = defaultdict(list)
    for call in history.calls or ():
        if call.operation != "convert_quote" or not _succeeded(call.status):
            continue
        asked = [e for e in call.exchanges if e.operation == CREATE and _succeeded(e.status)]
        assert len(asked) == 1, f"one conversion, {len(asked)} invoices"
        made[str(call.document)].extend(shown.id for shown in asked[0].shown if shown.id in history.now)
    for id, invoices in made.items():
        there = {invoice for invoice in invoices if history.now[invoice].what == INVOICE}
        assert len(there) <= 1, f"quote {id} was converted into {len(there)} invoices"


RULES: tuple[Rule, ...] = (
    nothing_finalizes_by_itself,
    a_number_is_given_once,
    only_a_person_finalizes,
    a_draft_has_no_pdf,
    no_link_outlives_thirty_minutes,
    no_more_is_credited_than_was_billed,
    a_quote_becomes_an_invoice_once,
)


# ---------------------------------------------------------------- helpers
def _succeeded(status: int) -> bool:
    return 200 <= status < 300


def _status_asked(exchange: Exchange) -> Any:
    return exchange.asked.get("status") if isinstance(exchange.asked, dict) else None


def _made_final(exchange: Exchange) -> list[Given]:
    return [given for given in exchange.given if given.what in FINAL]


def _finalizes(exchange: Exchange, sent: set[str]) -> bool:
    """Whether it asks for something final. What was sent before may be sent again."""
    again = exchange.operation == SEND_QUOTE and _segment_before_last(exchange.target) in sent
    return exchange.operation in FINALIZE and not again


def _with_quotes_sent(history: History) -> Iterator[tuple[Exchange, set[str]]]:
    """Every exchange, with the quotes that had left the house before it."""
    sent = set(history.sent_before)
    for exchange in history.exchanges:
        yield exchange, sent
        if exchange.operation == SEND_QUOTE and _succeeded(exchange.status):
            sent.add(_segment_before_last(exchange.target))


def _check_changeable(exchange: Exchange, numbers: dict[str, str], sent: set[str], *, by_us: bool) -> None:
    """Qonto lets a quote be changed that was sent and waits; the gateway (*by_us*) does not ask for it."""
    if not _succeeded(exchange.status):
        return
    id = _last_segment(exchange.target)
    if exchange.operation in _ONLY_OF_DRAFTS:
        assert id not in numbers, f"{exchange.operation} of {numbers[id]} succeeded although it is final"
    if exchange.operation == "delete_quote":
        assert id not in sent, f"{numbers.get(id)} was deleted although it had been sent"
    if by_us and exchange.operation == "update_quote":
        assert id not in sent, f"{numbers.get(id)} was changed although it had been sent"


def _last_segment(target: str) -> str:
    return urlsplit(target).path.rsplit("/", 1)[-1]


def _segment_before_last(target: str) -> str:
    return urlsplit(target).path.rsplit("/", 2)[-2]


def _check_shown(numbers: dict[str, str], answer: Answer, by: str, *, may_be_older: bool = False) -> None:
    """*may_be_older*: the answer was given before some of *numbers* were."""
    for shown in answer.shown:
        number = numbers.get(shown.id)
        if number is None or (may_be_older and shown.number is None):
            continue
        assert shown.number == number, f"{by} shows {number} as {shown.number}"


def _check_gapless(history: History) -> None:
    given = [given for exchange in history.exchanges for given in exchange.given]
    borne = {(one.what, one.number) for one in (*history.before, *given)}
    automatic: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for one in given:
        if one.series is not None:
            automatic[one.what, one.series].append(one.number)
    for (what, series), numbers in automatic.items():
        ordinals = [int(number.removeprefix(f"{series}-")) for number in numbers]
        assert ordinals == sorted(ordinals), f"{series} went back: {numbers}"
        missing = [n for n in range(1, ordinals[-1]) if (what, f"{series}-{n:03d}") not in borne]
        assert not missing, f"{series} has a gap before {numbers[-1]}: {missing}"


def _left_s(link: str, at: datetime) -> float:
    expires = parse_qs(urlsplit(link).query).get("expires", ["0"])[-1]
    return (int(expires) if expires.isdecimal() else 0) - at.timestamp()


def _check_links(text: str, at: datetime, by: str) -> None:
    for link in links_in(text):
        left_s = _left_s(link, at)
        assert 0 < left_s <= LINK_LIFETIME_S, f"{by} hands out a link with {left_s:.0f} s to live"
