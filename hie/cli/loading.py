"""Loads resources in batches: read, validate, store, and keep account.

Batches of resources go to the database in one command for each type; a Bundle of type transaction or
batch is carried out as if it had been posted.
"""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hie.cli.carriers import Carried, Carriers
from hie.cli.resume import Progress
from hie.cli.sources import Item
from hie.conformance import Members
from hie.fhir import XmlFormat, is_id
from hie.interactions import Exchange
from hie.outcome import BadRequest, FhirError, Issue, has_errors, operation_outcome

_BATCH = 500
_NAMESPACE = uuid.UUID("6f1f4b0e-8b2f-5d7c-9d8e-0c6e4b1a7f30")


class Report:
    """The file of what was refused: one line of JSON each, ``{source, resource, outcome}``."""

    def __init__(self, file: Path, *, append: bool) -> None:
        self._file = file
        self._append = append
        self.count = 0

    def __enter__(self) -> Self:
        self._stream = self._file.open("a" if self._append else "w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, source: str, resource: str, issues: list[Issue]) -> None:
        """Write that ``resource`` (``Type/id`` or what is known of it) from ``source`` was refused."""
        self.count += 1
        line = {"source": source, "resource": resource, "outcome": operation_outcome(issues, "en")}
        self._stream.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        self._stream.flush()


class Loader:
    """Stores what is loaded in ``exchange`` and keeps account of it."""

    def __init__(self, exchange: Exchange, report: Report, carriers: Carriers) -> None:
        self._exchange = exchange
        self._report = report
        self._carriers = carriers
        self._xml = XmlFormat(Members(exchange.registry))
        self._batch: list[tuple[str, dict[str, Any]]] = []
        self.by_type: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @property
    def stored(self) -> int:
        """How many resources were stored, or were stored already."""
        return sum(self.by_type.values())

    def load(self, items: Iterator[Item], saved: Progress) -> Iterator[tuple[int, int | None]]:
        """Load ``items`` but those that ``saved`` says are done; give ``(done, total)`` after each batch."""
        skip = saved.done
        done = 0
        for done, item in enumerate(items, start=1):
            if done <= skip:
                continue
            settled = self._take(done, item)
            if len(self._batch) >= _BATCH:
                self._flush()
                settled = done
            if settled:
                saved.save(settled)
                yield settled, None
        self._settle(self._carriers.rest())
        self._flush()
        saved.save(done)
        yield done, done

    def _take(self, number: int, item: Item) -> int:
        """Put the resources of one item into the batch; carry out a Bundle that asks for it.

        Gives the number of the last item that it and all before it are dealt with; 0 for none new.
        """
        try:
            resource = item.read(self._xml)
            self._check_is_resource(resource)
        except FhirError as error:
            self._refuse(item.source, None, list(error.issues))
            return 0
        kind = resource.get("type") if resource["resourceType"] == "Bundle" else None
        if kind in ("transaction", "batch"):
            self._flush()
            return self._settle(self._carriers.carry(number, item.source, resource))
        self._settle(self._carriers.rest())
        if kind in ("collection", "searchset", "history"):
            self._take_entries(item.source, resource)
        else:
            self._batch.append((item.source, resource))
        return 0

    def _take_entries(self, source: str, bundle: dict[str, Any]) -> None:
        for index, entry in enumerate(bundle.get("entry") or ()):
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(resource, dict) and isinstance(resource.get("resourceType"), str):
                self._batch.append((f"{source}#Bundle.entry[{index}]", resource))

    def _check_is_resource(self, resource: Any) -> None:
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise BadRequest.because("load-not-resource")
        if resource["resourceType"] not in self._exchange.registry.resource_types:
            raise BadRequest.because("type-unknown", type=resource["resourceType"], nearest="-")

    def _settle(self, carried: Iterable[Carried]) -> int:
        """Take account of Bundles that were carried out; gives the number of the last."""
        number = 0
        for each in carried:
            number = each.number
            if each.issues:
                self._refuse(each.source, {"resourceType": "Bundle"}, each.issues)
                continue
            for entry in each.bundle.get("entry", ()):
                self.by_type[entry.get("resource", {}).get("resourceType", "Bundle")] += 1
        return number

    def _flush(self) -> None:
        """Validate and store the batch."""
        batch, self._batch = self._batch, []
        by_type: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {}
        for source, resource in batch:
            issues = self._exchange.validator.check(
                resource, expected_type=resource["resourceType"], now=self._exchange.now()
            )
            if has_errors(issues):
                self._refuse(source, resource, issues)
                continue
            id = resource.get("id") or _id_of(resource)
            # The last of several of one id in a batch stands, as it would have one by one.
            by_type.setdefault(resource["resourceType"], {})[id] = (source, {**resource, "id": id})
        for type, resources in by_type.items():
            self._store(type, resources)

    def _store(self, type: str, resources: dict[str, tuple[str, dict[str, Any]]]) -> None:
        """Store the resources of one type: new ones together, changed ones each in its transaction."""
        errors = self._exchange.repository.load(
            type, {id: resource for id, (_, resource) in resources.items()}
        )
        for id, (source, resource) in resources.items():
            error = errors.get(id)
            if error is None:
                self.by_type[type] += 1
            else:
                self._refuse(source, resource, list(error.issues))

    def _refuse(self, source: str, resource: dict[str, Any] | None, issues: list[Issue]) -> None:
        type = str(resource["resourceType"]) if resource else "?"
        id = resource.get("id") if resource else None
        self.refused[type] += 1
        self._report.add(source, f"{type}/{id}" if isinstance(id, str) and is_id(id) else type, issues)


def _id_of(resource: dict[str, Any]) -> str:
    """An id for a resource that came without one: the same for the same content, however often it comes."""
    text = json.dumps(resource, sort_keys=True, default=str)
    return str(uuid.uuid5(_NAMESPACE, hashlib.sha256(text.encode()).hexdigest()))
