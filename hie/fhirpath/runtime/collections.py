"""Functions of collections that rest on the equality and the order of values.

https://hl7.org/fhirpath/N1/#subsetting
https://hl7.org/fhirpath/N1/#combining

They take time in proportion to the number of items: values that are equal have equal hashable keys.  Only
quantities, which may be equal in different units, are compared one by one.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cmp_to_key
from typing import Any, TypeAlias

from hie.fhirpath.runtime.equality import compare, contains
from hie.fhirpath.runtime.quantities import Quantity
from hie.fhirpath.runtime.temporal import Temporal
from hie.fhirpath.runtime.temporal_order import moment_key

Key: TypeAlias = Callable[[Any], Any]


def _hashable(value: Any) -> Hashable:
    """A key that equal values share; raises TypeError for a quantity, which has none."""
    kind = value.__class__
    if kind is str or value is None:
        return value  # type: ignore[no-any-return]
    if kind is bool:
        return (bool, value)
    if kind is Temporal:
        return moment_key(value)
    if kind is dict:
        return frozenset((name, _hashable(member)) for name, member in value.items())
    if kind is list:
        return tuple(map(_hashable, value))
    if kind is Quantity:
        raise TypeError("quantities have no key")
    return value  # type: ignore[no-any-return]


def _values(items: Iterable[Any], key: Key | None) -> list[Any]:
    return list(items if key is None else map(key, items))


def _keys(values: Sequence[Any]) -> list[Hashable] | None:
    """The keys of ``values``; None when one has none."""
    try:
        return [_hashable(value) for value in values]
    except (TypeError, RecursionError):
        return None


def distinct(items: Iterable[Any], key: Key | None = None) -> list[Any]:
    """``items`` without repetitions of their ``key``, in the order of their first occurrence."""
    items = list(items)
    values = _values(items, key)
    keys = _keys(values)
    if keys is not None:
        return list(dict(zip(reversed(keys), reversed(items), strict=True)).values())[::-1]
    found: list[Any] = []
    seen: list[Any] = []
    for item, value in zip(items, values, strict=True):
        if not contains(seen, value):
            seen.append(value)
            found.append(item)
    return found


def is_distinct(items: Sequence[Any]) -> bool:
    """Whether no two of ``items`` are equal."""
    return len(items) < 2 or len(distinct(items)) == len(items)


def union(*collections: Iterable[Any]) -> list[Any]:
    """All items of ``collections`` without repetitions."""
    return distinct(item for items in collections for item in items)


def _included(left: Sequence[Any], right: Sequence[Any]) -> list[bool]:
    """Of each value of ``left`` whether it is in ``right``."""
    left_keys, right_keys = _keys(left), _keys(right)
    if left_keys is None or right_keys is None:
        return [contains(right, value) for value in left]
    known = set(right_keys)
    return [each in known for each in left_keys]


def intersect(left: Iterable[Any], right: Iterable[Any], key: Key | None = None) -> list[Any]:
    """Items of ``left`` whose ``key`` is also in ``right``, without repetitions."""
    items = list(left)
    both = _included(_values(items, key), _values(right, key))
    return distinct((item for item, is_in in zip(items, both, strict=True) if is_in), key)


def exclude(left: Iterable[Any], right: Iterable[Any], key: Key | None = None) -> list[Any]:
    """Items of ``left`` whose ``key`` is not in ``right``, with repetitions."""
    items = list(left)
    both = _included(_values(items, key), _values(right, key))
    return [item for item, is_in in zip(items, both, strict=True) if not is_in]


def subset_of(left: Iterable[Any], right: Sequence[Any]) -> bool:
    """Whether every item of ``left`` is in ``right``."""
    return all(_included(list(left), right))


def ordered(items: Sequence[Any], keys: Sequence[tuple[Sequence[Any], bool]]) -> list[Any]:
    """``items`` sorted by ``keys``: the values of all items, and whether they go down.

    What has no value comes last, or first when values go down.  Raises EvaluationError for values that have
    no order between them.
    """

    def before(a: int, b: int) -> int:
        for values, descending in keys:
            compared = _compared(values[a], values[b])
            if compared:
                return -compared if descending else compared
        return 0

    return [items[index] for index in sorted(range(len(items)), key=cmp_to_key(before))]


def _compared(left: Any, right: Any) -> int:
    if left is None or right is None:
        return int(left is None) - int(right is None)
    return compare(left, right) or 0
