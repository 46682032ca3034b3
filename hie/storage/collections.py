"""The collections of a resource type, made with their indexes when its first resource is written.

https://www.mongodb.com/docs/manual/reference/command/createIndexes/

Several processes may come to it at once: making an index that exists is no fault, and MongoDB lets
the second one wait for the first.
"""

import threading
from collections.abc import Iterable, Sequence

from pymongo.database import Database
from pymongo.errors import OperationFailure

from hie.storage import indexes
from hie.storage.documents import HISTORY_SUFFIX, Document
from hie.storage.indexes import Index

LOCKS = "locks"
SETTINGS = "settings"

_NO_SUCH_COLLECTION = 26


class Collections:
    """Knows which types are ready to be written, and makes them so."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        self._ready: set[str] = set()
        self._lock = threading.Lock()

    def prepare(self, type_: str) -> None:
        """Makes the collections of ``type_`` with their indexes, unless they are known to be there."""
        if type_ not in self._ready:
            self._make(type_, indexes.CURRENT)
            self._make(type_ + HISTORY_SUFFIX, indexes.HISTORY)
            self._ready.add(type_)

    def prepare_all(self, types: Iterable[str]) -> None:
        """Makes ready what a transaction will write: inside it nothing can be made."""
        if LOCKS not in self._ready:
            self._make(LOCKS, indexes.LOCKS)
            self._ready.add(LOCKS)
        for type_ in types:
            self.prepare(type_)

    def is_ready(self, type_: str) -> bool:
        """Whether ``type_`` may be written without making anything."""
        return type_ in self._ready

    def types(self) -> list[str]:
        """The resource types that something was ever stored of, in alphabetical order."""
        names = self._database.list_collection_names()
        return sorted(name for name in names if name[:1].isupper() and not name.endswith(HISTORY_SUFFIX))

    def _make(self, name: str, wanted: Sequence[Index]) -> None:
        collection = self._database[name]
        with self._lock:
            try:
                existing = [index["name"] for index in collection.list_indexes()]
            except OperationFailure as error:
                if error.code != _NO_SUCH_COLLECTION:
                    raise
                existing = []
            models = indexes.missing(wanted, existing)
            if models:
                collection.create_indexes(models)
