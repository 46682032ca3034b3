"""Contained resources as matches of their own: ``_containedType=contained``.

https://hl7.org/fhir/R4/search.html#contained

What is found, and paged through, are containers.  A page ends before the container whose contained resources
would make it larger than the client wants, so those of one container are never torn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from hie.fhir import decode, encode
from hie.interactions.exchange import Exchange
from hie.interactions.totals import ESTIMATE_LIMIT
from hie.outcome import BadRequest
from hie.search import START, BundleEntry, Plan, SearchRequest
from hie.storage import Stored

#: The entries of a container, by its type and id.
Parts = Mapping[tuple[str, str], Sequence[BundleEntry]]


def parts_of(
    exchange: Exchange, asked: SearchRequest, found: Sequence[Stored], cut: Callable[[bytes], bytes]
) -> Parts:
    """What is contained in the containers that were ``found``, and matches; each is ``cut``.

    The id of an entry is ``container#contained``, which makes its fullUrl what the specification has.
    """
    by_type: dict[str, list[str]] = {}
    for stored in found:
        by_type.setdefault(stored.type, []).append(stored.id)
    parts: dict[tuple[str, str], Sequence[BundleEntry]] = {}
    for type, ids in by_type.items():
        for held in exchange.repository.elements(type, ids, asked.element or {}):
            contained = decode(held.body)["contained"]
            parts[type, held.id] = [
                BundleEntry(
                    cut(encode(contained[position])),
                    type=type,
                    id=f"{held.id}#{contained[position].get('id', '')}",
                )
                for position in held.positions
            ]
    return parts


def fitted(asked: SearchRequest, plan: Plan, found: Sequence[Stored], parts: Parts) -> Plan:
    """``plan`` for a page of as many containers as have no more ``parts`` together than the client wants.

    Raises BadRequest when the first of them has more.
    """
    number = 0
    for place, stored in enumerate(found[: plan.limit - 1]):
        number += len(parts.get((stored.type, stored.id), ()))
        if number > asked.count:
            if place == 0:
                raise BadRequest.because(
                    "search-contained-count", type=stored.type, id=stored.id, found=number
                )
            return replace(plan, limit=place + 1)
    return plan


def contained_total(
    exchange: Exchange, asked: SearchRequest, plans: Sequence[Plan], found: Sequence[Stored], parts: Parts
) -> int | None:
    """How many contained resources match: counted when the client asks, free when all are found."""
    if not asked.only_count and asked.total != "accurate":
        if asked.place == START and len(found) < plans[0].limit:
            return None if asked.total == "none" else sum(map(len, parts.values()))
        if asked.total != "estimate":
            return None
    limit = ESTIMATE_LIMIT if asked.total == "estimate" else None
    element = asked.element or {}
    return sum(exchange.repository.count_elements(plan.type, plan.matching, element, limit) for plan in plans)
