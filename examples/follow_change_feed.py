"""Keep a copy of every version of every resource in SQLite; may be killed at any moment and started again.

Start a server with ``make serve``, then: ``python examples/follow_change_feed.py [FHIR_BASE [DATABASE]]``.
Ends with Ctrl-C.  Needs Python and ``requests``, nothing of hie.
"""

import json
import sqlite3
import sys
import time

import requests

FHIR, DATABASE = (*sys.argv[1:], *("http://127.0.0.1:8080/fhir", "copy.sqlite")[len(sys.argv) - 1 :])

copy = sqlite3.connect(DATABASE)
copy.execute("CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), next TEXT)")
copy.execute(
    "CREATE TABLE IF NOT EXISTS version (url TEXT, etag TEXT, resource TEXT, PRIMARY KEY (url, etag))"
)
kept = copy.execute("SELECT next FROM place").fetchone()
link = kept[0] if kept else f"{FHIR}/_history?_cursor=start&_count=500&_wait=30"

while True:
    try:
        answer = requests.get(link, headers={"Accept": "application/fhir+json"}, timeout=60)
    except requests.ConnectionError:
        time.sleep(2)  # The server is being started again; the link stays what it is.
        continue
    if answer.status_code in (429, 503):
        time.sleep(int(answer.headers["Retry-After"]))
        continue
    if answer.status_code == 410:
        sys.exit("The link is no longer valid: begin again as docs/registry.md tells.")
    answer.raise_for_status()
    bundle = answer.json()
    link = next(each["url"] for each in bundle["link"] if each["relation"] == "next")
    versions = [
        (entry["fullUrl"], entry["response"]["etag"], json.dumps(entry.get("resource")))  # null: deleted
        for entry in bundle.get("entry", ())
    ]
    with copy:  # The page and the link to what follows it are kept in one transaction, or neither.
        copy.executemany("INSERT INTO version VALUES (?, ?, ?)", versions)
        copy.execute("REPLACE INTO place VALUES (1, ?)", (link,))
    if versions:
        print(f"{len(versions)} versions, the last at {bundle['entry'][-1]['response']['lastModified']}")
