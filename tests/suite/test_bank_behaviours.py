"""The behaviours of the bank as a collection: where they can be tried, and who cannot show them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

import contracts
from contracts.rules.book import RULES, chosen
from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour, Need
from contracts.suite.catalogue import BANK
from contracts.suite.line import Line
from contracts.suite.running import Outcome, try_one
from contracts.suite.stages import BankStage
from tests.suite.in_process import BANK_KEY, Waiting, bank_alone
from tests.suite.liars import LIES, Lie, Lying, says_not_that_it_is_a_mock
from tests.suite.static_mock import StaticMock

ANYBODYS_RULES = [rule for rule in RULES if not rule.protocol]
AT_LEAST = 110
AT_LEAST_READ = 20
CALLS_A_MINUTE = 100
"""What the guide allows: a run that reads alone is through in less."""
MUST_FAIL_ON_A_STATIC_MOCK = 0.6


@pytest.fixture(scope="module", params=contracts.EDITIONS)
def without_control(request: pytest.FixtureRequest) -> Iterator[BankStage]:
    """Our bank as if it were somebody else's: one world for all, and nobody holds its clock."""
    with bank_alone(edition=request.param) as there:
        transport = Lying(there.bank, request.param, says_not_that_it_is_a_mock)
        http = httpx.Client(transport=transport, base_url="http://127.0.0.1:8081")
        yield BankStage(http=http, edition=request.param, authorization=BANK_KEY)


@pytest.fixture(scope="module")
def liars() -> Iterator[Callable[[str, Lie], BankStage]]:
    """Our banks, one of each edition, as a liar tells of them. The control plane is honest."""
    with ExitStack() as open_until_done:
        there = {
            edition: open_until_done.enter_context(bank_alone(edition=edition))
            for edition in contracts.EDITIONS
        }

        @cache
        def stage(edition: str, lie: Lie) -> BankStage:
            transport = Lying(there[edition].bank, edition, lie)
            http = httpx.Client(transport=transport, base_url="http://127.0.0.1:8081")
            return BankStage(
                http=open_until_done.enter_context(http),
                edition=edition,
                authorization=BANK_KEY,
                control=there[edition].control,
            )

        yield stage


def test_there_are_enough_and_each_has_a_name_and_a_sentence_of_its_own() -> None:
    assert len(BANK) >= AT_LEAST
    assert sum(behaviour.reads for behaviour in BANK) >= AT_LEAST_READ
    assert len({behaviour.id for behaviour in BANK}) == len(BANK)
    assert all((behaviour.play.__doc__ or "").endswith(".") for behaviour in BANK)


def test_each_is_of_a_rule_or_a_family_of_the_book() -> None:
    assert chosen({rule for behaviour in BANK for rule in behaviour.rules})


@pytest.mark.parametrize("behaviour", BANK, ids=lambda one: one.id)
def test_without_a_control_plane_our_bank_shows_it_or_it_is_left_out(
    without_control: BankStage, behaviour: Behaviour
) -> None:
    result = try_one(behaviour, without_control, ANYBODYS_RULES)

    assert not result.failures, [f"{one.rule}: {one.why}" for one in result.failures]
    assert not behaviour.reads or {told.method for told in result.told} <= {"GET"}
    if without_control.edition not in behaviour.editions:
        assert result.outcome is Outcome.LEFT_OUT
    elif Need.CONTROL in behaviour.needs:
        assert (result.outcome, result.why) == (Outcome.LEFT_OUT, Need.CONTROL.value)
    else:
        assert result.outcome is Outcome.KEPT, result.why


def test_all_that_reads_asks_no_more_than_the_guide_allows_in_a_minute(without_control: BankStage) -> None:
    reads = [one for one in BANK if one.reads]

    calls = sum(len(try_one(behaviour, without_control, ()).told) for behaviour in reads)

    assert 0 < calls < CALLS_A_MINUTE


def test_where_nobody_can_lift_its_limits_a_bank_is_obeyed() -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(429), httpx.Response(200)]
    waited: list[float] = []
    transport = httpx.MockTransport(lambda _: answers.pop(0))
    with httpx.Client(transport=transport, base_url="http://127.0.0.1:8081") as http:
        bank = Customer(Line("bank", http), "guide", sleep=waited.append)

        bank.ask("list_clients").must_be(200)

    assert waited == [7, 1]
    assert [exchange.status for exchange in bank.exchanges] == [429, 429, 200]


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_whoever_remembers_nothing_cannot_show_what_needs_memory(
    edition: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stories alone, without the rule book: a header that is missing everywhere proves nothing."""
    with start_blocking_portal() as portal:
        http = httpx.Client(transport=Waiting(portal, StaticMock(edition)), base_url="http://127.0.0.1:8081")
        with http:
            stage = BankStage(http=http, edition=edition, authorization=BANK_KEY)
            stateful = [one for one in BANK if one.stateful and not one.needs and edition in one.editions]
            results = [try_one(behaviour, stage, ()) for behaviour in stateful]

    broken = [result for result in results if result.outcome is Outcome.BROKEN]
    share = len(broken) / len(results)
    with capsys.disabled():
        print(f"\n{edition}: a static mock breaks {len(broken)} of {len(results)} behaviours, {share:.0%}")
    assert share >= MUST_FAIL_ON_A_STATIC_MOCK


@pytest.mark.parametrize("behaviour", BANK, ids=lambda one: one.id)
def test_some_liar_breaks_it(liars: Callable[[str, Lie], BankStage], behaviour: Behaviour) -> None:
    """By the story itself, not by a rule."""
    edition = behaviour.editions[-1]

    broken = any(try_one(behaviour, liars(edition, lie), ()).outcome is Outcome.BROKEN for lie in LIES)

    assert broken, "nothing that was tried has broken it"
