"""The value sets that are stored here, as a search names them: by their id or by their canonical.

https://hl7.org/fhir/R4/search.html#modifiers
"""

from collections.abc import Mapping
from typing import Any

from hie.fhir import decode
from hie.interactions.exchange import Exchange
from hie.outcome import BadRequest
from hie.storage import Query
from hie.terminology import FindValueSet

_TYPE = "ValueSet"
#: Versions of one value set that are looked at.
_MOST_VERSIONS = 100


def stored_value_sets(exchange: Exchange, base: str) -> FindValueSet:
    """Finds stored value sets, for a request to the base URL ``base``, by ``ValueSet/id`` or ``url|version``.

    What it gives raises BadRequest when there are several of one canonical.
    """
    here = exchange.here(base)

    def find(name: str) -> Mapping[str, Any] | None:
        link = here.reference(name)
        if link is not None and link.type == _TYPE:
            stored = exchange.repository.read(_TYPE, link.id)
            if stored is not None and stored.body is not None:
                definition: dict[str, Any] = decode(stored.body)
                return definition
        return _of_canonical(exchange, name)

    return find


def _of_canonical(exchange: Exchange, canonical: str) -> Mapping[str, Any] | None:
    url, _, version = canonical.partition("|")
    stored = exchange.repository.find(_TYPE, Query({"k": f"url={url}"}, limit=_MOST_VERSIONS))
    found: list[dict[str, Any]] = [decode(each.body) for each in stored if each.body is not None]
    if version:
        found = [each for each in found if each.get("version") == version]
    if len(found) > 1:
        raise BadRequest.because("search-value-set-several", value=canonical[:200], number=len(found))
    return found[0] if found else None
