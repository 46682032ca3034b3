"""A resource as it is stored: its JSON bytes beside the values it is found by.

The bytes are those that leave the server, so that a read copies them.  What the fields mean is told in
``docs/architecture.md``.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from hie.fhir import encode, instant
from hie.repository.keys import BusinessKeys
from hie.search import IndexValues


class Extractor(Protocol):
    """Computes what resources are found by."""

    def extract(self, type_name: str, resource: Mapping[str, Any], /) -> IndexValues:
        """The index fields of ``resource``."""


class Documents:
    """Makes the stored document of a resource."""

    def __init__(self, indexer: Extractor, keys: BusinessKeys) -> None:
        self._indexer = indexer
        self._keys = keys

    def keys_of(self, resource: Mapping[str, Any]) -> list[str]:
        """The business keys of ``resource``, as ``system|value``."""
        return self._keys.of(resource)

    def make(self, resource: Mapping[str, Any], id: str, version: int, updated: int) -> dict[str, Any]:
        """The document of ``resource`` under ``id`` as ``version``, ``updated`` at ms since the epoch.

        Its ``n`` is left to the caller.
        """
        type = resource["resourceType"]
        body = encode(with_identity(resource, id, version, updated))
        document = {
            "_id": id,
            "v": version,
            "t": updated,
            "body": body,
        }
        document.update(self._indexer.extract(type, resource))
        keys = self._keys.of(resource)
        if keys:
            document["b"] = keys
        return document


def with_identity(resource: Mapping[str, Any], id: str, version: int, updated: int) -> dict[str, Any]:
    """``resource`` with the id, versionId and lastUpdated that the server gives, those first."""
    identified: dict[str, Any] = {"resourceType": resource["resourceType"], "id": id}
    identified["meta"] = {
        **(resource.get("meta") or {}),
        "versionId": str(version),
        "lastUpdated": instant(updated),
    }
    for name, value in resource.items():
        if name not in identified:
            identified[name] = value
    return identified
