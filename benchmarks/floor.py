"""The floor: the least that the same work can cost on the same server and database.

A WSGI program with one PyMongo operation a request.  It decodes the body, gives an id and ``meta``,
writes the same bytes and index values under the same durability into a collection with the same
indexes, and answers as hie does.  It validates nothing, negotiates nothing, and computes no index
values: it takes those that hie stored for such resources, one after the other, and changes only the
identifier in them, which is unique.
"""

import itertools
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs

import msgspec
from granian import Granian
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from pymongo import MongoClient
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from hie.config import Settings

DATABASE = "floor"
SYSTEM = "urn:floor"
MOUNT = "/fhir/"

#: The fields of a stored document that hie looks resources up by.
_INDEXED = dict.fromkeys(("k", "s", "e", "d", "q", "c", "x", "w", "h", "m", "b"), 1)
_READ = {"body": 1, "v": 1, "t": 1}
_BY_ENTRY = [("k", 1), ("m", -1), ("n", -1)]
_DAY = 24 * 60 * 60 * 1000 - 1
_NO_DATE = -(10**15)
_NEWEST = [("m", -1), ("n", -1)]
_JSON = ("Content-Type", "application/fhir+json; charset=utf-8")

_decode = msgspec.json.decode
_encode = msgspec.json.encode

Answer = tuple[str, bytes, list[tuple[str, str]]]


class Floor:
    """The program, with its own connections."""

    def __init__(self, uri: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(uri)
        durable = WriteConcern(w="majority", j=True)
        database = self._client.get_database(
            DATABASE, write_concern=durable, read_concern=ReadConcern("majority")
        )
        self._observations = database["Observation"]
        self._durable = durable
        pool = [_without_identifier(each) for each in self._observations.find({}, _INDEXED, limit=2000)]
        self._index_values = itertools.cycle(pool).__next__

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        status, body, headers = self._answer(environ)
        start_response(status, [_JSON, ("Content-Length", str(len(body))), *headers])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            return self._create(body) if path.endswith("/Observation") else self._transaction(body)
        if path.endswith("/Observation"):
            return self._search(parse_qs(environ["QUERY_STRING"]), environ["QUERY_STRING"])
        return self._read(path.rpartition("/")[2])

    def _document(self, resource: dict[str, Any]) -> dict[str, Any]:
        id, now = str(uuid.uuid4()), datetime.now(UTC)
        resource["id"] = id
        resource["meta"]["versionId"] = "1"
        resource["meta"]["lastUpdated"] = now.isoformat(timespec="milliseconds")
        place = {"_id": id, "v": 1, "t": int(now.timestamp() * 1000), "n": time.time_ns()}
        values = self._index_values()
        keys = [*values["k"], f"identifier={id}", f"identifier={SYSTEM}|{id}", f"identifier={SYSTEM}|"]
        return {**values, **place, "k": keys, "b": [f"{SYSTEM}|{id}"], "body": _encode(resource)}

    def _create(self, body: bytes) -> Answer:
        document = self._document(_decode(body))
        self._observations.insert_one(document)
        headers = [("Location", f"{MOUNT}Observation/{document['_id']}/_history/1"), *_version(document)]
        return "201 Created", document["body"], headers

    def _read(self, id: str) -> Answer:
        document = self._observations.find_one({"_id": id}, _READ)
        if document is None:
            return "404 Not Found", b"", []
        return "200 OK", document["body"], _version(document)

    def _search(self, query: dict[str, list[str]], text: str) -> Answer:
        since, until = (_milliseconds(date) for date in query["date"])
        pair = f"patient&code={query['patient'][0]}&{query['code'][0]}"
        # A value that begins before a day may be a period that ends after it: FHIR's ge finds it too.
        after = {"$elemMatch": {"p": "date", "$or": [{"l": {"$gte": since}}, {"h": {"$gt": since + _DAY}}]}}
        found = list(
            self._observations.find(
                {"k": pair, "d": after, "m": {"$gt": _NO_DATE, "$lt": until}},
                _READ,
                sort=_NEWEST,
                limit=21,
                batch_size=21,
                hint=_BY_ENTRY,
            )
        )
        entries = [
            b'{"fullUrl":"http://127.0.0.1%bObservation/%b","resource":%b,"search":{"mode":"match"}}'
            % (MOUNT.encode(), document["_id"].encode(), document["body"])
            for document in found[:20]
        ]
        link = f'[{{"relation":"self","url":"http://127.0.0.1{MOUNT}Observation?{text}"}}]'.encode()
        head = b'{"resourceType":"Bundle","type":"searchset","link":%b,"entry":[' % link
        return "200 OK", head + b",".join(entries) + b"]}", []

    def _transaction(self, body: bytes) -> Answer:
        documents = [self._document(entry["resource"]) for entry in _decode(body)["entry"]]
        with self._client.start_session() as session:
            session.start_transaction(ReadConcern("snapshot"), self._durable)
            self._observations.insert_many(documents, session=session)
            session.commit_transaction()
        entries = [
            {"response": {"status": "201 Created", "location": f"Observation/{each['_id']}/_history/1"}}
            for each in documents
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction-response", "entry": entries}
        return "200 OK", _encode(bundle), []


def _without_identifier(document: dict[str, Any]) -> dict[str, Any]:
    """The index values of ``document`` but those that no two resources share."""
    values = {name: document[name] for name in _INDEXED if name in document and name != "b"}
    return {**values, "k": [entry for entry in values["k"] if not entry.startswith("identifier=")]}


def _milliseconds(date: str) -> int:
    """The beginning of the day in ``date``, a prefix and a date."""
    return int(datetime.fromisoformat(date[2:]).replace(tzinfo=UTC).timestamp() * 1000)


def _version(document: dict[str, Any]) -> list[tuple[str, str]]:
    updated = formatdate(document["t"] / 1000, usegmt=True)
    return [("ETag", f'W/"{document["v"]}"'), ("Last-Modified", updated)]


def serve(port: int) -> None:
    """Serve with as many workers and threads as hie does."""
    settings = Settings()
    server = Granian(
        "floor",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers or os.cpu_count() or 1,
        blocking_threads=settings.threads,
        runtime_mode=RuntimeModes.st,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=lambda: Floor(os.environ["FLOOR_URI"]), wrap_loader=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
