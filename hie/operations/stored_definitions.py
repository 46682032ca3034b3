"""Definitions that clients have stored, by their canonical URL.

https://hl7.org/fhir/R4/references.html#canonical
"""

from typing import Any

from hie.fhir import decode
from hie.repository import Repository
from hie.storage import Query


def stored_definition(repository: Repository, type: str, canonical: str) -> dict[str, Any] | None:
    """The stored definition of ``type`` with ``url`` or ``url|version``, the newest of several, or None."""
    url, _, version = canonical.partition("|")
    query = Query({"k": f"url={url}", "gone": None}, sort=(("n", -1),), limit=10)
    for stored in repository.find(type, query):
        found: dict[str, Any] = decode(stored.body or b"{}")
        if found.get("url") == url and version in ("", found.get("version")):
            return found
    return None
