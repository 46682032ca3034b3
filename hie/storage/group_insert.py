"""Inserts of concurrent requests in one bulk.

https://www.mongodb.com/docs/manual/reference/method/db.collection.insertMany/
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from hie.storage.documents import Document
from hie.storage.errors import DUPLICATE, duplicate, of_code, translated
from hie.storage.grouping import Outcome


def write_bulk(
    collection: Collection[Document], type_: str, documents: Sequence[RawBSONDocument]
) -> list[Outcome]:
    """Inserts ``documents`` durably in one unordered bulk; gives the outcome of each."""
    try:
        if len(documents) == 1:
            # The driver takes a third less time for it.
            collection.insert_one(documents[0])
        else:
            collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        return _outcomes(type_, documents, error.details or {})
    except DuplicateKeyError as error:
        return [duplicate(type_, error.details, documents[0]["_id"])]
    except (PyMongoError, BSONError, OverflowError) as error:
        return [translated(error)] * len(documents)
    return [None] * len(documents)


def _outcomes(type_: str, documents: Sequence[RawBSONDocument], details: Mapping[str, Any]) -> list[Outcome]:
    concern = (details.get("writeConcernErrors") or [None])[0]
    common = of_code(concern.get("code"), str(concern.get("errmsg"))) if concern else None
    outcomes: list[Outcome] = [common] * len(documents)
    for error in details.get("writeErrors") or ():
        index, code = error["index"], error.get("code")
        if code == DUPLICATE:
            outcomes[index] = duplicate(type_, error, documents[index]["_id"])
        else:
            outcomes[index] = of_code(code, str(error.get("errmsg")))
    return outcomes
