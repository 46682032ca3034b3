"""Leases: who of all processes does what only one may do, until it says no more that it does.

https://www.mongodb.com/docs/manual/reference/aggregation-variables/#mongodb-variable-variable.NOW

A lease is one document ``{_id: name, owner, until, term}``.  Only the clock of the database counts, so
machines whose clocks differ agree on when it is over.  ``term`` grows with every change of the owner.
"""

from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from hie.storage.documents import Document
from hie.storage.errors import answering

LEASES = "leases"


def from_now(seconds: float) -> Document:
    """The expression of the moment ``seconds`` from now."""
    return {"$add": ["$$NOW", round(seconds * 1000)]}


class Leases:
    """The leases in ``database``."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[LEASES]

    def take(self, name: str, owner: str, seconds: float) -> bool:
        """Makes ``owner`` hold ``name`` for ``seconds`` from now; False when another one holds it.

        It serves to renew a lease too.
        """
        changed: list[Document] = [
            {
                "$set": {
                    "term": {"$add": ["$term", {"$cond": [{"$eq": ["$owner", owner]}, 0, 1]}]},
                    "owner": owner,
                    "until": from_now(seconds),
                }
            }
        ]
        free: Document = {
            "_id": name,
            "$or": [{"owner": owner}, {"$expr": {"$lte": ["$until", "$$NOW"]}}],
        }
        with answering():
            taken = self._collection.find_one_and_update(free, changed, return_document=ReturnDocument.AFTER)
            return taken is not None or self._make(name, owner, seconds)

    def _make(self, name: str, owner: str, seconds: float) -> bool:
        """Makes the lease unless there is one, of whomever."""
        fresh: list[Document] = [
            {
                "$set": {
                    "owner": {"$ifNull": ["$owner", owner]},
                    "until": {"$ifNull": ["$until", from_now(seconds)]},
                    "term": {"$ifNull": ["$term", 1]},
                }
            }
        ]
        try:
            made = self._collection.update_one({"_id": name}, fresh, upsert=True)
        except DuplicateKeyError:
            return False
        return made.upserted_id is not None

    def give_up(self, name: str, owner: str) -> None:
        """Ends the lease ``name``, if it is ``owner`` who holds it."""
        over: list[Document] = [{"$set": {"until": "$$NOW"}}]
        with answering():
            self._collection.update_one({"_id": name, "owner": owner}, over)

    def holder(self, name: str) -> dict[str, Any] | None:
        """The lease ``name`` as it is stored, also when it is over."""
        with answering():
            return self._collection.find_one({"_id": name})
