"""The resources of this server that a resource refers to.

https://hl7.org/fhir/R4/references.html
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from hie.fhir import Reference, literal_references
from hie.interactions.exchange import Exchange
from hie.storage import Query, Stored

_AT_ONCE = 1000


def local_references(
    exchange: Exchange, base: str, resource: Mapping[str, Any], *, binaries: bool = False
) -> Iterator[tuple[str, Reference]]:
    """The references of ``resource`` to this server, which is at ``base``, with their texts, in its order.

    With ``binaries`` the URLs of Binary resources in its attachments count too.
    """
    here = exchange.here(base)
    for text in literal_references(resource, binaries=binaries):
        link = here.reference(text)
        if link is not None:
            yield text, link


def links_of(exchange: Exchange, base: str, resource: Mapping[str, Any]) -> dict[str, Reference]:
    """What ``resource`` and its attachments refer to on this server, by ``Type/id``, in its order."""
    found: dict[str, Reference] = {}
    for _, link in local_references(exchange, base, resource, binaries=True):
        found.setdefault(str(link), link)
    return found


def read_links(
    exchange: Exchange, links: Iterable[Reference], fields: Collection[str] = (), *, bodies: bool = True
) -> dict[str, Stored]:
    """The current versions of what is stored of ``links``, by ``Type/id``; one look for each type.

    ``fields`` are the index values to bring along; without ``bodies`` they come without what they hold.
    """
    by_type: dict[str, dict[str, None]] = {}
    for link in links:
        by_type.setdefault(link.type, {})[link.id] = None
    found: dict[str, Stored] = {}
    for type, ids in by_type.items():
        ordered = list(ids)
        for start in range(0, len(ordered), _AT_ONCE):
            wanted = {"_id": {"$in": ordered[start : start + _AT_ONCE]}, "gone": None}
            query = Query(wanted, fields=tuple(fields), bodies=bodies)
            found |= {f"{type}/{each.id}": each for each in exchange.repository.find(type, query)}
    return found
