"""Starts what is measured: one mongod, and hie and its floor as its only clients.

https://github.com/emmett-framework/granian
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from pymongo import IndexModel, MongoClient

from benchmarks.floor import DATABASE as FLOOR_DATABASE
from benchmarks.processes import cpu_seconds, tree
from hie.config import Settings
from hie.storage import EmbeddedMongod

HIE_DATABASE = "hie"
#: The verb, beside the Python that runs this.
_HIE = str(Path(sys.executable).with_name("hie"))
_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; ``workers`` are the processes that answer."""

    name: str
    url: str
    processes: list[int]
    workers: list[int]
    log: Path

    def said(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text()[-2000:]

    def cpu_seconds(self) -> float:
        """CPU time of all its processes so far."""
        return cpu_seconds(self.processes)


@contextmanager
def mongod(folder: Path) -> Iterator[EmbeddedMongod]:
    """A MongoDB with nothing in it."""
    with EmbeddedMongod(folder, Settings(data=folder)) as server:
        yield server


@contextmanager
def hie(uri: str, folder: Path) -> Iterator[Server]:
    """hie, as ``hie serve`` starts it."""
    port = free_port()
    command = [_HIE, "serve", "--port", str(port), "--data", str(folder)]
    with _running("hie", command, _environment(uri, folder), port, "/health") as server:
        yield server


@contextmanager
def floor(uri: str, folder: Path, path: str = "/fhir/Observation/bench-0") -> Iterator[Server]:
    """The floor; it is up when it answers ``path``."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.floor", str(port)]
    with _running("floor", command, _environment(uri, folder), port, path) as server:
        yield server


def load(uri: str, folder: Path, file: Path) -> dict[str, Any]:
    """Load ``file`` with ``hie load``; gives its summary."""
    command = [_HIE, "load", str(file), "--data", str(folder), "--json"]
    done = subprocess.run(command, env=_environment(uri, folder), capture_output=True, text=True, check=False)
    if done.returncode:
        refused = folder / "load-refused.ndjson"
        told = refused.read_text()[:2000] if refused.exists() else ""
        raise SystemExit(f"hie load failed:\n{done.stderr}{done.stdout}{told}")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def copy_to_floor(uri: str) -> None:
    """Give the floor the same documents and the same indexes."""
    with MongoClient[dict[str, Any]](uri) as client:
        source, target = client[HIE_DATABASE]["Observation"], client[FLOOR_DATABASE]["Observation"]
        models = []
        for index in source.list_indexes():
            options = {name: value for name, value in index.items() if name not in ("v", "key", "ns")}
            models.append(IndexModel(list(index["key"].items()), **options))
        target.create_indexes([model for model in models if model.document["name"] != "_id_"])
        source.aggregate([{"$merge": {"into": {"db": FLOOR_DATABASE, "coll": "Observation"}}}])


def _environment(uri: str, folder: Path) -> dict[str, str]:
    own = {"HIE_MONGODB_URI": uri, "HIE_MONGODB_DATABASE": HIE_DATABASE, "FLOOR_URI": uri}
    return {**os.environ, **own, "HIE_DATA": str(folder)}


@contextmanager
def _running(
    name: str, command: list[str], environment: dict[str, str], port: int, path: str
) -> Iterator[Server]:
    """The server that ``command`` starts, once it answers ``path``."""
    log = Path(environment["HIE_DATA"]) / f"{name}.log"
    url = f"http://127.0.0.1:{port}"
    with log.open("w") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    try:
        _wait(url + path, process, log)
        time.sleep(1)  # All workers have come up by then, not only the first.
        processes = tree(process.pid)
        yield Server(name, url, processes, [pid for pid in processes if not _children(pid)], log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _children(pid: int) -> list[int]:
    return tree(pid)[1:]


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urlopen(url, timeout=10):  # noqa: S310 - a server of our own.
                return
        except (URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{url} does not answer:\n{log.read_text()}") from None
            time.sleep(0.1)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
