"""The entries of a Bundle, and which of them a reference means.

https://hl7.org/fhir/R4/bundle.html#references
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hie.fhir import parse_reference
from hie.validation.node import Node
from hie.validation.place import Place

_UUID = "urn:uuid:"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry: ``node`` is the entry itself, ``resource`` what it holds (empty for nothing)."""

    node: Node
    resource: Node
    full_url: str | None
    type: str | None
    id: str | None
    version: str | None


class Entries:
    """The entries of a Bundle in their order, found by ``fullUrl`` and by type and id."""

    def __init__(self, bundle: Node) -> None:
        self.all = [entry_of(node) for node in bundle.children("entry")]
        self._by_url: dict[str, list[Entry]] = {}
        self._by_identity: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.all:
            if entry.full_url is not None:
                self._by_url.setdefault(entry.full_url, []).append(entry)
            if entry.type is not None and entry.id is not None:
                self._by_identity.setdefault((entry.type, entry.id), []).append(entry)

    def __iter__(self) -> Iterator[Entry]:
        """The entries in their order."""
        return iter(self.all)

    def at(self, full_url: str) -> list[Entry]:
        """The entries with ``full_url``."""
        return self._by_url.get(full_url, [])

    def resolve(self, reference: str, source: Entry) -> list[Entry]:
        """The entries that ``reference`` in the resource of ``source`` means.

        A relative one is meant relative to the server that the ``fullUrl`` of its source names; where that
        is a UUID, its id is one too.  Otherwise it means what has just this for its ``fullUrl``.
        """
        target = absolute(reference, source.full_url)
        if target is None:
            return self.at(reference)
        url, _, version = target.partition("#")[0].partition("/_history/")
        found = self.at(url)
        return [entry for entry in found if entry.version == version] if version else found

    def alike(self, reference: str) -> list[Entry]:
        """The entries whose resource has the type and id in ``reference``, whatever their ``fullUrl``."""
        parsed = parse_reference(reference)
        return self._by_identity.get((parsed.type, parsed.id), []) if parsed is not None else []


def absolute(reference: str, source_url: str | None) -> str | None:
    """``reference`` as an absolute URL, by the ``fullUrl`` of the resource that it stands in."""
    if ":" in reference.partition("/")[0]:
        return reference
    source = parse_reference(source_url or "")
    if source is not None and source.base is not None:
        return f"{source.base}/{reference}"
    target = parse_reference(reference)
    if target is None or source_url is None or not source_url.startswith(_UUID):
        return None
    return f"{_UUID}{target.id}"


def references_in(node: Node) -> Iterator[tuple[str, Place]]:
    """The texts of all literal references in ``node`` but local ones, with the places of the References."""
    waiting: list[tuple[Any, Place]] = [(node.value, node.place)]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, dict):
            text = value.get("reference")
            if isinstance(text, str) and text and not text.startswith("#"):
                yield text, place
            waiting += [
                (member, place.child(_path_name(key), position))
                for position, (key, member) in enumerate(value.items())
                if isinstance(member, dict | list)
            ]
        elif isinstance(value, list):
            waiting += [(item, place.item(index)) for index, item in enumerate(value)]


def _path_name(key: str) -> str:
    """The FHIRPath name of the member ``key``: that of the choice where it ends in a type."""
    return key.removesuffix("Reference") or key


def entry_of(node: Node) -> Entry:
    """The entry at ``node``."""
    resource = node.child("resource")
    return Entry(
        node,
        resource,
        node.text("fullUrl"),
        resource.text("resourceType"),
        resource.text("id"),
        resource.child("meta").text("versionId"),
    )
