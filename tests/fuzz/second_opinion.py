"""openapi-core, which shares no code with the judge inside both applications, reads the same answers."""

from typing import Any

from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse
from schemathesis import Response

from tests.fuzz.campaign import Sample


def second_opinion(sample: Sample, document: dict[str, Any]) -> dict[str, list[str]]:
    """What it finds wrong with one answer of every operation and status."""
    judge = OpenAPI.from_dict(document)
    found = {
        f"{label} {status}": [repr(error) for error in judge.iter_response_errors(*as_read(response))]
        for (label, status), response in sample.items()
    }
    return {what: errors for what, errors in found.items() if errors}


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
