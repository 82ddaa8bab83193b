"""
How schemathesis is set up here: the same requests every time, nothing kept between runs, every refusal of a
valid request accounted for.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import hypothesis
import schemathesis
from hypothesis import strategies as st
from hypothesis.stateful import rule
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from tests.fuzz.checks import OTHERS, AnyCase, held  # the module registers the checks
from tests.fuzz.stage import Stage

Sample = dict[tuple[str, int], Response]
Reply = Callable[[Response, AnyCase], AnyCase | None]

# FUZZ_SEED=<number> asks for other requests than the suite's, FUZZ_SCALE=<number> for so many times more,
# FUZZ_EDITION=<name> for those of one edition.
EDITIONS = tuple(one for one in contracts.EDITIONS if os.environ.get("FUZZ_EDITION") in {None, one})
SUITES_SEED = 20260219
SEED = int(os.environ.get("FUZZ_SEED", SUITES_SEED))
SCALE = int(os.environ.get("FUZZ_SCALE", "1"))
STEPS = 25
KNOWN_SHARE = 0.75
WAITS_S = (0, 0, 1, 2, 0, 1, 0, 299, 0, 2, 1799, 1800)


@schemathesis.serializer("application/pdf", "image/jpeg", "image/png")
def as_it_is(_: Any, file: Any) -> bytes:
    """A part of a form may say that it is one of these: its bytes go as they were drawn."""
    return file if isinstance(file, bytes) else str(file).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What is particular to one side.

    *refusals*: per operation, the statuses with which a rule of the house turns down what the schema allows.
    *known*: values that lead somewhere. Per operation, where they go (`path.id`, `body.client_id`); they
    are sent most of the time, and anything else the schema allows the rest of it.
    *exempt*: per operation, the checks that do not hold for it.
    """

    auth: Mapping[str, Mapping[str, str]]
    base_url: str
    examples: int
    checks_off: Sequence[str] = ()
    refusals: Mapping[str, Sequence[int]] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)
    exempt: Mapping[str, Sequence[str]] = field(default_factory=dict)
    boundaries: bool = True
    """
    Whether every field is tried at its limits, too: a request for each, most of all that are sent. Where
    editions read requests alike, one of them is enough; a longer campaign tries them all.
    """

    def config(self) -> schemathesis.Config:
        checks: dict[str, Any] = {name: {"enabled": False} for name in self.checks_off}
        return schemathesis.Config.from_dict(
            {
                "seed": SEED,
                "base-url": self.base_url,
                "auth": {"openapi": self.auth},
                "cache": {"enabled": False},
                "generation": {
                    "database": "none",
                    "max-examples": self.examples * SCALE,
                    "no-shrink": True,
                    # Qonto ignores parameters it does not know, and so do we: one more breaks nothing.
                    "allow-extra-parameters": False,
                },
                # Words from the source code would make other requests of every change to it.
                "analysis": {"constants": {"enabled": False}},
                # Links are written in the contracts: what they do not say is not guessed.
                "phases": {
                    "coverage": {"enabled": self.boundaries or SCALE > 1},
                    "stateful": {"inference": {"algorithms": []}, "generation": {"mode": "positive"}},
                },
                "checks": {**checks, "positive_data_acceptance": {"expected-statuses": ["2xx"]}},
                "dictionaries": {
                    _name(id, where): {"values": list(values)}
                    for id, places in self.known.items()
                    for where, values in places.items()
                },
                "operations": [self._operation(id) for id in {**self.refusals, **self.known}],
            }
        )

    def _operation(self, id: str) -> dict[str, Any]:
        refusals = [str(status) for status in self.refusals.get(id, ())]
        broken = [status for status in refusals if status.startswith("5")]
        return {
            "include-operation-id": id,
            "checks": {
                **{name: {"enabled": False} for name in self.exempt.get(id, ())},
                "positive_data_acceptance": {"expected-statuses": ["2xx", *refusals]},
                "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", *broken]},
            },
            "parameters": {
                where: {"dictionary": _name(id, where), "probability": KNOWN_SHARE}
                for where in self.known.get(id, ())
            },
        }


def play(
    schema: BaseSchema,
    stage: Stage,
    *,
    scenarios: int,
    reply: Reply = lambda _response, _case: None,
    seed: int = SEED,
) -> Sample:
    """
    Scenarios of many steps, each beginning in the same world; between the steps time passes.

    *reply* is what somebody says at once to an answer, half of the times, and to what comes back. Gives back
    one answer of every operation and status that came up.
    """
    sample: Sample = {}
    machine: Any = schema.as_state_machine()

    class Scenario(machine):  # type: ignore[misc]
        def setup(self) -> None:
            stage.begin_again()
            self.steps = 0

        def teardown(self) -> None:
            super().teardown()
            held(stage.journal, OTHERS)

        def before_call(self, case: AnyCase) -> None:
            self.steps += 1
            stage.advance(WAITS_S[self.chance(case) % len(WAITS_S)])
            stage.meanwhile()

        @rule(seconds=st.sampled_from(WAITS_S))
        def wait(self, seconds: int) -> None:
            """Always possible: Hypothesis gives a run up when in one scenario nothing more can be done."""
            stage.advance(seconds)
            stage.meanwhile()

        def after_call(self, response: Response, case: AnyCase) -> None:
            super().after_call(response, case)
            sample.setdefault((case.operation.label, response.status_code), response)

        def validate_response(self, response: Response, case: AnyCase, **options: Any) -> None:
            super().validate_response(response, case, **options)
            said = reply(response, case) if self.chance(case) % 2 else None
            while said is not None:
                answer = said.call_and_validate()
                sample.setdefault((said.operation.label, answer.status_code), answer)
                said = reply(answer, said)

        def chance(self, case: AnyCase) -> int:
            """Not drawn, nor taken from ids, which are new every time: played again it goes the same way."""
            return crc32(f"{self.steps} {case.operation.label}".encode())

    stage.in_a_scenario = True
    machine = hypothesis.seed(seed)(Scenario)
    machine.run(
        settings=hypothesis.settings(
            max_examples=scenarios * SCALE,
            stateful_step_count=STEPS,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
    )
    return sample


def said(
    operation: Any, path: Mapping[str, Any], credentials: str, body: Mapping[str, Any] | None = None
) -> AnyCase:
    """A request that somebody thought of, in place of a drawn one."""
    headers = {"Authorization": credentials}
    if body is None:
        bare: AnyCase = operation.Case(path_parameters=dict(path), headers=headers)
        return bare
    case: AnyCase = operation.Case(
        path_parameters=dict(path), headers=headers, body=dict(body), media_type="application/json"
    )
    return case


def _name(operation: str, where: str) -> str:
    return f"{operation}:{where}"
