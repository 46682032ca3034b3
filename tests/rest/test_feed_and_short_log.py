"""The change feed when MongoDB's log does not reach back to where a registry stopped.

https://www.mongodb.com/docs/manual/core/replica-set-oplog/
"""

import time

import pymongo
import pytest
from outcomes import first_issue

from hie.config import Settings
from hie.storage import EmbeddedMongod
from hie.storage.embedded import process

#: Megabytes: the least that mongod takes.
LOG_MB = 1


@pytest.fixture
def short(make_api, plain, monkeypatch, tmp_path):
    """An API on a mongod of its own, whose log holds a megabyte, and a client of that mongod."""
    usual = process.arguments
    monkeypatch.setattr(process, "OPLOG_MB", LOG_MB)
    # The log keeps what a crash would need, which is all since the last checkpoint: one each second.
    monkeypatch.setattr(process, "arguments", lambda *given: [*usual(*given), "--syncdelay", "1"])
    with (
        EmbeddedMongod(tmp_path, Settings(mongod_cache_gb=0.25)) as server,
        pymongo.MongoClient(server.uri) as client,
    ):
        yield make_api(plain, profiles="none", mongodb_uri=server.uri), client


def _write(api, number, filling=""):
    """So many patients; their ids."""
    entries = [
        {
            "resource": {"resourceType": "Patient", "name": [{"text": f"x{filling}"}]},
            "request": {"method": "POST", "url": "Patient"},
        }
        for _ in range(number)
    ]
    answer = api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": entries}).json
    return [entry["response"]["location"].split("/")[-3] for entry in answer["entry"]]


def _first_time(client):
    """The time of the oldest entry of the log."""
    return next(client.local["oplog.rs"].find().sort("$natural", 1).limit(1))["ts"]


def _forget(api, client):
    """Write until the log has lost what was in it; the ids of what was written."""
    before = client.admin.command("ping")["operationTime"]
    written = []
    deadline = time.monotonic() + 60
    while _first_time(client) <= before:
        assert time.monotonic() < deadline
        written += _write(api, 20, "y" * 20_000)
        time.sleep(0.2)
    return written


def _following(bundle):
    [url] = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
    return url.partition("/fhir/")[2]


def _read(api, path):
    """The ids of the versions from ``path`` on, the last of their times, and the path after them."""
    ids, last = [], None
    while True:
        page = api.get(path).json
        assert page["resourceType"] == "Bundle", page
        for entry in page.get("entry", []):
            ids.append(entry["fullUrl"].rsplit("/", 1)[1])
            last = entry["response"]["lastModified"]
        path = _following(page)
        if not page.get("entry"):
            return ids, last, path


def test_a_cursor_that_the_log_does_not_reach_is_refused_and_beginning_again_is_complete(short):
    """410 whatever kind of cursor it is, never a page with a gap; the history still has everything."""
    api, client = short
    kept = _write(api, 5)
    now = _following(api.get("_history?_cursor=").json)
    walking = _following(api.get("_history?_cursor=start&_count=2").json)
    of_a_type = _following(api.get("Patient/_history?_cursor=").json)
    found, last, behind = _read(api, "_history?_cursor=start&_count=2")
    assert sorted(kept) == sorted(found)

    missed = _forget(api, client)

    for path in (now, walking, of_a_type, behind, f"{now}&_wait=1", f"{walking}&_count=1"):
        answer = api.get(path)
        assert (410, ("history-feed-lost", None)) == (answer.status_code, first_issue(answer))
    told = {language: _diagnostics(api, behind, language) for language in ("en", "uk")}
    assert all("_cursor=start&_since=" in text and "lastModified" in text for text in told.values())
    # As the answer says: from the last time that the registry knows of, without what it has.
    again, _, _ = _read(api, f"_history?_cursor=start&_since={last}&_count=7")
    assert sorted(missed) == sorted(set(again) - set(kept))
    assert len(again) == len(set(again))
    # Those that the log still reaches do not mind what it has forgotten before.
    now, walking = (_following(api.get(f"_history?_cursor={start}").json) for start in ("", "start&_count=2"))
    written = _write(api, 5)
    assert written == _read(api, now)[0]
    assert {*kept, *missed, *written} == {*_read(api, walking)[0], *kept[:2]}


def _diagnostics(api, path, language):
    return api.get(path, Accept_Language=language).json["issue"][0]["diagnostics"]
