"""One stand-in for every world that has to be told apart; each verdict right, and each stand-in unchanged."""

import copy
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

import contracts
from contracts.probe.asking import Asker, Credentials
from contracts.probe.evidence import Notebook
from contracts.probe.question import questions
from contracts.probe.running import Probe, Probed
from contracts.probe.verdict import Verdict
from tests.probe.stand_in import (
    EDGE,
    GOOD_KEY,
    HTML,
    MALFORMED,
    NO_VERB,
    Said,
    StandIn,
    World,
    routed,
    serving,
)

WHO = Credentials({"Authorization": GOOD_KEY})
DAY = datetime(2026, 11, 30, tzinfo=UTC)
EVERY = questions(contracts.capabilities.load())


def always(said: Said | None) -> World:
    return lambda _method, _path: said


def in_turn(*said: Said) -> World:
    rest = list(said)
    return lambda _method, _path: rest.pop(0) if len(rest) > 1 else rest[0]


def probed(
    stand_in: StandIn, who: Credentials = WHO, *, sleep: Callable[[float], None] = lambda _: None
) -> Probed:
    with serving(stand_in) as url:
        asker = Asker(url, who, pace_s=0, sleep=sleep, timeout_s=0.3)
        try:
            return Probe(
                asker=asker,
                notebook=Notebook(asker.host, None),
                credentials=who.kind,
                now=lambda: DAY,
                tell=lambda _: None,
            ).run(EVERY)
        finally:
            asker.close()


WORLDS: Sequence[tuple[str, World, Verdict, str]] = (
    ("it exists", always(None), Verdict.EXISTS, ""),
    ("it exists and reads", always(MALFORMED), Verdict.EXISTS, "400 malformed_json"),
    ("the edge has no route", always(EDGE), Verdict.ABSENT, "404 in plain text"),
    ("a routed 404 for a verb", always(NO_VERB), Verdict.ABSENT, "as paths that lead nowhere"),
    ("405", always(Said(405, headers={"Allow": "GET"})), Verdict.ABSENT, "it allows GET"),
    (
        "401 for an API key",
        always(routed(401, "unauthorized", "OAuth2 authentication is required here")),
        Verdict.FORBIDDEN,
        "another kind of credentials",
    ),
    (
        "403 for a scope",
        always(routed(403, "forbidden", "missing required OAuth scope")),
        Verdict.FORBIDDEN,
        "scope",
    ),
    ("412", always(routed(412, "invoice_not_in_draft_status", "no draft")), Verdict.EXISTS, "412"),
    ("422", always(routed(422, "invalid_body", "EOF")), Verdict.EXISTS, "422 invalid_body"),
    ("429 for ever", always(Said(429)), Verdict.UNKNOWN, "too many requests"),
    ("a login page", always(Said(200, HTML, b"<html>")), Verdict.UNKNOWN, "staging token"),
    ("it breaks", always(routed(500, "internal_server_error", "x")), Verdict.UNKNOWN, "broke (500)"),
    (
        "a redirect elsewhere",
        always(Said(302, headers={"Location": "https://elsewhere.example/v2"})),
        Verdict.UNKNOWN,
        "redirect to elsewhere.example",
    ),
    ("it never answers", always(Said(200, hang=True)), Verdict.UNKNOWN, "time ran out"),
    ("an answer like no other", always(Said(418)), Verdict.UNKNOWN, "like no other: 418"),
)


@pytest.mark.parametrize(("world", "verdict", "why"), [one[1:] for one in WORLDS], ids=[w[0] for w in WORLDS])
def test_each_world_is_told_apart_and_left_as_it_was(world: World, verdict: Verdict, why: str) -> None:
    stand_in = StandIn(world)
    before = copy.deepcopy(stand_in.state)

    result = probed(stand_in)

    assert result.useless is None
    assert {one.verdict for one in result.found.values()} == {verdict}, result.found
    assert all(why in one.why for one in result.found.values()), result.found
    assert stand_in.state == before


def test_a_429_is_waited_out_as_long_as_it_says() -> None:
    naps: list[float] = []
    world = in_turn(Said(429, headers={"Retry-After": "7"}), Said(429), EDGE)

    result = probed(StandIn(world), sleep=naps.append)

    assert {one.verdict for one in result.found.values()} == {Verdict.ABSENT}
    assert [round(nap) for nap in naps[:2]] == [7, 4]


@pytest.mark.parametrize("status", [401, 403])
def test_who_is_refused_before_routing_learns_nothing(status: int) -> None:
    refused = routed(status, "forbidden", "not for you")

    class Wall(StandIn):
        def answer(self, method: str, target: str, authorization: str | None, body: bytes) -> Said:
            known = super().answer(method, target, authorization, body)
            return known if target == "/v2/organization" else refused

    result = probed(Wall(always(None)))

    assert {one.verdict for one in result.found.values()} == {Verdict.UNKNOWN}


def test_one_404_for_everything_says_nothing() -> None:
    class Fog(StandIn):
        def answer(self, method: str, target: str, authorization: str | None, body: bytes) -> Said:
            known = super().answer(method, target, authorization, body)
            return known if known.status == 200 else EDGE

    result = probed(Fog(always(EDGE)))

    assert {one.verdict for one in result.found.values()} == {Verdict.UNKNOWN}


def test_a_server_that_agrees_to_everything_teaches_nothing_and_is_not_changed() -> None:
    class Yes(StandIn):
        def answer(self, method: str, target: str, authorization: str | None, body: bytes) -> Said:
            super().answer(method, target, authorization, body)
            return Said(200)

    stand_in = Yes(always(None))
    before = copy.deepcopy(stand_in.state)

    result = probed(stand_in)

    assert result.useless is not None
    assert "200 to paths that lead nowhere" in result.useless.why
    assert stand_in.state == before


def test_refused_credentials_end_it_after_one_question() -> None:
    stand_in = StandIn(always(None))

    result = probed(stand_in, Credentials({"Authorization": "verone-4819:wrong"}))

    assert result.useless is not None
    assert result.useless.why == "the credentials are refused (401 unauthorized)"
    assert len(stand_in.asked) == 1


def test_credentials_do_not_follow_a_redirect() -> None:
    other = StandIn(always(None))
    with serving(other) as elsewhere:
        world = always(Said(307, headers={"Location": f"{elsewhere}/v2/credit_notes"}))

        probed(StandIn(world))

    assert other.asked == []


def test_nobody_at_the_address_and_a_server_without_tls_are_told_apart() -> None:
    with serving(StandIn(always(None))) as url:
        tls = Asker(url.replace("http:", "https:"), WHO, pace_s=0)
        nobody = Asker("http://127.0.0.1:9", WHO, pace_s=0)

        assert tls.ask(EVERY[0]).trouble.startswith("TLS")
        assert nobody.ask(EVERY[0]).trouble == "nobody answers at that address"
        tls.close()
        nobody.close()
