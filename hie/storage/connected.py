"""What one process of the server has of the database: connections, and all that works with them.

https://pymongo.readthedocs.io/en/stable/faq.html#is-pymongo-fork-safe
"""

from bson.raw_bson import RawBSONDocument

from hie.storage.answer_documents import AnswerDocuments
from hie.storage.collections import Collections
from hie.storage.connection import StoreOptions, connect
from hie.storage.disk import DiskGuard
from hie.storage.documents import OrderNumbers
from hie.storage.feed import Feed
from hie.storage.group_change import Change, write_changes
from hie.storage.group_insert import write_bulk
from hie.storage.group_read import Read, read_together
from hie.storage.grouping import CarryOut, Grouping, T
from hie.storage.history import History
from hie.storage.inspection import Inspection
from hie.storage.job_documents import JobDocuments
from hie.storage.leases import Leases
from hie.storage.query import Reader
from hie.storage.settings_documents import SettingsDocuments
from hie.storage.sizes import Sizes
from hie.storage.transactions import Transactions


class Connected:
    """What one process needs: a client must not be carried over a fork, nor locks that may be held."""

    def __init__(self, uri: str, database: str, options: StoreOptions) -> None:
        time_limit_ms = round(options.query * 1000)
        self.database = connect(uri, database, options)
        self.reader = Reader(self.database, time_limit_ms)
        self.history = History(self.database, time_limit_ms)
        self.collections = Collections(self.database)
        self.sizes = Sizes(self.database)
        self.feed = Feed(self.database, self.history, self.collections, options.feed_waits_at_once)
        self.transactions = Transactions(self.database, self.collections, options)
        self.settings = SettingsDocuments(self.database)
        self.leases = Leases(self.database)
        self.jobs = JobDocuments(self.database)
        self.answers = AnswerDocuments(self.database)
        self.inspection = Inspection(self.database)
        self.guard = DiskGuard(options.disk, options.min_free_disk_mb)
        self.numbers = OrderNumbers()
        self._inserts: dict[str, Grouping[RawBSONDocument]] = {}
        self._changes: dict[str, Grouping[Change]] = {}
        self._reads: dict[str, Grouping[Read]] = {}

    def inserts_of(self, type_: str) -> Grouping[RawBSONDocument]:
        """Inserts of ``type_`` together, its collections made."""
        if type_ not in self._inserts:
            self.collections.prepare(type_)
        collection = self.database[type_]
        return _of(self._inserts, type_, lambda documents: write_bulk(collection, type_, documents))

    def changes_of(self, type_: str) -> Grouping[Change]:
        """Changes of ``type_`` together."""
        return _of(self._changes, type_, lambda changes: write_changes(self.transactions, type_, changes))

    def reads_of(self, type_: str) -> Grouping[Read]:
        """Reads of ``type_`` together."""
        return _of(self._reads, type_, lambda reads: read_together(self.reader, type_, reads))


def _of(groupings: dict[str, Grouping[T]], type_: str, carry_out: CarryOut[T]) -> Grouping[T]:
    """The one grouping of ``type_``, made with ``carry_out`` by the thread that comes first."""
    found = groupings.get(type_)
    return groupings.setdefault(type_, Grouping(carry_out)) if found is None else found
