import pytest

from tests.mock_qonto.support import Customer

pytestmark = pytest.mark.anyio


async def test_numbers_are_automatic_until_somebody_says_otherwise(modern: Customer) -> None:
    answer = await modern.get("/v2/settings")

    assert answer.json() == {"settings": {"numbering_mode": "automatic"}}


async def test_the_edition_of_the_guide_has_no_settings(guided: Customer) -> None:
    answer = await guided.get("/v2/settings")

    assert answer.status_code == 404
    assert "x-request-id" not in answer.headers
