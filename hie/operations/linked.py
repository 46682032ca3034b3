"""The stored resources that a resource refers to: by references, and by the URLs of its attachments.

https://hl7.org/fhir/R4/references.html
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from hie.fhir import Reference, parse_reference
from hie.interactions import Exchange
from hie.storage import Query, Stored

_AT_ONCE = 1000


def links_of(exchange: Exchange, base: str, resource: Mapping[str, Any]) -> dict[str, Reference]:
    """What ``resource`` refers to on this server, which is at ``base``, by ``Type/id``, in its order."""
    own = (None, base, (exchange.settings.base_url or base).rstrip("/"))
    found: dict[str, Reference] = {}
    for text in _texts(resource):
        link = parse_reference(text)
        if link is not None and link.base in own and link.type in exchange.registry.resource_types:
            found.setdefault(str(link), link)
    return found


def _texts(value: Any) -> Iterator[str]:
    """The texts of references, and of URLs of Binary resources, in ``value``."""
    if isinstance(value, dict):
        for name, child in value.items():
            if isinstance(child, str):
                if name == "reference" or (name == "url" and "Binary/" in child):
                    yield child
            else:
                yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)


def read_links(
    exchange: Exchange, links: Iterable[Reference], fields: Collection[str] = ()
) -> dict[str, Stored]:
    """The current versions of what is stored of ``links``, by ``Type/id``; one look for each type.

    ``fields`` are the index values to bring along.
    """
    by_type: dict[str, dict[str, None]] = {}
    for link in links:
        by_type.setdefault(link.type, {})[link.id] = None
    found: dict[str, Stored] = {}
    for type, ids in by_type.items():
        ordered = list(ids)
        for start in range(0, len(ordered), _AT_ONCE):
            wanted = {"_id": {"$in": ordered[start : start + _AT_ONCE]}, "gone": None}
            query = Query(wanted, fields=tuple(fields))
            found |= {f"{type}/{each.id}": each for each in exchange.repository.find(type, query)}
    return found
