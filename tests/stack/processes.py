"""Starting, watching and ending the bank and the gateway as a person would: by their console scripts."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

OURS = ("QONTO_", "MOCK_", "GATEWAY_")
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 10.0


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without a word of ours: a throw-away stack knows only what it is told."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(OURS) and name != "DATABASE_URL"
    }
    return kept | dict(extra or {})


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Ports that were free a moment ago; held together so that they differ."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((host, 0))
        return [one.getsockname()[1] for one in sockets]


class Server:
    """One server process and its output."""

    def __init__(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str], cwd: Path, quiet: bool
    ) -> None:
        self.name = name
        self.lines: list[str] = []
        self._quiet = quiet
        self.process = subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if not self._quiet:
                print(f"{self.name:>8} | {line}", end="", flush=True)

    def answers(self, url: str) -> None:
        """Wait until *url* answers anything; raises with the process's own words when it ends instead."""
        deadline = time.monotonic() + START_TIMEOUT_S
        pause = threading.Event()
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self._reader.join(timeout=1)
                raise ServerEnded(self.name, self.process.returncode, self.lines)
            with contextlib.suppress(OSError, HTTPException):
                _ask(url)
                return
            pause.wait(0.05)
        raise ServerEnded(self.name, None, self.lines)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._close()

    def kill(self) -> None:
        """SIGKILL: nothing gets a chance to say goodbye."""
        self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        self._reader.join(timeout=5)
        if self.process.stdout is not None:
            self.process.stdout.close()


def _ask(url: str) -> None:
    """Without httpx, which reads every certificate there is for each call."""
    where = urlsplit(url)
    with contextlib.closing(HTTPConnection(where.netloc, timeout=5)) as connection:
        connection.request("GET", where.path)
        connection.getresponse().read()


class ServerEnded(Exception):
    def __init__(self, name: str, status: int | None, lines: Sequence[str]) -> None:
        said = "\n".join(lines[-20:]) or "(it said nothing)"
        ending = "did not answer in time" if status is None else f"ended with status {status}"
        super().__init__(f"{name} {ending}:\n{said}")
        self.status = status
        self.lines = tuple(lines)


class Stack:
    """
    A bank (with its control plane) and a gateway in *folder*, which keeps the state of both.

    Ports not given are free ones. A stack that *inherits* lives in the caller's environment and folder, as
    `make run` does; any other knows nothing but what it is told. `with Stack(folder) as stack:` starts
    both and ends both.
    """

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        ports: tuple[int, int, int] | None = None,
        edition: str = "guide",
        clock: str = "real",
        rate_limit: str = "edition",
        state: bool = True,
        env: Mapping[str, str] | None = None,
        inherit: bool = False,
        quiet: bool = True,
        database_url: str | None = None,
        bank_options: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.host = host
        self.ports = ports or tuple(free_ports(3, host))  # type: ignore[assignment]
        self.edition = edition
        self.clock = clock
        self.rate_limit = rate_limit
        self.state = state
        self.database_url = database_url
        self._bank_options = bank_options
        self._env = (dict(os.environ) if inherit else clean_environment()) | dict(env or {})
        self._cwd = Path.cwd() if inherit else folder
        self._quiet = quiet
        if database_url is None and not inherit:
            self.database_url = f"sqlite+aiosqlite:///{folder / 'gateway.db'}"
        self.bank: Server | None = None
        self.gateway: Server | None = None

    @property
    def bank_url(self) -> str:
        return f"http://{self.host}:{self.ports[0]}"

    @property
    def control_url(self) -> str:
        return f"http://{self.host}:{self.ports[1]}"

    @property
    def gateway_url(self) -> str:
        return f"http://{self.host}:{self.ports[2]}"

    def start_bank(self) -> Server:
        bank = self._launched_bank()
        bank.answers(f"{self.control_url}/clock")
        return bank

    def start_gateway(self, *, env: Mapping[str, str] | None = None) -> Server:
        gateway = self._launched_gateway(env or {})
        gateway.answers(f"{self.gateway_url}/api/qonto/health")
        return gateway

    def _launched_bank(self) -> Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            *(sys.executable, "-m", "mock_qonto", "serve", "--host", self.host),
            *("--port", str(self.ports[0]), "--control-port", str(self.ports[1])),
            *("--edition", self.edition, "--clock", self.clock, "--rate-limit", self.rate_limit),
            *(("--state", str(self.folder / "bank.db")) if self.state else ()),
            *self._bank_options,
        ]
        self.bank = Server("bank", command, env=self._env, cwd=self._cwd, quiet=self._quiet)
        return self.bank

    def _launched_gateway(self, env: Mapping[str, str]) -> Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [
            *(sys.executable, "-m", "gateway", "serve", "--host", self.host),
            *("--port", str(self.ports[2]), *self._database()),
        ]
        ours = self._env | {"QONTO_API_BASE_URL": self.bank_url} | dict(env)
        self.gateway = Server("gateway", command, env=ours, cwd=self._cwd, quiet=self._quiet)
        return self.gateway

    def orders(self) -> list[dict[str, Any]]:
        """The demo orders, as `qonto-gateway orders --json` lists them."""
        command = [sys.executable, "-m", "gateway", "orders", "--json", *self._database()]
        listed = subprocess.run(
            command, env=self._env, cwd=self._cwd, capture_output=True, text=True, check=True
        )
        orders: list[dict[str, Any]] = json.loads(listed.stdout)
        return orders

    def watch(self) -> None:
        """Raise with a server's own words when it has ended by itself."""
        for server in (self.bank, self.gateway):
            if server is not None and server.process.poll() is not None:
                raise ServerEnded(server.name, server.process.returncode, server.lines)

    def _database(self) -> list[str]:
        return [] if self.database_url is None else ["--database-url", self.database_url]

    def __enter__(self) -> Self:
        try:
            # Most of a start is imports: the two go side by side.
            bank, gateway = self._launched_bank(), self._launched_gateway({})
            bank.answers(f"{self.control_url}/clock")
            gateway.answers(f"{self.gateway_url}/api/qonto/health")
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        for server in (self.gateway, self.bank):
            if server is not None:
                server.end()
        self.gateway = self.bank = None
