"""The value sets and code systems that are stored here, by their id or by their canonical.

https://hl7.org/fhir/R4/search.html#modifiers
"""

from collections.abc import Mapping
from typing import Any

from hie.fhir import decode
from hie.interactions.exchange import Exchange
from hie.outcome import BadRequest
from hie.storage import Query
from hie.terminology import FindDefinition

#: Versions of one canonical that are looked at.
_MOST_VERSIONS = 100


def stored_terminology(exchange: Exchange, base: str) -> FindDefinition:
    """Finds stored definitions by ``ValueSet/id`` or ``url|version``, for a request to the base URL ``base``.

    What it gives raises BadRequest when there are several of one canonical.
    """
    here = exchange.here(base)

    def find(type: str, name: str) -> Mapping[str, Any] | None:
        link = here.reference(name)
        if link is not None and link.type == type:
            stored = exchange.repository.read(type, link.id)
            if stored is not None and stored.body is not None:
                definition: dict[str, Any] = decode(stored.body)
                return definition
        return _of_canonical(exchange, type, name)

    return find


def _of_canonical(exchange: Exchange, type: str, canonical: str) -> Mapping[str, Any] | None:
    url, _, version = canonical.partition("|")
    stored = exchange.repository.find(type, Query({"k": f"url={url}"}, limit=_MOST_VERSIONS))
    found: list[dict[str, Any]] = [decode(each.body) for each in stored if each.body is not None]
    if version:
        found = [each for each in found if each.get("version") == version]
    if len(found) > 1:
        name = canonical[:200]
        raise BadRequest.because("search-definitions-several", type=type, value=name, number=len(found))
    return found[0] if found else None
