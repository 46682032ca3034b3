"""Reads by id of concurrent requests in one find.

https://www.mongodb.com/docs/manual/reference/operator/query/in/
"""

from collections.abc import Sequence

from bson.errors import BSONError
from pymongo.errors import PyMongoError

from hie.storage.documents import Stored
from hie.storage.errors import translated
from hie.storage.grouping import Outcome
from hie.storage.query import Reader


class Read:
    """The current version of ``id`` is wanted; ``found`` is it once the read is carried out."""

    __slots__ = ("found", "id")

    def __init__(self, id: str) -> None:
        self.id = id
        self.found: Stored | None = None


def read_together(reader: Reader, type_: str, reads: Sequence[Read]) -> list[Outcome]:
    """Carries ``reads`` of one type out; gives the outcome of each, None also for what there is not."""
    try:
        if len(reads) == 1:
            reads[0].found = reader.read(type_, reads[0].id)
        else:
            ids = list({read.id for read in reads})
            found = {stored.id: stored for stored in reader.find_many_ids(type_, ids)}
            for read in reads:
                read.found = found.get(read.id)
    except PyMongoError as error:
        return [translated(error)] * len(reads)
    except (BSONError, UnicodeEncodeError) as error:
        if len(reads) == 1:
            return [translated(error)]
        # An id that cannot be sent is the fault of one.
        return [read_together(reader, type_, [read])[0] for read in reads]
    return [None] * len(reads)
