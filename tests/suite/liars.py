"""
Banks that lie, each in its own way: ours, with something between it and the customer.

A behaviour that no liar breaks is no behaviour but a decoration.
"""

from collections.abc import Callable

import httpx

from tests.suite.spoiling import json_of, mumbled, padded, renumbered, turned, with_body
from tests.suite.static_mock import JSON, StaticMock

_CREATES = ("/v2/clients", "/v2/client_invoices", "/v2/quotes", "/v2/credit_notes", "/v2/attachments")


class Honest:
    """What a liar may look at: the bank behind it, and what the contract has for an example."""

    def __init__(self, inner: httpx.Client, edition: str) -> None:
        self._inner = inner
        self._mock = StaticMock(edition)

    def asked(self, request: httpx.Request) -> httpx.Response:
        return self._inner.send(request)

    def static(self, request: httpx.Request) -> httpx.Response:
        status, headers, body = self._mock.answer(request.method, request.url.path)
        return httpx.Response(status, headers=headers, content=body)


Lie = Callable[[httpx.Request, Honest], httpx.Response]


class Lying(httpx.BaseTransport):
    """The bank behind *inner*, as whoever tells *lie* of it."""

    def __init__(self, inner: httpx.Client, edition: str, lie: Lie) -> None:
        self._bank = Honest(inner, edition)
        self._lie = lie

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._lie(request, self._bank)


def remembers_nothing(request: httpx.Request, bank: Honest) -> httpx.Response:
    """The example of the contract, whatever was asked."""
    return bank.static(request)


