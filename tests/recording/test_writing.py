"""A file that is whole after every exchange, whatever becomes of the process."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from contracts.recordings.reading import NotARecording, read
from contracts.recordings.writing import HarFile, unwritable
from gateway.__main__ import main
from tests.recording.spoken import Said, record

WRITER = """
import sys
from pathlib import Path
from tests.recording.spoken import Said, _record
import asyncio
said = tuple(Said(answered={"labels": [], "note": "x" * 500}) for _ in range(100_000))
print("on", flush=True)
asyncio.run(_record(Path(sys.argv[1]), said, None))
"""


def test_a_recording_of_nothing_is_a_har_file(tmp_path: Path) -> None:
    HarFile.begin(tmp_path / "new.har").close()

    assert orjson.loads((tmp_path / "new.har").read_bytes())["log"]["entries"] == []


def test_nothing_is_ever_overwritten_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    names = [HarFile.begin(tmp_path / "r.har").path.name for _ in range(3)]

    assert names == ["r.har", "r-2.har", "r-3.har"]
    assert stat.S_IMODE((tmp_path / "r.har").stat().st_mode) == 0o600


def test_a_gateway_that_could_not_record_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("QONTO_RECORD", "file/inside.har")

    assert main(["serve", "--port", "0"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("qonto-gateway : QONTO_RECORD : impossible d'y écrire")


def test_a_trial_leaves_nothing(tmp_path: Path) -> None:
    assert unwritable(tmp_path / "r.har") is None
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "killed.har"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        while not path.exists() or path.stat().st_size < 200_000:
            assert writer.poll() is None
        os.kill(writer.pid, signal.SIGKILL)

    recording = read(path)

    assert not recording.torn
    assert len(recording.exchanges) > 100


def test_a_file_whose_end_was_torn_is_read_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "torn.har"
    record(path, *[Said(answered={"labels": []})] * 3)
    path.write_bytes(path.read_bytes()[:-90])

    recording = read(path)

    assert (recording.torn, len(recording.exchanges)) == (True, 2)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"[]", b'{"log": 3}', b'{"log":{"entries":[{"request":1}]}}']
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.har"
    path.write_bytes(content)

    with pytest.raises(NotARecording):
        read(path)
