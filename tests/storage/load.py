"""A load of writers that remember what they were told was stored."""

import threading
import time
from collections import Counter

from hie.outcome import Unavailable
from hie.storage import Query, Store

EVERYTHING = Query({}, bodies=False)


class Load:
    """Threads that insert and change resources in ``store`` until they are stopped.

    ``acknowledged`` are the ids that an insert was answered for, ``pairs`` those of transactions that
    write two resources, ``versions`` the last version that an update was answered for.
    """

    def __init__(self, store: Store, inserters: int = 6, transactors: int = 2) -> None:
        self._store = store
        self._stopped = threading.Event()
        self.acknowledged: list[str] = []
        self.pairs: list[str] = []
        self.versions: dict[str, int] = {}
        self.faults: Counter[str] = Counter()
        self._threads = [
            *(threading.Thread(target=self._insert, args=(number,)) for number in range(inserters)),
            *(threading.Thread(target=self._transact, args=(number,)) for number in range(transactors)),
            threading.Thread(target=self._update),
        ]

    def start(self) -> None:
        """Prepare the collections and start writing."""
        for type_ in ("Observation", "Encounter", "Condition"):
            self._store.insert(type_, document(f"first-{type_}", 0))
        self._store.insert("Basic", document("counter", 0))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Return when all writers have had their last answer."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, number: int = 50, timeout: float = 20) -> None:
        """Return when so many more inserts were answered."""
        wanted = len(self.acknowledged) + number
        deadline = time.monotonic() + timeout
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, f"no writes any more: {self.faults}"
            time.sleep(0.01)

    def _attempt(self, write) -> bool:
        try:
            write()
        except Unavailable as error:
            self.faults["unavailable" if error.retry_after > 0 else "no Retry-After"] += 1
            return False
        except Exception as error:  # noqa: BLE001 - whatever else comes is what the test is after.
            self.faults[repr(error)] += 1
            return False
        return True

    def _insert(self, number: int) -> None:
        count = 0
        while not self._stopped.is_set():
            count += 1
            id_ = f"{number}-{count}"
            if self._attempt(lambda i=id_, c=count: self._store.insert("Observation", document(i, c))):
                self.acknowledged.append(id_)

    def _transact(self, number: int) -> None:
        count = 0
        while not self._stopped.is_set():
            count += 1
            id_ = f"{number}-{count}"

            def work(transaction, i=id_) -> None:
                transaction.insert("Encounter", document(i, 0))
                transaction.insert("Condition", document(i, 0))

            if self._attempt(lambda w=work: self._store.transact(["Encounter", "Condition"], w)):
                self.pairs.append(id_)

    def _update(self) -> None:
        def work(transaction) -> int:
            version = transaction.read("Basic", "counter").version + 1
            transaction.replace("Basic", {**document("counter", 0), "v": version})
            self._last = version
            return version

        while not self._stopped.is_set():
            if self._attempt(lambda: self._store.transact(["Basic"], work)):
                self.versions["counter"] = self._last

    def verify(self, store: Store) -> None:
        """Assert that everything that was answered for is there, and that no transaction was torn."""
        stored = {found.id for found in store.find("Observation", EVERYTHING)}
        assert set(self.acknowledged) - stored == set()
        encounters = {found.id for found in store.find("Encounter", EVERYTHING)} - {"first-Encounter"}
        conditions = {found.id for found in store.find("Condition", EVERYTHING)} - {"first-Condition"}
        assert encounters == conditions
        assert set(self.pairs) - encounters == set()
        counter = store.read("Basic", "counter").version
        assert counter >= self.versions.get("counter", 1)
        assert all(store.read_version("Basic", "counter", v) is not None for v in range(1, counter + 1))


def document(id_: str, number: int) -> dict:
    body = b'{"resourceType":"Observation","text":"' + b"x" * 700 + b'"}'
    keys = [f"code=http://loinc.org|{number % 20}", f"patient=Patient/{number % 100}"]
    return {"_id": id_, "v": 1, "t": 1, "n": hash(id_) & 0xFFFFFFFF, "m": number, "body": body, "k": keys}
