"""Entries: exact values of a resource as strings ``param=value`` in the field ``k``.

https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
"""

from collections.abc import Sequence
from typing import Any

from hie.search.parameters import Filter

#: As many ranges of an index MongoDB merges without sorting (internalQueryMaxScansToExplode).
MAX_MERGED = 200


def entries_filter(entries: Sequence[str], *, negated: bool = False) -> Filter:
    """The filter for a resource that has one of ``entries``, or none of them when ``negated``."""
    unique = list(dict.fromkeys(entries))
    if negated:
        return {"k": {"$nin": unique}}
    return {"k": unique[0] if len(unique) == 1 else {"$in": unique}}


def is_of_entries(found: Filter) -> bool:
    """Whether ``found`` asks for few enough entries that the index gives them in the order of the results.

    Of more than :data:`MAX_MERGED` MongoDB sorts what it finds; then another index may be better.
    """
    match found:
        case {"k": str()}:
            return True
        case {"k": {"$in": [*entries]}}:
            return len(entries) <= MAX_MERGED
        case _:
            return False


def entries_of(test: Any) -> list[str]:
    """The entries that a test of ``k`` asks for, of a filter that :func:`is_of_entries`."""
    return [test] if isinstance(test, str) else test["$in"]
