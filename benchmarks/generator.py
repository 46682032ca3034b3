"""The load generator: Debian's ``wrk``, or npm's ``autocannon`` in a throw-away folder where it is absent.

https://github.com/wg/wrk
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: One request: method, path with query, and body (empty for none).
Planned = tuple[str, str, str]

#: Stands in a body for a number that no other request has.
PLACEHOLDER = "#########"


@dataclass(frozen=True, slots=True)
class Run:
    """How one run went; ``refused`` counts answers that were no success, ``broken`` those that never came."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    refused: int
    broken: int

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


def write_plan(file: Path, requests: Iterable[Planned]) -> Path:
    """Write ``requests`` as the generators read them, one a line; gives ``file``."""
    with file.open("w", encoding="utf-8") as stream:
        for request in requests:
            stream.write("\t".join(request) + "\n")
    return file


class Generator:
    """Sends the requests of a plan over so many connections, each as soon as the last was answered."""

    def __init__(self) -> None:
        self._first = 0
        self._wrk = shutil.which("wrk")
        self._autocannon: Path | None = None
        if self._wrk is None:
            self._autocannon = _install_autocannon()

    @property
    def name(self) -> str:
        """The name of the program."""
        return "wrk" if self._wrk else "autocannon"

    def run(self, url: str, plan: Path, connections: int, seconds: float) -> Run:
        """Send the requests of ``plan`` to the server ``url`` for about so many ``seconds``."""
        # Every run goes on in the plan where another might have ended.
        self._first += 1_000_003
        command = self._command(url, plan, connections, max(1, round(seconds)))
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return Run(**json.loads(told.strip().splitlines()[-1]))

    def _command(self, url: str, plan: Path, connections: int, seconds: int) -> list[str]:
        first = str(self._first)
        if self._wrk:
            options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
            return [self._wrk, *options, "-s", str(HERE / "requests.lua"), url, "--", str(plan), first]
        node = [shutil.which("node") or "node", str(HERE / "requests.mjs"), str(self._autocannon)]
        return [*node, url, str(plan), str(connections), str(seconds), first]


def _install_autocannon() -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("make bench needs wrk (apt install wrk) or npm.")
    folder = Path(tempfile.mkdtemp(prefix="hie-autocannon-"))
    quiet = ["--silent", "--no-save", "--no-audit", "--no-fund"]
    subprocess.run([npm, "install", *quiet, "--prefix", str(folder), "autocannon@8"], check=True)
    return folder
