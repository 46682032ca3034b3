"""The connection to the database, and how a store behaves.

https://www.mongodb.com/docs/manual/reference/connection-string-options/
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient, ReadPreference
from pymongo.database import Database
from pymongo.read_concern import ReadConcern
from pymongo.server_api import ServerApi
from pymongo.write_concern import WriteConcern

from hie.storage.documents import Document

#: How long a write waits for the majority of the replica set, in milliseconds.
MAJORITY_TIMEOUT_MS = 10_000

#: A write is answered when the majority has it in its journal, and not before.
DURABLE = WriteConcern(w="majority", j=True, wtimeout=MAJORITY_TIMEOUT_MS)

#: What is read cannot be rolled back by a fail-over any more.
COMMITTED = ReadConcern("majority")


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """How a store behaves.

    ``disk`` is the folder whose free space is watched (None: the database is on another machine) and
    must not fall below ``min_free_disk_mb`` megabytes.  ``transactions_at_once`` and
    ``feed_waits_at_once``, the clients of the change feed that wait for news, are per process.
    Times are in seconds: ``find_primary`` is how long an operation waits for a primary, ``admission``
    how long a transaction waits for its turn, ``contention`` how long it is tried again, and ``query``
    bounds one query.  ``strict_api`` allows only the commands of the Stable API v1, as tests do.
    """

    disk: Path | None = None
    min_free_disk_mb: int = 0
    transactions_at_once: int = 4
    feed_waits_at_once: int = 8
    find_primary: float = 5.0
    admission: float = 5.0
    contention: float = 15.0
    query: float = 20.0
    strict_api: bool = False


def connect(uri: str, database: str, options: StoreOptions) -> Database[Document]:
    """The ``database`` at ``uri``: reads are of what a majority holds, writes are durable.

    Nothing is connected before the first operation.  The heartbeat and the time limits are short, so
    that a fail-over is over for the clients when it is over for the servers.
    """
    ours: dict[str, Any] = {
        "appname": "hie",
        "serverSelectionTimeoutMS": round(options.find_primary * 1000),
        "connectTimeoutMS": 3_000,
        "socketTimeoutMS": round(options.query * 1000) + MAJORITY_TIMEOUT_MS,
        "heartbeatFrequencyMS": 2_000,
        "waitQueueTimeoutMS": 5_000,
        "retryReads": True,
        "retryWrites": True,
    }
    # What the operator says in the URI counts; the driver would prefer what it is given here.
    said = {name.partition("=")[0].lower() for name in uri.partition("?")[2].split("&")}
    client: MongoClient[Document] = MongoClient(
        uri,
        connect=False,
        server_api=ServerApi("1", strict=True, deprecation_errors=True) if options.strict_api else None,
        **{name: value for name, value in ours.items() if name.lower() not in said},
    )
    return client.get_database(
        database, write_concern=DURABLE, read_concern=COMMITTED, read_preference=ReadPreference.PRIMARY
    )
