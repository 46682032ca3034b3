"""Keyset paging: the condition for what comes after a resource in an order.

https://use-the-index-luke.com/no-offset

Each branch has equalities on the first fields of the order and one range on the next, so that each is a
range of the index and MongoDB merges them without sorting.
"""

from collections.abc import Sequence
from typing import Any

from hie.search.cursor import not_ours
from hie.search.parameters import Filter

#: Fields with their directions, 1 or -1.
Order = tuple[tuple[str, int], ...]


def backwards(order: Order) -> Order:
    """``order`` from its end to its beginning."""
    return tuple((field, -direction) for field, direction in order)


def after_filters(order: Order, values: Sequence[Any]) -> list[Filter]:
    """Filters of which exactly one matches a document that comes after ``values`` in ``order``.

    A document without a value comes first going up and last going down, as MongoDB sorts it.  Raises
    Gone when there are not as many values as fields: the cursor is of another order.
    """
    if len(values) != len(order):
        raise not_ours()
    equal: Filter = {}
    branches: list[Filter] = []
    for (field, direction), value in zip(order, values, strict=True):
        branches += [{**equal, field: test} for test in _beyond(field, direction, value)]
        equal = {**equal, field: value}
    return branches


def at_or_after(order: Order, values: Sequence[Any]) -> Filter:
    """The range of the first field of what comes after ``values``, where that field is never absent."""
    field, direction = order[0]
    if field.startswith("x."):
        return {}
    return {field: {"$gte" if direction > 0 else "$lte": values[0]}}


def _beyond(field: str, direction: int, value: Any) -> list[Any]:
    """Tests of ``field`` for what comes after ``value``."""
    if value is None:
        return [{"$ne": None}] if direction > 0 else []
    if direction > 0:
        return [{"$gt": value}]
    # Only the values to sort by in x may be absent.
    return [{"$lt": value}, None] if field.startswith("x.") else [{"$lt": value}]
