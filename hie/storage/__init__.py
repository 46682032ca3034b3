"""Storage on MongoDB: the only package that knows the database.

The embedded mongod, and the store of all resources with their history.
"""

from hie.storage.answer_documents import AnswerDocuments, Once
from hie.storage.connection import StoreOptions
from hie.storage.documents import Document, Stored, from_current
from hie.storage.embedded import (
    EmbeddedMongod,
    FolderInUse,
    MongodFault,
    find_mongod,
    running_uri,
    shared_mongod,
)
from hie.storage.errors import DuplicateId, DuplicateKey, VersionConflict
from hie.storage.feed import Feed, FeedPlace
from hie.storage.history_query import HistoryCursor, HistoryQuery
from hie.storage.query import Elements, Query
from hie.storage.store import Store, UnfitServer
from hie.storage.transaction import Transaction

__all__ = [
    "AnswerDocuments",
    "Document",
    "DuplicateId",
    "DuplicateKey",
    "Elements",
    "EmbeddedMongod",
    "Feed",
    "FeedPlace",
    "FolderInUse",
    "HistoryCursor",
    "HistoryQuery",
    "MongodFault",
    "Once",
    "Query",
    "Store",
    "StoreOptions",
    "Stored",
    "Transaction",
    "UnfitServer",
    "VersionConflict",
    "find_mongod",
    "from_current",
    "running_uri",
    "shared_mongod",
]
