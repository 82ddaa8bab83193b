"""The first line of a gateway that talks to Qonto: where, as whom, and what it may change there."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.processes import clean_environment

ROOT = Path(__file__).parents[3]
LIVE = {
    "PYTHONPATH": str(ROOT),
    "QONTO_MODE": "live",
    "QONTO_API_BASE_URL": "http://127.0.0.1:9",
    "QONTO_ORGANIZATION_ID": "verone-4819",
    "QONTO_API_KEY": "hidden-key-of-the-test",
    "GATEWAY_JWT_SECRET": "hidden" * 8,
}


def first_line(folder: Path, **more: str) -> str:
    with subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve", "--port", "0"],
        cwd=folder,
        env=clean_environment(LIVE | more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
    return said


def test_it_names_the_host_the_organization_and_what_may_be_changed(tmp_path: Path) -> None:
    said = first_line(tmp_path)

    assert "QONTO_MODE=live, Qonto : http://127.0.0.1:9 | POUR DE VRAI : organisation verone-4819" in said
    assert "QONTO_AUTH_MODE=api_key | peut créer, modifier, envoyer et (après confirmation) finaliser" in said
    assert "GATEWAY_CONFIRMATION=page | routes de débogage : fermées" in said
    assert "hidden" not in said


def test_what_was_opened_on_purpose_is_said(tmp_path: Path) -> None:
    said = first_line(
        tmp_path, GATEWAY_ALLOW_DEBUG="1", GATEWAY_CONFIRMATION="dialog", GATEWAY_ALLOW_LIVE_DIALOG="1"
    )

    assert "GATEWAY_CONFIRMATION=dialog | routes de débogage : ouvertes" in said


@pytest.mark.parametrize(
    ("more", "variable"),
    [
        ({"QONTO_API_BASE_URL": "https://thirdparty-sandbox.staging.qonto.co"}, "QONTO_STAGING_TOKEN"),
        (
            {
                "QONTO_AUTH_MODE": "oauth",
                "QONTO_CLIENT_ID": "c",
                "QONTO_CLIENT_SECRET": "hidden",
                "QONTO_TOKEN_URL": "http://127.0.0.1:9/token",
            },
            "QONTO_REFRESH_TOKEN",
        ),
    ],
)
def test_what_is_missing_is_one_line_and_nothing_is_served(
    tmp_path: Path, more: dict[str, str], variable: str
) -> None:
    said = first_line(tmp_path, **more)

    assert said.startswith(f"qonto-gateway : {variable} : ")
    assert "hidden" not in said
