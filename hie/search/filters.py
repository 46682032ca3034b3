"""Filters joined to one.

https://www.mongodb.com/docs/manual/reference/operator/query-logical/
"""

from hie.search.parameters import Filter


def any_of(filters: list[Filter]) -> Filter:
    """The filter for what any of ``filters`` matches; there is one at least."""
    return filters[0] if len(filters) == 1 else {"$or": filters}
