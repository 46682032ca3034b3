"""Jobs as they are stored: work that goes on behind the requests, whatever becomes of its worker.

https://www.mongodb.com/docs/manual/reference/command/findAndModify/

::

    {_id, kind, input, state, progress, result, outcome, owner, until, attempts, created, updated}

``state`` is waiting, running, done, failed or cancelled.  A running job is its owner's until ``until``
by the clock of the database; then anybody may take it up again.
"""

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from hie.storage.documents import Document
from hie.storage.errors import answering
from hie.storage.leases import from_now

JOBS = "jobs"


class JobDocuments:
    """The jobs in ``database``."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[JOBS]
        self._is_ready = False

    def add(self, job: Mapping[str, Any]) -> None:
        """Stores a new job that waits; ``job`` has ``_id``, ``kind`` and ``input``.

        A job that is there already stays as it is.
        """
        self._prepare()
        now = datetime.now(UTC)
        fresh = {**job, "state": "waiting", "attempts": 0, "created": now, "updated": now}
        # Of two who add the same at once the driver's retry leaves one.
        with answering(), contextlib.suppress(DuplicateKeyError):
            self._collection.update_one({"_id": job["_id"]}, {"$setOnInsert": fresh}, upsert=True)

    def take(self, kind: str, owner: str, seconds: float) -> dict[str, Any] | None:
        """The oldest job of ``kind`` that nobody does, now ``owner``'s for ``seconds``; None for none."""
        free: Document = {
            "kind": kind,
            "state": {"$in": ["waiting", "running"]},
            "$or": [{"until": None}, {"$expr": {"$lte": ["$until", "$$NOW"]}}],
        }
        taken: list[Document] = [
            {
                "$set": {
                    "state": "running",
                    "owner": owner,
                    "until": from_now(seconds),
                    "attempts": {"$add": ["$attempts", 1]},
                    "updated": "$$NOW",
                }
            }
        ]
        with answering():
            return self._collection.find_one_and_update(
                free, taken, sort=[("created", 1)], return_document=ReturnDocument.AFTER
            )

    def change(self, id_: str, owner: str, seconds: float, values: Mapping[str, Any] | None = None) -> bool:
        """Sets ``values`` in a job that ``owner`` does, and leaves it to it for ``seconds`` more.

        False when it is not the owner's any more: it was cancelled, or another one has taken it.
        """
        changed: list[Document] = [
            {
                "$set": {
                    **{name: {"$literal": value} for name, value in (values or {}).items()},
                    "until": from_now(seconds),
                    "updated": "$$NOW",
                }
            }
        ]
        mine = {"_id": id_, "owner": owner, "state": "running"}
        with answering():
            return self._collection.update_one(mine, changed).matched_count == 1

    def cancel(self, id_: str) -> bool:
        """Ends a job that waits or runs; False when there is none such."""
        with answering():
            ended = self._collection.update_one(
                {"_id": id_, "state": {"$in": ["waiting", "running"]}},
                [{"$set": {"state": "cancelled", "updated": "$$NOW"}}],
            )
            return ended.matched_count == 1

    def remove(self, id_: str) -> bool:
        """Removes a job; who does it learns of that.  False when there is none such."""
        with answering():
            return self._collection.delete_one({"_id": id_}).deleted_count == 1

    def get(self, id_: str) -> dict[str, Any] | None:
        """The job ``id_``."""
        with answering():
            return self._collection.find_one({"_id": id_})

    def of_kind(self, kind: str, limit: int) -> list[dict[str, Any]]:
        """The newest jobs of ``kind``, at most ``limit``."""
        with answering():
            return list(self._collection.find({"kind": kind}, sort=[("created", -1)], limit=limit))

    def remove_older(self, kind: str, seconds: float) -> list[str]:
        """Removes the jobs of ``kind`` that ended ``seconds`` ago; gives their ids."""
        old: Document = {
            "kind": kind,
            "state": {"$in": ["done", "failed", "cancelled"]},
            # What ended then was made before: the index leads past all that is younger.
            "created": {"$lte": datetime.now(UTC) - timedelta(seconds=seconds)},
            "$expr": {"$lte": ["$updated", from_now(-seconds)]},
        }
        with answering():
            ids = [job["_id"] for job in self._collection.find(old, {"_id": 1}, limit=1000)]
            if ids:
                self._collection.delete_many({"_id": {"$in": ids}})
            return ids

    def _prepare(self) -> None:
        if not self._is_ready:
            with answering():
                self._collection.create_index([("kind", 1), ("state", 1), ("created", 1)])
            self._is_ready = True
