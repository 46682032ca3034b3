"""Fixtures of a server as a user starts it: ``hie serve``, with workers and a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests


@dataclass
class Server:
    """A running server."""

    process: "subprocess.Popen[str]"
    url: str
    data: Path
    log: Path

    @property
    def base(self) -> str:
        """The FHIR base URL."""
        return f"{self.url}/fhir"

    def stop(self) -> int:
        """End it as Ctrl-C does; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def start_server() -> Iterator[Callable[..., Server]]:
    """Starts servers; those that still run at the end are stopped."""
    started: list[Server] = []

    def start(data: Path, *options: str, **environment: str) -> Server:
        port = free_port()
        data.mkdir(parents=True, exist_ok=True)
        log = data.parent / f"{data.name}.log"
        process = subprocess.Popen(
            [sys.executable, "-m", "hie", "serve", "--port", str(port), "--data", str(data), *options],
            env={**os.environ, "HIE_MIN_FREE_DISK_MB": "1", "HIE_MONGOD_CACHE_GB": "0.25", **environment},
            stderr=log.open("w"),
            stdout=subprocess.DEVNULL,
            text=True,
        )
        server = Server(process, f"http://127.0.0.1:{port}", data, log)
        started.append(server)
        _wait_until_ready(server)
        return server

    yield start
    for server in started:
        server.stop()


def _wait_until_ready(server: Server) -> None:
    """Wait for the greeting, which comes after the demo data is in."""
    deadline = time.monotonic() + 120
    while "is ready" not in server.log.read_text():
        assert server.process.poll() is None, server.log.read_text()
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.1)
    assert requests.get(server.url + "/health", timeout=5).status_code == 200


@pytest.fixture(scope="session")
def server(start_server, tmp_path_factory) -> Server:
    """A server on plain R4 with two synthetic patients."""
    data = tmp_path_factory.mktemp("live") / "data"
    return start_server(data, "--demo", "2", "--workers", "2", HIE_PROFILES="none")
