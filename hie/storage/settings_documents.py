"""Small documents of the server itself, such as the key of the paging cursors: one value by name.

https://www.mongodb.com/docs/manual/reference/method/db.collection.updateOne/#upsert-with-unique-index
"""

import contextlib
from collections.abc import Callable
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from hie.storage.collections import SETTINGS
from hie.storage.documents import Document


class SettingsDocuments:
    """Named values in the collection ``settings``."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[SETTINGS]

    def get(self, name: str) -> Any:
        """The value of ``name``; None when it was never set."""
        found = self._collection.find_one({"_id": name})
        return None if found is None else found["value"]

    def put(self, name: str, value: Any) -> None:
        """Sets ``name`` to ``value``."""
        self._collection.update_one({"_id": name}, {"$set": {"value": value}}, upsert=True)

    def swap(self, name: str, expected: Any, value: Any) -> bool:
        """Sets ``name`` to ``value`` if its value is ``expected``; whether it was: of several, one wins."""
        done = self._collection.update_one({"_id": name, "value": expected}, {"$set": {"value": value}})
        return done.modified_count == 1

    def get_or_create(self, name: str, make: Callable[[], Any]) -> Any:
        """The value of ``name``; the first of all processes to ask sets it to what ``make`` gives."""
        value = self.get(name)
        if value is not None:
            return value
        # Should another process set it between our look and our write, its value counts.
        with contextlib.suppress(DuplicateKeyError):
            self._collection.update_one({"_id": name}, {"$setOnInsert": {"value": make()}}, upsert=True)
        return self.get(name)
