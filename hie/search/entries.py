"""Entries: exact values of a resource as strings ``param=value`` in the field ``k``.

https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
"""

from collections.abc import Sequence

from hie.search.parameters import Filter


def entries_filter(entries: Sequence[str], *, negated: bool = False) -> Filter:
    """The filter for a resource that has one of ``entries``, or none of them when ``negated``."""
    unique = list(dict.fromkeys(entries))
    if negated:
        return {"k": {"$nin": unique}}
    return {"k": unique[0] if len(unique) == 1 else {"$in": unique}}
