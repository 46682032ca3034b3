"""What is looked at after the soak test: every acknowledged version, and the database itself."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from benchmarks.soak.clients import Version

#: Versions are read by so many threads; the server carries reads out together.
_READERS = 16


def lost(base: str, acknowledged: Mapping[Version, str | None]) -> list[str]:
    """The acknowledged versions that are not stored as they were acknowledged."""
    versions = list(acknowledged.items())
    parts = [versions[start::_READERS] for start in range(_READERS)]
    with ThreadPoolExecutor(_READERS) as readers:
        return [text for missing in readers.map(lambda part: _lost(base, part), parts) for text in missing]


def _lost(base: str, acknowledged: Iterable[tuple[Version, str | None]]) -> list[str]:
    missing = []
    with requests.Session() as session:
        for (id, version), marker in acknowledged:
            answer = session.get(f"{base}/Basic/{id}/_history/{version}", timeout=60)
            if marker is None:
                is_there = answer.status_code == 410
            else:
                is_there = answer.status_code == 200 and answer.json()["identifier"][0]["value"] == marker
            if not is_there:
                missing.append(f"Basic/{id}/_history/{version}: {answer.status_code}")
    return missing


def fed(base: str) -> tuple[list[Version], int]:
    """All versions of the change feed from its start, and how many pages they took."""
    url, versions, pages = f"{base}/_history?_cursor=start&_count=500", [], 0
    with requests.Session() as session:
        while True:
            bundle: dict[str, Any] = session.get(url, timeout=120).json()
            pages += 1
            entries = bundle.get("entry", [])
            versions += [
                (entry["fullUrl"].rpartition("/")[2], int(entry["response"]["etag"].strip('W/"')))
                for entry in entries
            ]
            url = next(link["url"] for link in bundle["link"] if link["relation"] == "next")
            if not entries:
                return versions, pages


def checked(hie: str, environment: Mapping[str, str], data: str) -> list[Any]:
    """What ``hie check`` finds."""
    command = [hie, "check", "--data", data, "--json"]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    found: list[Any] = json.loads(done.stdout)["findings"]
    return found


def repeated(versions: Iterable[Version]) -> list[Version]:
    """The versions that come more than once."""
    seen: set[Version] = set()
    return [version for version in versions if version in seen or seen.add(version)]  # type: ignore[func-returns-value]
