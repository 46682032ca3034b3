"""Definitions that clients have stored, by their canonical URL.

https://hl7.org/fhir/R4/references.html#canonical
"""

from typing import Any

from hie.fhir import decode
from hie.repository import Repository
from hie.storage import Query, Stored

#: Newest first, by the date that a definition gives itself, then by the order of creation.
_NEWEST = (("m", -1), ("n", -1))
_BY_URL = (("k", 1), *_NEWEST)


def stored_definition(repository: Repository, type: str, canonical: str) -> dict[str, Any] | None:
    """The stored definition of ``type`` with ``url`` or ``url|version``, or None.

    Of several it is the newest active one, or the newest when none is active.
    """
    found = newest_definition(repository, type, canonical)
    return None if found is None else decode(found.body or b"{}")


def newest_definition(repository: Repository, type: str, canonical: str) -> Stored | None:
    """As :func:`stored_definition`, as it is stored."""
    url, _, version = canonical.partition("|")
    wanted = {"k": f"url={url}", "gone": None}
    if version:
        wanted["x.version"] = version
    for state in ({"x.status": "active"}, {}):
        found = repository.find(type, Query({**wanted, **state}, sort=_NEWEST, limit=1, hint=_BY_URL))
        if found:
            return found[0]
    return None
