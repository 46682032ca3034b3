"""examples/follow_change_feed.py keeps every version once, over HTTP, however often it is killed."""

import random
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

EXAMPLE = Path(__file__).parents[2] / "examples" / "follow_change_feed.py"
WRITERS, WRITES = 6, 60


def write(base: str, seed: int) -> None:
    """Creates, updates and deletes one by one, and transactions of several."""
    rng = random.Random(seed)  # noqa: S311 - the same writes in every run.
    mine: list[str] = []
    with requests.Session() as session:
        for number in range(WRITES):
            patient = {"resourceType": "Patient", "birthDate": f"19{rng.randrange(10, 99)}"}
            kind = rng.choice(("create", "change", "delete", "transaction"))
            if kind == "transaction":
                entry = {"resource": patient, "request": {"method": "POST", "url": "Patient"}}
                shared = {"resourceType": "Basic", "id": "shared", "code": {"text": f"{seed} {number}"}}
                change = {"resource": shared, "request": {"method": "PUT", "url": "Basic/shared"}}
                bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry, change, entry]}
                answer = session.post(base, json=bundle)
            elif kind == "create" or not mine:
                answer = session.post(f"{base}/Patient", json=patient)
                mine.append(answer.json()["id"])
            elif kind == "change":
                chosen = rng.choice(mine)
                answer = session.put(f"{base}/Patient/{chosen}", json={**patient, "id": chosen})
            else:
                answer = session.delete(f"{base}/Patient/{rng.choice(mine)}")
            assert answer.status_code in (200, 201, 204, 409, 503), answer.text


def history(base: str) -> set[tuple[str, str]]:
    """All versions that there are."""
    found, link = set(), f"{base}/_history?_count=1000&_elements=id"
    while link:
        bundle = requests.get(link, timeout=60).json()
        found |= {(entry["fullUrl"], entry["response"]["etag"]) for entry in bundle.get("entry", [])}
        link = next((each["url"] for each in bundle["link"] if each["relation"] == "next"), "")
    return found


def kept(database: Path) -> list[tuple[str, str]]:
    """The versions in the copy, in the order in which they came."""
    with sqlite3.connect(database) as copy:
        return copy.execute("SELECT url, etag FROM version ORDER BY rowid").fetchall()


@pytest.fixture
def follow(server, tmp_path):
    """Starts the example, which keeps its copy in one place; the last one is ended."""
    started = []

    def start() -> subprocess.Popen:
        command = [sys.executable, str(EXAMPLE), server.base, str(tmp_path / "copy.sqlite")]
        started.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_every_version_is_kept_once(server, follow, tmp_path):
    """Clients write to two workers while the follower is killed again and again; it never reads in vain."""
    rng = random.Random(3)  # noqa: S311 - the same pauses in every run.
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, server.base, seed) for seed in range(WRITERS)]
        kills = 0
        while not all(writer.done() for writer in writers) or kills < 5:
            process = follow()
            time.sleep(rng.uniform(0.2, 1.5))
            assert process.poll() is None, process.stderr.read()
            process.kill()
            kills += 1
        for writer in writers:
            writer.result()
    process = follow()
    written = history(server.base)
    assert len(written) > WRITERS * WRITES
    deadline = time.monotonic() + 60
    while len(found := kept(tmp_path / "copy.sqlite")) < len(written):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert written == set(found)
    last: dict[str, int] = {}
    for url, etag in found:
        version = int(etag[3:-1])
        assert version == last.get(url, 0) + 1
        last[url] = version


def test_a_server_that_stops_lets_go_of_who_waits(start_server, tmp_path):
    """Clients that wait for news are answered at once, and the server does not wait for them."""
    server = start_server(tmp_path / "data", "--workers", "2", HIE_PROFILES="none")
    bundle = requests.get(f"{server.base}/_history?_cursor=&_wait=0", timeout=60).json()
    [link] = [each["url"] for each in bundle["link"] if each["relation"] == "next"]
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(requests.get, f"{link}&_wait=30", timeout=60) for _ in range(4)]
        time.sleep(1)
        assert not any(one.done() for one in waiting)
        started = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - started < 10
        assert [one.result().status_code for one in waiting] == [200] * 4
