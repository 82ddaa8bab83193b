"""Every behaviour of the catalogue, shown by our own bank and gateway, in both editions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import contracts
from contracts.rules.book import RULES
from contracts.suite import catalogue
from contracts.suite.behaviour import Behaviour
from contracts.suite.dialect import load_dialect
from contracts.suite.running import Outcome, try_one
from contracts.suite.stages import BankStage, GatewayStage
from tests.suite.in_process import BANK_KEY, bank_alone, both_sides

EDITIONS = contracts.EDITIONS


@pytest.fixture(scope="module", params=EDITIONS)
def bank(request: pytest.FixtureRequest) -> Iterator[BankStage]:
    edition: str = request.param
    with bank_alone(edition=edition) as there:
        yield BankStage(http=there.bank, edition=edition, authorization=BANK_KEY, control=there.control)


@pytest.fixture(scope="module", params=EDITIONS)
def gateway(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GatewayStage]:
    edition: str = request.param
    folder: Path = tmp_path_factory.mktemp("suite")
    with both_sides(folder, edition=edition) as there:
        assert there.gateway is not None
        stage = GatewayStage(
            http=there.gateway, edition=edition, dialect=load_dialect(), control=there.control
        )
        with stage.held():
            yield stage


@pytest.mark.parametrize("behaviour", catalogue.BANK, ids=lambda one: one.id)
def test_our_bank_shows_it(bank: BankStage, behaviour: Behaviour) -> None:
    result = try_one(behaviour, bank, RULES)

    assert not result.failures, [f"{one.rule}: {one.why}" for one in result.failures]
    assert result.outcome is Outcome.KEPT or bank.edition not in behaviour.editions, result.why


@pytest.mark.parametrize("behaviour", catalogue.GATEWAY, ids=lambda one: one.id)
def test_our_gateway_shows_it(gateway: GatewayStage, behaviour: Behaviour) -> None:
    result = try_one(behaviour, gateway, RULES)

    assert not result.failures, [f"{one.rule}: {one.why}" for one in result.failures]
    assert result.outcome is Outcome.KEPT or gateway.edition not in behaviour.editions, result.why
