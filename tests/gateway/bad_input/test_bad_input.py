"""Whatever is sent: the right status, a sentence that helps, a code, and nothing written anywhere."""

import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

import contracts
from gateway.routes import OPERATIONS
from gateway.web.table import Table
from tests.gateway.bad_input import cases, cases_of_callers, cases_of_credit_notes, cases_of_documents
from tests.gateway.bad_input.cases import Case
from tests.gateway.bad_input.scene import Scene, Tables, jwt_settings, scene
from tests.gateway.databases import throwaway_postgres
from tests.gateway.support import HOME

CASES = (
    *cases.MALFORMED,
    *cases.INVALID,
    *cases.AUTO_FINALIZE,
    *cases.ORDERS,
    *cases_of_documents.IDS,
    *cases_of_documents.LISTS,
    *cases_of_documents.STATES,
    *cases_of_documents.CONFIRMATIONS,
    *cases_of_credit_notes.CREDIT_NOTES,
    *cases_of_callers.ROUTES,
)
WHAT_TO_DO = re.compile(r"\b(\w+ez|faites|dites|doit)\b", re.IGNORECASE)
CONTRACT = contracts.load("gateway")
TABLE = Table(OPERATIONS)


@pytest.fixture(scope="module", params=["guide", "2026-11"])
def on_sqlite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("bad-input")
    with scene(f"sqlite:///{folder / 'gateway.db'}", edition=request.param) as open_house:
        yield open_house


@pytest.fixture(scope="module")
def on_postgres() -> Iterator[Scene]:
    with throwaway_postgres() as url, scene(url) as open_house:
        yield open_house


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """`GATEWAY_AUTH=jwt`."""
    folder = tmp_path_factory.mktemp("bad-callers")
    with scene(f"sqlite:///{folder / 'gateway.db'}", **jwt_settings()) as house:
        yield house


def test_the_table_is_long_enough_and_names_each_case_once() -> None:
    names = [case.name for case in (*CASES, *cases_of_callers.TOKENS)]

    assert len(names) >= 45
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_is_refused_in_words_and_writes_nothing(on_sqlite: Scene, case: Case) -> None:
    _check(on_sqlite, case)


@pytest.mark.postgres
@pytest.mark.parametrize("case", CASES, ids=str)
def test_postgres_takes_no_offence_either(on_postgres: Scene, case: Case) -> None:
    _check(on_postgres, case)


@pytest.mark.parametrize("case", cases_of_callers.TOKENS, ids=str)
def test_a_caller_who_is_nobody_is_refused_in_words_and_writes_nothing(guarded: Scene, case: Case) -> None:
    _check(guarded, case)


# ------------------------------------------------------------------ what every refusal has in common
def _check(at: Scene, case: Case) -> None:
    rows, asked = at.rows(), len(at.written_at_the_bank())

    answer = at.knock(_request(at, case))

    assert (answer.status_code, answer.json().get("code")) == (case.status, case.code), answer.text
    assert _badly_said(answer) == []
    assert at.written_at_the_bank()[asked:] == []
    assert _written(rows, at.rows()) == (["confirmations"] if "confirmation" in answer.json() else [])


def _request(at: Scene, case: Case) -> httpx.Request:
    body = at.told(case.body)
    url = httpx.URL(HOME, raw_path=at.told(case.path.encode()))
    content = _in_parts(body) if case.stream else body
    return httpx.Request(
        case.method, url, headers={"Host": url.netloc.decode(), **case.headers}, content=content
    )


async def _in_parts(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


def _written(before: Tables, after: Tables) -> list[str]:
    """Tables in which anything is not as it was. A question asked anew is one row more, and nothing else."""
    changed = [name for name in before if before[name] != after[name]]
    assert all(set(map(str, before[name])) <= set(map(str, after[name])) for name in changed)
    return changed


def _badly_said(answer: httpx.Response) -> list[str]:
    said = answer.json()
    wrong = []
    if said["success"] is not False or not isinstance(said["details"], dict):
        wrong.append("the envelope is not that of a failure")
    if not WHAT_TO_DO.search(said["error"]) or not said["error"].endswith((".", "!", "»")):
        wrong.append(f"it does not say what to do: {said['error']}")
    if answer.status_code in {429, 503} and "Retry-After" not in answer.headers:
        wrong.append("it does not say when")
    if answer.status_code == 405 and not answer.headers.get("Allow"):
        wrong.append("it does not say which methods are allowed")
    return wrong + _breaches(answer)


def _breaches(answer: httpx.Response) -> list[str]:
    """The contract's own judgement, of every answer on a route that it knows."""
    methods, _ = TABLE.find(answer.request.url.raw_path.decode("latin-1").partition("?")[0].split("/")[1:])
    operation = methods.get(answer.request.method)
    if operation is None:
        return []
    promised = CONTRACT.operations[operation.id]
    return [str(breach) for breach in promised.response_errors(answer.status_code, answer.json())]
