"""Many processes write, others follow and are killed: what these kept is every version, each once."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import feed_processes
import pytest

from hie.storage import HistoryQuery

#: The writers, and the writes of each.
WRITERS, WRITES = 4, 150


@pytest.fixture
def start(embedded, database):
    """Starts a process that writes or follows; those that are left are killed in the end."""
    started = []

    def start(what: str, *arguments: str) -> subprocess.Popen:
        script = feed_processes.__file__
        process = subprocess.Popen([sys.executable, script, what, embedded.uri, database, *arguments])
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_the_union_of_all_pages_is_what_was_written(store, start, tmp_path):
    """Followers of the system and of a type, from the first write on or from the midst of them."""
    rng = random.Random(1)  # noqa: S311 - the same kills in every run, about.
    followers = {
        "system": ["", "start", str(tmp_path / "system")],
        "type": ["Patient", "start", str(tmp_path / "type")],
        "now": ["", "now", str(tmp_path / "now")],
    }
    running = {"now": start("follow", *followers["now"])}
    _wait_for(tmp_path / "now", lambda lines: len(lines) > 0)
    writers = [start("write", f"w{number}", str(WRITES)) for number in range(WRITERS)]
    kills = 0
    while any(writer.poll() is None for writer in writers):
        time.sleep(rng.uniform(0.2, 1.2))
        for name, arguments in followers.items():
            if name not in running:
                running[name] = start("follow", *arguments)
            elif rng.random() < 0.5:
                running.pop(name).kill()
                kills += 1
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    assert kills > 2
    for name, arguments in followers.items():
        if name not in running:
            running[name] = start("follow", *arguments)

    written = {
        (s.type, s.id, s.version, s.body and s.body.decode())
        for s in store.history(HistoryQuery(limit=100_000))
    }
    assert len(written) > WRITERS * WRITES / 2
    for name, (type_, _, kept) in followers.items():
        expected = {version for version in written if type_ in ("", version[0])}
        pages = _wait_for(Path(kept), lambda lines: _versions(lines) and not _versions(lines[-1:]))
        found = _versions(pages)
        assert Counter(found) == Counter(expected), name
        last: dict[tuple[str, str], int] = {}
        for of, id_, version, _ in found:
            assert version == last.get((of, id_), 0) + 1, name
            last[of, id_] = version


def _versions(lines: list[bytes]) -> list[tuple[str, str, int, str | None]]:
    return [tuple(version) for line in lines for version in json.loads(line)["page"]]


def _wait_for(kept: Path, condition) -> list[bytes]:
    """The lines that a follower has kept, once they fulfil ``condition`` and its walk is over."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        lines = kept.read_bytes().splitlines(keepends=True) if kept.exists() else []
        whole = [line for line in lines if line.endswith(b"\n")]
        if whole and json.loads(whole[-1])["place"][1] is None and condition(whole):
            return whole
        time.sleep(0.2)
    raise AssertionError(f"{kept.name} was not kept up with")
