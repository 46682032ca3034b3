"""Processes that write and follow the change feed: ``feed_processes.py write|follow URI DATABASE …``."""

import itertools
import json
import random
import sys
from pathlib import Path

from hie.outcome import Conflict, FhirError
from hie.storage import FeedPlace, HistoryCursor, Store, Stored

TYPES = ("Basic", "Group", "Patient")


def write(store: Store, name: str, number: int) -> None:
    """So many creates, updates, deletes and transactions, on resources that all writers share."""
    rng = random.Random(name)  # noqa: S311 - the same choices in every run.
    for step in range(number):
        kind = rng.choice(("create", "create", "change", "change", "change", "delete", "transaction"))
        try:
            if kind == "create":
                store.insert(rng.choice(TYPES), _first(store, f"{name}-{step}"))
            elif kind == "transaction":
                chosen = sorted((rng.choice(TYPES), f"shared-{rng.randrange(6)}") for _ in range(5))
                store.transact(TYPES, lambda t, c=chosen: _several(store, t, c))
            else:
                _change(store, rng.choice(TYPES), f"shared-{rng.randrange(6)}", is_deletion=kind == "delete")
        except Conflict:
            continue


def _first(store: Store, id_: str) -> dict:
    n = store.next_order_number()
    return {"_id": id_, "v": 1, "t": n // 1_000_000, "n": n, "body": f"{id_}/1".encode()}


def _next(current: Stored, store: Store) -> dict:
    now = max(store.next_order_number() // 1_000_000, current.updated_ms + 1)
    version = current.version + 1
    body = f"{current.id}/{version}".encode()
    return {"_id": current.id, "v": version, "t": now, "n": current.n, "body": body}


def _change(store: Store, type_: str, id_: str, *, is_deletion: bool) -> None:
    current = store.read(type_, id_)
    if current is None:
        store.insert(type_, _first(store, id_))
        return
    document = _next(current, store)
    if is_deletion:
        del document["body"]
        document["gone"] = True
    store.replace(type_, document, current)


def _several(store: Store, transaction, keys) -> None:
    for type_, id_ in dict.fromkeys(keys):
        current = transaction.read(type_, id_)
        if current is None:
            transaction.insert(type_, _first(store, id_))
        else:
            transaction.replace(type_, _next(current, store))


def follow(store: Store, type_: str | None, start: str, kept: Path) -> None:
    """Follow the feed for ever; each page and the place after it are one line of ``kept``.

    A line that was not finished when this was killed never happened.
    """
    place = store.feed.end() if start == "now" else store.feed.beginning(None)
    if kept.exists():
        lines = kept.read_bytes()
        whole = lines[: lines.rfind(b"\n") + 1]
        kept.write_bytes(whole)
        if whole:
            place = _unpacked(json.loads(whole.splitlines()[-1])["place"])
    with kept.open("ab", buffering=0) as file:
        for number in itertools.count():
            page, place = store.feed.page(place, type_, 1 + number % 17, 1)
            versions = [(s.type, s.id, s.version, s.body and s.body.decode()) for s in page]
            line = json.dumps({"page": versions, "place": _packed(place)})
            file.write(line.encode())
            file.write(b"\n")


def _packed(place: FeedPlace) -> list:
    return [place.token.hex(), place.walked]


def _unpacked(kept: list) -> FeedPlace:
    token, walked = kept
    return FeedPlace(bytes.fromhex(token), None if walked is None else HistoryCursor(*walked))


if __name__ == "__main__":
    what, uri, database, *arguments = sys.argv[1:]
    opened = Store(uri, database)
    try:
        if what == "write":
            write(opened, arguments[0], int(arguments[1]))
        else:
            follow(opened, arguments[0] or None, arguments[1], Path(arguments[2]))
    except FhirError as error:
        sys.exit(f"{error!r} {error.__cause__!r}")
