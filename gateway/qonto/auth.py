"""
Who we are to Qonto: an API key or an OAuth token, and the sandbox's own token on top.

A token that is renewed is asked for call by call (renewal.py).
"""

from collections.abc import Mapping

from gateway.settings import Settings


def credentials(settings: Settings) -> Mapping[str, str]:
    """The headers every call carries. Nothing here is ever logged."""
    headers = {} if settings.renewing else {"Authorization": _authorization(settings)}
    if settings.qonto_staging_token is not None:
        headers["X-Qonto-Staging-Token"] = settings.qonto_staging_token.get_secret_value()
    return headers


def _authorization(settings: Settings) -> str:
    if settings.qonto_auth_mode == "oauth":
        assert settings.qonto_access_token is not None
        return bearer(settings.qonto_access_token.get_secret_value())
    assert settings.qonto_api_key is not None
    # Quirk: Qonto's API key goes without a scheme word, neither Basic nor Bearer, and is not encoded.
    return f"{settings.qonto_organization_id}:{settings.qonto_api_key.get_secret_value()}"


def bearer(token: str) -> str:
    return f"Bearer {token}"
