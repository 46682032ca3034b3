"""Conditions of many conditional requests at once: the entries of a transaction.

https://hl7.org/fhir/R4/http.html#trules

An encounter package has a condition at nearly every entry, mostly one identifier each.  Conditions that
one entry of the index answers are looked up together, one query for each type.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hie.interactions.exchange import Exchange
from hie.interactions.request import Request
from hie.interactions.search import matches
from hie.interactions.stored_terminology import stored_terminology
from hie.search import SearchOptions, parse, plan
from hie.storage import Query, Stored

Pairs = Sequence[tuple[str, str]]

#: Conditions that are looked up together.
_AT_ONCE = 500


def matches_of_each(exchange: Exchange, asked: Sequence[tuple[Request, Pairs]]) -> list[list[Stored]]:
    """For each ``(request, condition)`` what :func:`matches` finds: none, the one, or two of too many.

    Raises what it raises for a condition that is not understood.
    """
    found: dict[int, list[Stored]] = {}
    by_type: dict[str, dict[int, str]] = {}
    for index, (request, pairs) in enumerate(asked):
        entry = _entry(exchange, request, pairs)
        if entry is not None:
            by_type.setdefault(request.type, {})[index] = entry
    for type, entries in by_type.items():
        found.update(_together(exchange, type, entries))
    for index, (request, pairs) in enumerate(asked):
        if index not in found:
            found[index] = matches(exchange, request, pairs)
    return [found[index] for index in range(len(asked))]


def _entry(exchange: Exchange, request: Request, pairs: Pairs) -> str | None:
    """The entry of the index that a resource must have for the condition; None for other conditions."""
    options = SearchOptions(
        now_ms=exchange.now_ms(),
        base=request.base,
        registry=exchange.registry,
        definitions=stored_terminology(exchange, request.base),
    )
    asked = parse(exchange.parameters_of, request.type, pairs, options)
    if asked.is_linked:
        return None
    wanted: Mapping[str, Any] = plan(asked).filter
    entry = wanted.get("k")
    return entry if len(wanted) == 1 and isinstance(entry, str) else None


def _together(
    exchange: Exchange, type: str, entries: Mapping[int, str]
) -> Iterator[tuple[int, list[Stored]]]:
    """What the conditions ``entries`` match, by their index; those that match too many are left out."""
    for indexes in _parts(list(entries), _AT_ONCE):
        limit = 2 * len(indexes) + 1
        wanted = sorted({entries[index] for index in indexes})
        stored = exchange.repository.find(type, Query({"k": {"$in": wanted}}, limit=limit, fields=("k",)))
        if len(stored) == limit:
            # One of them is broad and may have pushed others out: each is looked up alone.
            continue
        having: dict[str, list[Stored]] = {}
        for each in stored:
            for entry in (each.fields or {}).get("k", ()):
                having.setdefault(entry, []).append(each)
        for index in indexes:
            yield index, having.get(entries[index], [])[:2]


def _parts(indexes: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(indexes), size):
        yield indexes[start : start + size]
