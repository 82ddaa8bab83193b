"""The guide's own client section, typed in Python against a running bank."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import Stack
from tests.stack.processes import clean_environment

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[2]
SCRIPT = """
import asyncio
from gateway.qonto.client import QontoClient, get_qonto_client

async def main():
    async with QontoClient(qonto_auth_mode="api_key") as client:
        print(len((await client.call("list_bank_accounts")).body["bank_accounts"]))
    client = get_qonto_client()
    print((await client.call("show_organization")).status)
    await client.aclose()

asyncio.run(main())
"""


def test_a_script_asks_the_bank_by_the_names_of_the_guide(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        environment = clean_environment({"QONTO_API_BASE_URL": stack.bank_url, "PYTHONPATH": str(ROOT)})
        told = subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert (told.stdout.split(), told.stderr) == (["2", "200"], "")
