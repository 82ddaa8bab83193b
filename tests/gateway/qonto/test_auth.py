"""Who we say we are."""

from gateway.qonto.auth import credentials
from gateway.settings import Settings


def test_an_api_key_goes_without_a_scheme_word() -> None:
    settings = Settings(qonto_organization_id="acme-1", qonto_api_key="k")

    assert credentials(settings) == {"Authorization": "acme-1:k"}


def test_a_token_is_a_bearers_and_the_sandbox_has_its_own_on_top() -> None:
    settings = Settings(qonto_auth_mode="oauth", qonto_access_token="t", qonto_staging_token="s")

    assert credentials(settings) == {"Authorization": "Bearer t", "X-Qonto-Staging-Token": "s"}
