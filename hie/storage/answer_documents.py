"""The answers to requests that may come again, by the digest of the key that the client gave them.

https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header

::

    {_id, request, owner, until, at, answer}

``request`` is the digest of what was asked.  While there is no ``answer`` the request is carried out by
``owner``, whose claim is over at ``until`` by the clock of the database.  The answer is written in the
transaction of the resources that it tells of: neither is there without the other.  After a day a document
is removed.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from hie.outcome import Conflict, StillRunning, Unprocessable
from hie.storage.documents import Document, encoded
from hie.storage.errors import answering
from hie.storage.indexes import ANSWERS as INDEXES
from hie.storage.leases import from_now

ANSWERS = "answers"

#: Seconds that a request is its owner's; a worker that died in it leaves it to a repeat after that.
CLAIM_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is carried out once: the digest of its key, and who carries it out.

    A part of such a request has no owner: whoever owns the whole carries it out.
    """

    digest: str
    owner: str | None = None

    def part(self, number: int) -> "Once":
        """The part ``number`` of the request."""
        return Once(f"{self.digest}/{number}")


class AnswerDocuments:
    """The answers in ``database``."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[ANSWERS]
        self._is_ready = False

    def claim(self, digest: str, request: str, *, take_over: bool = False) -> tuple[Once, bytes | None]:
        """The claim to carry out a request, or the answer that it had.

        With ``take_over`` a claim of another is taken although it is not over.  Raises Unprocessable
        when the key was given to another request, and StillRunning.
        """
        self._prepare()
        owner = secrets.token_hex(8)
        with answering():
            found = self._collection.find_one({"_id": digest})
            if found is None:
                if self._make(digest, request, owner):
                    return Once(digest, owner), None
                raise StillRunning.because("once-running")
            if found["request"] != request:
                raise Unprocessable.because("once-other-request")
            if "answer" in found:
                return Once(digest, owner), found["answer"]
            if self._take_over(digest, owner, at_once=take_over):
                return Once(digest, owner), None
        raise StillRunning.because("once-running")

    def _make(self, digest: str, request: str, owner: str) -> bool:
        """Makes the document, unless there is one."""
        fresh = {
            name: {"$ifNull": [f"${name}", value]}
            for name, value in (
                ("request", request),
                ("owner", owner),
                ("until", from_now(CLAIM_SECONDS)),
                ("at", "$$NOW"),
            )
        }
        try:
            made = self._collection.update_one({"_id": digest}, [{"$set": fresh}], upsert=True)
        except DuplicateKeyError:
            return False
        return made.upserted_id is not None

    def _take_over(self, digest: str, owner: str, *, at_once: bool) -> bool:
        """Makes the claim ``owner``'s when it is over; a write of the one before cannot commit then."""
        over: Document = {"_id": digest, "answer": {"$exists": False}}
        if not at_once:
            over["$expr"] = {"$lte": ["$until", "$$NOW"]}
        mine: list[Document] = [{"$set": {"owner": owner, "until": from_now(CLAIM_SECONDS)}}]
        taken = self._collection.find_one_and_update(over, mine, return_document=ReturnDocument.AFTER)
        return taken is not None

    def answer(self, once: Once) -> bytes | None:
        """The answer to a part of a request, if that was carried out."""
        with answering():
            found = self._collection.find_one({"_id": once.digest}, {"answer": 1})
        return None if found is None else found["answer"]

    def finish(self, once: Once, answer: bytes) -> None:
        """Keeps the answer of a request whose parts have been kept; raises Conflict, PayloadTooLarge."""
        with answering():
            self.keep(once, answer, None)

    def keep(self, once: Once, answer: bytes, session: ClientSession | None) -> None:
        """Keeps the answer, in the transaction of ``session`` when there is one.

        Raises Conflict when the claim was lost, PayloadTooLarge, and errors of the driver.
        """
        fields = {"answer": answer}
        encoded(fields)
        if once.owner is None:
            part = {"_id": once.digest, "at": datetime.now(UTC), **fields}
            self._collection.insert_one(part, session=session)
            return
        mine = {"_id": once.digest, "owner": once.owner, "answer": {"$exists": False}}
        if not self._collection.update_one(mine, {"$set": fields}, session=session).matched_count:
            raise Conflict.because("once-lost")

    def give_up(self, once: Once) -> None:
        """Ends the claim of a request that was refused: nothing was written, it may be sent again."""
        with answering():
            mine = {"_id": once.digest, "owner": once.owner, "answer": {"$exists": False}}
            self._collection.delete_one(mine)

    def cancel(self, digest: str) -> None:
        """Ends the claim of whoever carries a request out; what it writes cannot commit any more."""
        with answering():
            self._collection.delete_one({"_id": digest, "answer": {"$exists": False}})

    def _prepare(self) -> None:
        if not self._is_ready:
            with answering():
                self._collection.create_indexes([index.model() for index in INDEXES])
            self._is_ready = True
