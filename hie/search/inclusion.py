"""Inclusion: which other resources ``_include`` and ``_revinclude`` add to the matches.

https://hl7.org/fhir/R4/search.html#include
"""

from collections.abc import Iterable, Sequence

from hie.fhir import parse_reference
from hie.search.entries import entries_filter
from hie.search.parameters import Filter
from hie.search.request import Include


def included(includes: Sequence[Include], entries: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """Ids by resource type of what the matches link to; ``entries`` are the fields ``k`` of the matches."""
    prefixes = [(f"{include.parameter.code}=", include.target) for include in includes]
    found: dict[str, dict[str, None]] = {}
    for held in entries:
        for entry in held:
            for prefix, target in prefixes:
                if entry.startswith(prefix):
                    link = parse_reference(entry[len(prefix) :])
                    if link is not None and link.base is None and target in (None, link.type):
                        found.setdefault(link.type, {})[link.id] = None
    return {type_: list(ids) for type_, ids in found.items()}


def reverse_filters(
    revincludes: Sequence[Include], type_name: str, ids: Sequence[str]
) -> list[tuple[str, Filter]]:
    """Resource types and filters of what links to the matches, which are ``ids`` of ``type_name``."""
    return [
        (include.source, entries_filter([f"{include.parameter.code}={type_name}/{id_}" for id_ in ids]))
        for include in revincludes
        if ids and include.target in (None, type_name)
    ]
