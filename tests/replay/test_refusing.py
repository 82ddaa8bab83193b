"""A replay writes: it goes to a mock that has shown that it is one, or it does not begin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.__main__ import main
from tests.journeys.person import MORNING
from tests.probe.stand_in import Said as Answered
from tests.probe.stand_in import StandIn, serving
from tests.recording.spoken import BANK, JSON, Said, record
from tests.stack import Stack


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "r.har"
    made = Said(
        method="POST",
        url=f"{BANK}/v2/clients",
        headers=JSON,
        asked={"kind": "company", "name": "Morel"},
        answered={"client": {"name": "Morel"}},
    )
    record(path, made)
    return path


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path / "mock", clock=MORNING, state=False)
    stack.start_bank()
    yield stack
    stack.end()


@pytest.mark.parametrize(
    "host", ["thirdparty.qonto.com", "thirdparty-sandbox.staging.qonto.co", "QONTO.com."]
)
def test_qontos_own_hosts_are_refused(recording: Path, host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(recording), "--against", f"https://{host}"]) == 2
    assert "is Qonto's own" in capsys.readouterr().err


def test_a_server_that_lets_everybody_in_and_is_no_mock_is_not_written_to(
    recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in = _Anybody(world=lambda *_: None)
    with serving(stand_in) as url:
        assert main(["replay", str(recording), "--against", url]) == 2

    assert "does not say X-Mock-Qonto" in capsys.readouterr().err
    assert {method for method, _, _ in stand_in.asked} == {"GET"}


def test_a_server_behind_which_the_control_plane_is_not_is_not_written_to(
    recording: Path, mock: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in = _Anybody(world=lambda *_: None)
    with serving(stand_in) as url:
        assert main(["replay", str(recording), "--against", url, "--control", mock.control_url]) == 2

    assert "is not the mock bank of that control plane" in capsys.readouterr().err
    assert {method for method, _, _ in stand_in.asked} == {"GET"}


def test_a_control_plane_that_is_none_and_a_bank_that_is_not_there_are_told_in_one_line(
    recording: Path, mock: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = ["--against", "http://127.0.0.1:9"]

    assert main(["replay", str(recording), *nobody]) == 2
    assert main(["replay", str(recording), *nobody, "--control", "http://127.0.0.1:9"]) == 2
    assert main(["replay", str(recording), *nobody, "--control", mock.control_url]) == 2
    assert main(["replay", str(recording.with_name("none.har")), *nobody]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 4


class _Anybody(StandIn):
    """It answers 200 to every key."""

    def answer(self, method: str, target: str, authorization: str | None, body: bytes) -> Answered:
        self.credentials.append(authorization)
        self.asked.append((method, target, body))
        return Answered(200)
