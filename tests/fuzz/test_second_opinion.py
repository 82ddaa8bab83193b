"""openapi-core, which shares no code with the judge inside both applications, reads the same answers."""

from typing import Any

import pytest
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from schemathesis import Response
from schemathesis.schemas import BaseSchema

import contracts
from tests.fuzz import bank_plan, gateway_plan
from tests.fuzz.campaign import play

pytestmark = pytest.mark.fuzz

SCENARIOS = 5


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_openapi_core_finds_nothing_wrong_with_the_bank(edition: str) -> None:
    schema = bank_plan.load(edition, said=bank_plan.SAID_IN_SCENARIOS)

    wrong, judged = second_opinion(schema, contracts.load("qonto", edition).document)

    assert judged > 20
    assert not wrong


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_openapi_core_finds_nothing_wrong_with_the_gateway(edition: str) -> None:
    schema = gateway_plan.load(edition, said=gateway_plan.SAID_IN_SCENARIOS)

    wrong, judged = second_opinion(schema, contracts.load("gateway").document)

    assert judged > 20
    assert not wrong


def second_opinion(schema: BaseSchema, document: dict[str, Any]) -> tuple[dict[str, list[str]], int]:
    sample = play(schema, schema.app, scenarios=SCENARIOS)
    judge = OpenAPI.from_dict(document)
    found = {
        f"{label} {status}": [repr(error) for error in judge.iter_response_errors(*as_read(response))]
        for (label, status), response in sample.items()
    }
    return {what: errors for what, errors in found.items() if errors}, len(found)


def as_read(response: Response) -> tuple[MockRequest, MockResponse]:
    request = response.request
    base, _, rest = str(request.url).partition("://")
    host, _, _ = rest.partition("/")
    headers = {name: values[0] for name, values in response.headers.items()}
    return (
        MockRequest(f"{base}://{host}", str(request.method), request.path_url.partition("?")[0]),
        MockResponse(
            response.content, response.status_code, headers, content_type=headers.get("content-type", "")
        ),
    )
