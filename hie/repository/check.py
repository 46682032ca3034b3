"""Whether all that is stored agrees with itself: bodies, index values, history.

Index values are computed of the definitions that the server has now, so a check also tells what search
parameters that were added or changed since have left behind; repairing it is indexing anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hie.fhir import decode
from hie.outcome import FhirError
from hie.repository.document import Documents
from hie.storage import Document, Store

Kind = Literal["body", "index-values", "history-gap", "no-current-version", "database-index"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not agree: of a resource, or of a whole type (``id`` is empty)."""

    type: str
    id: str
    kind: Kind
    detail: str
    repaired: bool = False


class Check:
    """A look through the whole database; ``looked_at`` counts resources and tombstones on the way."""

    def __init__(self, store: Store, documents: Documents, *, repair: bool = False) -> None:
        self._store = store
        self._inspection = store.inspection
        self._documents = documents
        self._repair = repair
        self.looked_at = 0

    def run(self) -> Iterator[list[Finding]]:
        """What is found, in parts, as the check goes on."""
        for type in self._store.types():
            yield list(self._indexes(type))
            for page in self._inspection.current(type):
                yield [*self._bodies(type, page), *self._history(type, page)]
                self.looked_at += len(page)
            yield [Finding(type, id, "no-current-version", "-") for id in self._inspection.orphans(type)]

    def _indexes(self, type: str) -> Iterator[Finding]:
        missing = self._inspection.missing_indexes(type)
        if missing and self._repair:
            self._inspection.make_indexes(type)
        for name in missing:
            yield Finding(type, "", "database-index", name, self._repair)

    def _bodies(self, type: str, page: list[Document]) -> Iterator[Finding]:
        for stored in page:
            if stored.get("gone"):
                continue
            made = self._made(type, stored)
            if made is None or made["body"] != stored.get("body"):
                yield Finding(type, stored["_id"], "body", f"version {stored['v']}")
                continue
            names = self._inspection.differing(stored, made)
            if names:
                repaired = self._repair and self._inspection.put_index_values(type, made, names)
                yield Finding(type, stored["_id"], "index-values", ", ".join(names), repaired)

    def _made(self, type: str, stored: Document) -> dict[str, Any] | None:
        """The document as it should be, made of its body; None when that is no resource of ``type``."""
        try:
            resource = decode(stored["body"])
            if resource["resourceType"] != type:
                return None
            return self._documents.make(resource, stored["_id"], stored["v"], stored["t"])
        except (FhirError, LookupError, TypeError, AttributeError):
            return None

    def _history(self, type: str, page: list[Document]) -> Iterator[Finding]:
        newest = {stored["_id"]: stored["v"] for stored in page}
        for id, versions in self._inspection.versions(type, list(newest)).items():
            missing = sorted(set(range(1, newest[id])) - versions)
            if missing:
                yield Finding(type, id, "history-gap", ", ".join(map(str, missing[:20])))
