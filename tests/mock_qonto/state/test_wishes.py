"""What a start asks of a world that was read back."""

from typing import Any

import pytest

from mock_qonto.kernel.bank import Bank
from mock_qonto.settings import ClockWish, Misconfigured, ServerSettings
from mock_qonto.state import adopt
from mock_qonto.web.access import digest
from tests.mock_qonto.kernel.toys import NINE, post_office


def switches(edition: str) -> dict[str, Any]:
    return {"journey_s": 3600, "edition's own": edition}


def adopted(bank: Bank, **asked: Any) -> Bank:
    adopt(bank, ServerSettings(organization="post", **asked), switches)
    return bank


def test_a_world_older_than_a_switch_has_it_as_its_edition_sets_it() -> None:
    world = adopted(post_office()).default_world

    assert world.settings.switches == {"journey_s": 3600, "edition's own": "guide"}


def test_what_a_test_had_turned_stays_turned() -> None:
    bank = post_office()
    bank.default_world.change(switches={"journey_s": 1})

    adopted(bank)

    assert bank.default_world.switch("journey_s") == 1


def test_another_edition_brings_its_own_switches() -> None:
    world = adopted(post_office(), edition="2026-11").default_world

    assert world.settings.edition == world.birth.settings.edition == "2026-11"
    assert world.switch("edition's own") == "2026-11"


def test_a_regenerated_key_stays_when_the_variable_says_the_old_one() -> None:
    bank = adopted(post_office(), api_key="first")
    bank.default_world.change(key_digest=digest("second"))

    adopted(bank, api_key="first")

    assert bank.default_world.settings.key_digest == digest("second")


def test_a_held_clock_may_be_let_go() -> None:
    world = adopted(post_office(), clock=ClockWish(mode="real")).default_world

    assert world.clock.mode == "real"
    assert world.clock.now >= NINE


def test_a_running_clock_may_be_held_where_it_is() -> None:
    world = adopted(post_office(held=None), clock=ClockWish(mode="manual")).default_world

    assert world.clock.mode == "manual"


def test_the_same_words_as_last_time_do_not_turn_time_back() -> None:
    bank = post_office()
    bank.advance_to(bank.default_world, NINE.replace(hour=12))

    adopted(bank, clock=ClockWish(mode="manual", at=NINE))

    assert bank.default_world.clock.now == NINE.replace(hour=12)


def test_an_earlier_hour_is_refused() -> None:
    with pytest.raises(Misconfigured, match="time never goes back"):
        adopted(post_office(), clock=ClockWish(mode="manual", at=NINE.replace(hour=8)))
