"""What a bank is told: variables, `.env.local`, and words that are refused by their name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mock_qonto.settings import (
    ClockWish,
    Misconfigured,
    ServerSettings,
    check_loopback,
    environment,
    is_loopback,
    read_clock,
    read_settings,
)


def test_without_a_word_everything_has_its_documented_default() -> None:
    settings = read_settings({})

    assert settings == ServerSettings()
    assert (settings.host, settings.port, settings.control_port) == ("127.0.0.1", 8081, 8082)
    assert settings.organization == "verone-4819"
    assert settings.api_key is None


def test_every_variable_is_read() -> None:
    settings = read_settings(
        {
            "QONTO_ORGANIZATION_ID": "croissant-9134",
            "MOCK_API_KEY": "offline",
            "QONTO_EDITION": "2026-11",
            "MOCK_RATE_LIMIT": "off",
        }
    )

    assert settings == ServerSettings(
        organization="croissant-9134", api_key="offline", edition="2026-11", rate_limit="off"
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QONTO_EDITION", "2027"),
        ("MOCK_RATE_LIMIT", "none"),
        ("QONTO_ORGANIZATION_ID", "a:b"),
        ("QONTO_ORGANIZATION_ID", "vérone"),
        ("QONTO_ORGANIZATION_ID", " verone"),
    ],
)
def test_a_wrong_word_is_refused_with_the_variable_s_name(variable: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=variable):
        read_settings({variable: value})


def test_the_key_is_in_no_representation() -> None:
    assert "offline" not in repr(ServerSettings(api_key="offline"))


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env.local").write_text('QONTO_EDITION="2026-11"\nMOCK_RATE_LIMIT=off  # for tests\n')
    monkeypatch.setenv("QONTO_EDITION", "guide")
    monkeypatch.delenv("MOCK_RATE_LIMIT", raising=False)

    env = environment(tmp_path)

    assert (env["QONTO_EDITION"], env["MOCK_RATE_LIMIT"]) == ("guide", "off")


def test_an_empty_word_is_no_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env.local").write_text("QONTO_EDITION=\n")
    monkeypatch.setenv("MOCK_API_KEY", "")
    monkeypatch.delenv("QONTO_EDITION", raising=False)

    env = environment(tmp_path)

    assert not {"QONTO_EDITION", "MOCK_API_KEY"} & env.keys()


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("real", ClockWish(mode="real")),
        ("manual", ClockWish(mode="manual")),
        (
            "manual=2026-03-02T09:00:00Z",
            ClockWish(mode="manual", at=datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ),
        (
            "manual=2026-03-02T10:00:00+01:00",
            ClockWish(mode="manual", at=datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ),
        ("manual=2026-03-02", ClockWish(mode="manual", at=datetime(2026, 3, 2, tzinfo=UTC))),
    ],
)
def test_a_clock_is_real_or_held(text: str, wish: ClockWish) -> None:
    assert read_clock(text) == wish


@pytest.mark.parametrize("text", ["", "fast", "real=2026-03-02T09:00:00Z", "manual=", "manual=noon"])
def test_any_other_clock_is_refused(text: str) -> None:
    with pytest.raises(Misconfigured, match="--clock"):
        read_clock(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_no_permission(host: str) -> None:
    check_loopback("--host", host, allow_remote=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "bank.example"])  # noqa: S104  - refused
def test_any_other_address_needs_one(host: str) -> None:
    assert not is_loopback(host)
    check_loopback("--host", host, allow_remote=True)
    with pytest.raises(Misconfigured, match="--allow-remote"):
        check_loopback("--host", host, allow_remote=False)
