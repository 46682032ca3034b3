"""How many resources there are, from statistics: no document is looked at."""

import math
import time

from pymongo.database import Database

from hie.storage.documents import Document

#: So long a rough size is good.
_SECONDS = 60


class Sizes:
    """The numbers of resources by type in ``database``."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        #: Numbers of documents by type, and when they were asked for.
        self._rough: dict[str, tuple[int, float]] = {}

    def size(self, type_: str) -> int:
        """The number of resources of ``type_``; tombstones are not counted."""
        collection = self._database[type_]
        return max(0, collection.estimated_document_count() - collection.count_documents({"gone": True}))

    def rough(self, type_: str) -> int:
        """The number of resources of ``type_`` as it was within the last minute; tombstones are counted."""
        counted, at = self._rough.get(type_, (0, -math.inf))
        now = time.monotonic()
        if now - at > _SECONDS:
            counted = self._database[type_].estimated_document_count()
            self._rough[type_] = (counted, now)
        return counted
