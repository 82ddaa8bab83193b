"""Every setting: what it defaults to, and what stops the start."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.probe import attempt
from gateway.settings import OFFLINE_KEY, SANDBOX_URL, Settings, SettingsRefused, read_settings

LIVE = {
    "QONTO_MODE": "live",
    "QONTO_ORGANIZATION_ID": "verone-4819",
    "QONTO_API_KEY": "a-real-key",
    "GATEWAY_JWT_SECRET": "s" * 32,
}
SANDBOX = LIVE | {"QONTO_API_BASE_URL": SANDBOX_URL}
OAUTH = {
    "QONTO_MODE": "live",
    "QONTO_ORGANIZATION_ID": "verone-4819",
    "QONTO_CLIENT_ID": "c",
    "QONTO_CLIENT_SECRET": "s",
    "QONTO_REFRESH_TOKEN": "r",
    "GATEWAY_JWT_SECRET": "s" * 32,
}
JWT = {"GATEWAY_AUTH": "jwt", "GATEWAY_JWT_SECRET": "s" * 32}
JWKS = {"GATEWAY_AUTH": "jwt", "GATEWAY_JWKS_URL": "https://id.example/jwks"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def _read(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings()


def test_with_no_variable_at_all_the_gateway_is_offline_and_finds_the_local_bank() -> None:
    settings = read_settings()

    assert (settings.qonto_mode, settings.qonto_edition) == ("mock", "guide")
    assert settings.qonto_api_base_url == "http://127.0.0.1:8081"
    assert (settings.gateway_host, settings.gateway_port, settings.gateway_auth) == ("127.0.0.1", 8080, "off")
    assert (settings.qonto_auth_mode, settings.qonto_organization_id) == ("api_key", "verone-4819")
    assert settings.qonto_api_key is not None
    assert settings.qonto_api_key.get_secret_value() == OFFLINE_KEY
    assert settings.database_url == "sqlite:///var/gateway.db"
    assert settings.qonto_rate_limit_per_minute == 100


def test_live_mode_knows_where_qonto_is_and_asks_for_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _read(monkeypatch, LIVE)

    assert settings.qonto_api_base_url == "https://thirdparty.qonto.com"
    assert settings.gateway_auth == "jwt"


@pytest.mark.parametrize(
    ("environment", "token_url"),
    [
        (OAUTH, "https://oauth.qonto.com/oauth2/token"),
        (
            OAUTH | {"QONTO_API_BASE_URL": SANDBOX_URL, "QONTO_STAGING_TOKEN": "s"},
            "https://oauth-sandbox.staging.qonto.co/oauth2/token",
        ),
        (OAUTH | {"QONTO_TOKEN_URL": "https://oauth.example/token"}, "https://oauth.example/token"),
    ],
)
def test_tokens_are_renewed_where_qonto_is(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], token_url: str
) -> None:
    settings = _read(monkeypatch, environment)

    assert (settings.qonto_auth_mode, settings.renewing, settings.qonto_token_url) == (
        "oauth",
        True,
        token_url,
    )


def test_the_sandbox_is_the_one_the_probe_knows() -> None:
    assert SANDBOX_URL == attempt.SANDBOX


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        _read(monkeypatch, {"QONTO_MODE": "", "QONTO_API_KEY": "", "GATEWAY_PORT": ""}).gateway_port == 8080
    )


def test_the_auth_mode_is_deduced_from_what_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch, {"QONTO_ACCESS_TOKEN": "t"}).qonto_auth_mode == "oauth"


def test_an_auth_mode_that_is_named_decides_between_two_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"QONTO_AUTH_MODE": "API_KEY", "QONTO_API_KEY": "k", "QONTO_ACCESS_TOKEN": "t"}

    assert _read(monkeypatch, both).qonto_auth_mode == "api_key"


def test_the_local_file_is_read_and_the_environment_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env.local").write_text("GATEWAY_PORT=1111\nQONTO_EDITION=2026-11\nSOMETHING_ELSE=x\n")

    settings = _read(monkeypatch, {"GATEWAY_PORT": "2222"})

    assert (settings.gateway_port, settings.qonto_edition) == (2222, "2026-11")


def test_options_go_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_PORT", "2222")

    assert read_settings({"gateway_port": "3333"}).gateway_port == 3333


def test_no_option_opens_what_the_environment_forbids(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (LIVE | {"QONTO_MODE": "mock", "QONTO_FORBID_LIVE": "1"}).items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsRefused, match="QONTO_FORBID_LIVE"):
        read_settings({"qonto_mode": "live"})


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {"GATEWAY_ALLOWED_ORIGINS": "http://localhost:3000, https://Back.Example/"}

    assert _read(monkeypatch, listed).gateway_allowed_origins == (
        "http://localhost:3000",
        "https://back.example",
    )


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        ({"QONTO_MODE": "production"}, "QONTO_MODE"),
        ({"QONTO_EDITION": "2025"}, "QONTO_EDITION"),
        ({"QONTO_API_BASE_URL": "https://thirdparty.qonto.com"}, "QONTO_API_BASE_URL"),
        ({"QONTO_API_BASE_URL": "127.0.0.1:8081"}, "QONTO_API_BASE_URL"),
        ({"QONTO_API_BASE_URL": "http://user:secret@127.0.0.1:8081"}, "QONTO_API_BASE_URL"),
        (LIVE | {"QONTO_API_BASE_URL": "http://qonto.example"}, "QONTO_API_BASE_URL"),
        ({"QONTO_API_KEY": "k", "QONTO_ACCESS_TOKEN": "t"}, "QONTO_AUTH_MODE"),
        ({"QONTO_AUTH_MODE": "basic"}, "QONTO_AUTH_MODE"),
        ({"QONTO_AUTH_MODE": "oauth"}, "QONTO_ACCESS_TOKEN"),
        (LIVE | {"QONTO_ORGANIZATION_ID": ""}, "QONTO_ORGANIZATION_ID"),
        (LIVE | {"QONTO_API_KEY": ""}, "QONTO_API_KEY"),
        (LIVE | {"QONTO_API_KEY": OFFLINE_KEY}, "QONTO_API_KEY"),
        (LIVE | {"QONTO_API_KEY": "clé"}, "QONTO_API_KEY"),
        (LIVE | {"GATEWAY_AUTH": "off"}, "GATEWAY_AUTH"),
        (LIVE | {"GATEWAY_JWT_SECRET": ""}, "GATEWAY_JWT_SECRET"),
        (LIVE | {"GATEWAY_CONFIRMATION": "dialog"}, "GATEWAY_CONFIRMATION"),
        (LIVE | {"QONTO_FORBID_LIVE": "1"}, "QONTO_MODE"),
        (SANDBOX, "QONTO_STAGING_TOKEN"),
        (SANDBOX | {"QONTO_STAGING_TOKEN": "two\nlines"}, "QONTO_STAGING_TOKEN"),
        (LIVE | {"QONTO_CLIENT_ID": "c"}, "QONTO_AUTH_MODE"),
        (OAUTH | {"QONTO_CLIENT_SECRET": ""}, "QONTO_CLIENT_SECRET"),
        (OAUTH | {"QONTO_CLIENT_ID": "", "QONTO_ACCESS_TOKEN": "t"}, "QONTO_CLIENT_ID"),
        (OAUTH | {"QONTO_ORGANIZATION_ID": ""}, "QONTO_ORGANIZATION_ID"),
        (OAUTH | {"QONTO_TOKEN_URL": "http://oauth.example/token"}, "QONTO_TOKEN_URL"),
        (OAUTH | {"QONTO_MODE": "mock"}, "QONTO_TOKEN_URL"),
        ({"GATEWAY_HOST": "0.0.0.0"}, "GATEWAY_AUTH"),  # noqa: S104  - that it is refused is the point
        ({"GATEWAY_HOST": "gateway.example"}, "GATEWAY_AUTH"),
        ({"GATEWAY_AUTH": "maybe"}, "GATEWAY_AUTH"),
        ({"GATEWAY_AUTH": "jwt"}, "GATEWAY_JWT_SECRET"),
        (JWT | {"GATEWAY_JWT_SECRET": "short"}, "GATEWAY_JWT_SECRET"),
        (JWT | JWKS, "GATEWAY_JWT_SECRET"),
        (JWKS, "GATEWAY_JWT_AUDIENCE"),
        (
            JWKS | {"GATEWAY_JWKS_URL": "http://id.example/jwks", "GATEWAY_JWT_AUDIENCE": "a"},
            "GATEWAY_JWKS_URL",
        ),
        ({"GATEWAY_PORT": "80800"}, "GATEWAY_PORT"),
        ({"GATEWAY_PORT": "http"}, "GATEWAY_PORT"),
        ({"GATEWAY_CONFIRMATION": "none"}, "GATEWAY_CONFIRMATION"),
        ({"QONTO_RATE_LIMIT_PER_MINUTE": "-1"}, "QONTO_RATE_LIMIT_PER_MINUTE"),
        ({"QONTO_ALLOW_REMOTE_MOCK": "perhaps"}, "QONTO_ALLOW_REMOTE_MOCK"),
    ],
)
def test_what_is_missing_or_contradictory_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], variable: str
) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        _read(monkeypatch, environment)

    said = str(refusal.value)
    assert said.startswith(f"{variable} : ")
    assert "\n" not in said


def test_a_refused_value_is_never_repeated_when_it_may_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsRefused) as refusal:
        _read(monkeypatch, JWT | {"GATEWAY_JWT_SECRET": "hunter2"})

    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "environment",
    [
        {"QONTO_API_BASE_URL": "http://localhost:9000/"},
        {"QONTO_API_BASE_URL": "http://[::1]:9000"},
        {"QONTO_API_BASE_URL": "http://bank.example", "QONTO_ALLOW_REMOTE_MOCK": "1"},
        JWT | {"GATEWAY_HOST": "0.0.0.0"},  # noqa: S104  - open only behind tokens
        JWKS | {"GATEWAY_JWT_AUDIENCE": "gateway"},
        LIVE | {"QONTO_API_BASE_URL": "http://127.0.0.1:9000"},
        {"GATEWAY_HOST": "::1"},
        LIVE | {"GATEWAY_CONFIRMATION": "dialog", "GATEWAY_ALLOW_LIVE_DIALOG": "1"},
        SANDBOX | {"QONTO_STAGING_TOKEN": "s"},
        OAUTH,
    ],
)
def test_what_is_allowed_starts(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    assert _read(monkeypatch, environment)


def test_no_secret_is_ever_printed() -> None:
    told: dict[str, Any] = {
        "qonto_api_key": "hidden-1",
        "qonto_access_token": "hidden-2",
        "qonto_auth_mode": "api_key",
        "qonto_refresh_token": "hidden-3",
        "qonto_staging_token": "hidden-4",
        "qonto_client_secret": "hidden-7",
        "gateway_auth": "jwt",
        "gateway_jwt_secret": "hidden-5" * 4,
        "database_url": "postgresql://gateway:hidden-6@127.0.0.1/gateway",
    }

    settings = Settings.model_validate(told)

    assert "hidden" not in repr(settings) + str(settings)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().gateway_port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"gateway_host": "::1"}, "http://[::1]:8080"),
        ({"gateway_public_url": "https://facturation.example/"}, "https://facturation.example"),
    ],
)
def test_links_are_made_for_where_people_reach_us(values: dict[str, Any], url: str) -> None:
    assert Settings.model_validate(values).public_url == url


def test_the_example_file_documents_every_setting() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")

    documented = re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)

    assert {name.upper() for name in Settings.model_fields} <= set(documented)
    assert len(documented) == len(set(documented))