def does_not_listen_to_the_query(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Every list in full, whatever was asked of it."""
    path = request.url.path
    if not path.startswith("/v2/"):
        return bank.asked(request)
    url = request.url.copy_with(query=None)
    return bank.asked(httpx.Request(request.method, url, headers=request.headers, content=request.content))


def listens_with_half_an_ear(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Of several parameters the last alone is heard."""
    words = request.url.query.split(b"&")
    url = request.url.copy_with(query=words[-1] or None)
    if len(words) == 1 or not request.url.path.startswith("/v2/"):
        return bank.asked(request)
    return bank.asked(httpx.Request(request.method, url, headers=request.headers, content=request.content))


def refuses_nothing(request: httpx.Request, bank: Honest) -> httpx.Response:
    """A success, made up where there was none."""
    answer = bank.asked(request)
    return bank.static(request) if answer.is_client_error else answer


def does_nothing(request: httpx.Request, bank: Honest) -> httpx.Response:
    """What is made is there; what is done to it is answered nicely, and not done."""
    made = request.method == "POST" and request.url.path in _CREATES
    return bank.asked(request) if request.method == "GET" or made else bank.static(request)


def does_more_than_it_says(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Whatever is done to an invoice or a quote is refused in the end, after it was done."""
    made = request.method == "POST" and request.url.path in _CREATES
    answer = bank.asked(request)
    if request.method == "GET" or made or not answer.is_success:
        return answer
    return httpx.Response(412, json={"errors": [{"code": "invalid", "detail": "no", "trace_id": "t"}]})


def mumbles(request: httpx.Request, bank: Honest) -> httpx.Response:
    """What is shown alone is not quite what it is: other numbers, other words."""
    answer = bank.asked(request)
    body = json_of(answer)
    if request.method != "GET" or body is None or "meta" in body or not answer.is_success:
        return answer
    return with_body(answer, mumbled(body))


def forgets_rows(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Lists are turned round, and lose both their ends."""
    answer = bank.asked(request)
    body = json_of(answer)
    if body is None or "meta" not in body:
        return answer
    left = {name: rows[-2:0:-1] if isinstance(rows, list) else rows for name, rows in body.items()}
    return with_body(answer, left)


def counts_wrongly(request: httpx.Request, bank: Honest) -> httpx.Response:
    """The page before is the page after, and a page holds one more."""
    answer = bank.asked(request)
    body = json_of(answer)
    if body is None or "meta" not in body:
        return answer
    meta = body["meta"]
    wrong = {"prev_page": 7, "per_page": meta["per_page"] + 1, "total_count": meta["total_count"] + 1}
    return with_body(answer, {**body, "meta": {**meta, **wrong}})


def says_too_much(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Every object has keys it should not have."""
    answer = bank.asked(request)
    body = json_of(answer)
    return answer if body is None else with_body(answer, padded(body))


def has_no_edge(request: httpx.Request, bank: Honest) -> httpx.Response:
    """What leads nowhere is answered like what is not there."""
    answer = bank.asked(request)
    if not answer.headers.get("content-type", "").startswith("text/plain"):
        return answer
    return httpx.Response(404, headers={"x-request-id": "r"}, json={"errors": [{"code": "not_found"}]})


def confuses_statuses(request: httpx.Request, bank: Honest) -> httpx.Response:
    """What was made is 200 where it should be 201 and the other way round, and no 204 is empty."""
    answer = bank.asked(request)
    other = {200: 201, 201: 200, 204: 200}.get(answer.status_code)
    if other is None or request.method == "GET":
        return answer
    return httpx.Response(other, headers={"content-type": JSON}, content=answer.content or b"{}")


def mumbles_in_lists(request: httpx.Request, bank: Honest) -> httpx.Response:
    """The first row of a list is not quite what it is, and what is true is false."""
    answer = bank.asked(request)
    body = json_of(answer)
    if body is None or "meta" not in body:
        return answer
    spoilt = {
        name: [turned(mumbled(rows[0])), *rows[1:]] if isinstance(rows, list) and rows else rows
        for name, rows in body.items()
    }
    return with_body(answer, spoilt)


def takes_every_word_seriously(request: httpx.Request, bank: Honest) -> httpx.Response:
    """A parameter that nobody knows is refused."""
    if {"colour", "status"} & request.url.params.keys():
        return httpx.Response(422, json={"errors": [{"code": "invalid", "detail": "no", "trace_id": "t"}]})
    return bank.asked(request)


def has_no_empty_list(request: httpx.Request, bank: Honest) -> httpx.Response:
    """A list without rows is not there."""
    answer = bank.asked(request)
    body = json_of(answer)
    if body is None or "meta" not in body or any(body[name] for name in body if name != "meta"):
        return answer
    return httpx.Response(404, json={"errors": [{"code": "not_found", "detail": "no", "trace_id": "t"}]})


def knows_one_number(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Whatever has a number has the same one, and whatever has an id of a file the same file."""
    answer = bank.asked(request)
    body = json_of(answer)
    return answer if body is None else with_body(answer, renumbered(body))


def changes_what_is_refused(request: httpx.Request, bank: Honest) -> httpx.Response:
    """A refusal is said, and something is changed all the same: the next read shows it."""
    answer = bank.asked(request)
    body = json_of(answer)
    if request.method != "GET" or body is None or "meta" in body or not answer.is_success:
        return answer
    changed = {
        name: {**one, "status": "unpaid" if one.get("status") != "unpaid" else "paid", "header": "changed"}
        if isinstance(one, dict)
        else one
        for name, one in body.items()
    }
    return with_body(answer, changed)


def opens_everything(request: httpx.Request, bank: Honest) -> httpx.Response:
    """Whatever link is followed, a file comes; and every link is the same."""
    answer = bank.asked(request)
    if not request.url.path.startswith("/v2/"):
        return httpx.Response(200, headers={"content-type": "application/pdf"}, content=b"%PDF-1.4 any")
    return answer


def routes_everything(request: httpx.Request, bank: Honest) -> httpx.Response:
    """There is a success behind every path."""
    answer = bank.asked(request)
    edge = answer.headers.get("content-type", "").startswith("text/plain")
    return httpx.Response(200, json={}) if edge else answer


def says_not_that_it_is_a_mock(request: httpx.Request, bank: Honest) -> httpx.Response:
    """No lie at all: somebody else's bank does not call itself our mock."""
    answer = bank.asked(request)
    headers = [(name, value) for name, value in answer.headers.multi_items() if name != "x-mock-qonto"]
    return httpx.Response(answer.status_code, headers=headers, content=answer.content)


LIES: tuple[Lie, ...] = (
    remembers_nothing,
    mumbles,
    mumbles_in_lists,
    does_not_listen_to_the_query,
    refuses_nothing,
    listens_with_half_an_ear,
    does_nothing,
    does_more_than_it_says,
    changes_what_is_refused,
    forgets_rows,
    counts_wrongly,
    says_too_much,
    knows_one_number,
    opens_everything,
    routes_everything,
    has_no_edge,
    has_no_empty_list,
    takes_every_word_seriously,
    confuses_statuses,
)
