"""Filters put together, and taken apart so that the index gives what they find in order.

https://www.mongodb.com/docs/manual/core/query-optimization/
"""

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import cast

from hie.search.entries import MAX_MERGED, entries_of, is_of_entries
from hie.search.parameters import Filter


def merged(filters: Sequence[Filter]) -> Filter:
    """One filter that demands all of ``filters``."""
    together: Filter = {}
    apart: list[Filter] = []
    for item in filters:
        if together.keys() & item.keys():
            apart.append(item)
        else:
            together |= item
    if not apart:
        return together
    both = cast("list[Filter]", together.pop("$and", []))
    return {**together, "$and": [*both, *apart]}


def entry_by_entry(matching: Filter) -> list[Filter]:
    """``matching`` as filters that ask for one entry of each list of entries.

    In a branch of an ``$or`` the ranges of several entries are not merged in order, but sorted.
    """
    parts = [{name: test} for name, test in matching.items() if name != "$and"]
    parts += cast("list[Filter]", matching.get("$and", []))
    lists = [entries_of(part["k"]) for part in parts if is_of_entries(part) and len(part) == 1]
    number = prod(map(len, lists))
    if number == 1 or not 0 < number <= MAX_MERGED:
        return [matching]
    others = [part for part in parts if not (is_of_entries(part) and len(part) == 1)]
    entries: list[list[Filter]] = [[{"k": entry} for entry in found] for found in lists]
    return [merged([*each, *others]) for each in product(*entries)]
