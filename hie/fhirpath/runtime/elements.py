"""Elements in JSON: members whose type is known only at run time, children, descendants, lists.

https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.quantities import Quantity
from hie.fhirpath.runtime.temporal import Temporal

Json = dict[str, Any]
#: Stands for an element that is absent where one of its members is asked for.
NOTHING: Json = {}


def single(items: Sequence[Any]) -> Any:
    """The only item, or None when there is none.  Raises EvaluationError when there are several."""
    if len(items) > 1:
        raise EvaluationError(f"one item expected, {len(items)} found")
    return items[0] if items else None


def first(items: Sequence[Any]) -> Any:
    """The first item, or None."""
    return items[0] if items else None


def last(items: Sequence[Any]) -> Any:
    """The last item, or None."""
    return items[-1] if items else None


def item_at(items: Sequence[Any], index: int | None) -> Any:
    """The item at ``index`` (0 is the first), or None."""
    return items[index] if index is not None and 0 <= index < len(items) else None


def skip(items: Sequence[Any], count: int | None) -> Sequence[Any]:
    """All items but the first ``count``."""
    return items if count is None else items[max(count, 0) :]


def take(items: Sequence[Any], count: int | None) -> Sequence[Any]:
    """The first ``count`` items."""
    return () if count is None else items[: max(count, 0)]


def listed(value: Any) -> Sequence[Any]:
    """The collection of ``value``: empty for None."""
    return () if value is None else (value,)


def present(items: Iterable[Any]) -> list[Any]:
    """``items`` without absent ones."""
    return [item for item in items if item is not None]


def truth(value: Any) -> bool | None:
    """``value`` where a boolean is expected: any other single value counts as true."""
    return value if value is None or value.__class__ is bool else True


def both(left: bool | None, right: bool | None) -> bool | None:
    """``and`` in three-valued logic."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: bool | None, right: bool | None) -> bool | None:
    """``or`` in three-valued logic."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def one_of_two(left: bool | None, right: bool | None) -> bool | None:
    """``xor`` in three-valued logic."""
    return None if left is None or right is None else left != right


def implies(left: bool | None, right: bool | None) -> bool | None:
    """``implies`` in three-valued logic."""
    if left is False or right is True:
        return True
    return None if left is None or right is None else False


def choice(element: Json, keys: frozenset[str]) -> Any:
    """The value of a choice element whose JSON keys are ``keys``, or None."""
    for key in element:
        if key in keys:
            return element[key]
    return None


def choice_sibling(element: Json, keys: frozenset[str]) -> Any:
    """What stands beside a primitive value of a choice element (``_valueString``), or None."""
    for key in element:
        if key[0] == "_" and key[1:] in keys:
            return element[key]
    return None


def pairs(element: Json, name: str) -> Iterator[tuple[Any, Any]]:
    """Values of the primitive list ``name``, each with what stands beside it (None when nothing)."""
    values = element.get(name) or ()
    siblings = element.get(f"_{name}") or ()
    for index in range(max(len(values), len(siblings))):
        yield (
            values[index] if index < len(values) else None,
            siblings[index] if index < len(siblings) else None,
        )


def member(element: Any, name: str, choices: Mapping[str, frozenset[str]]) -> list[Any]:
    """The values of member ``name`` of ``element``, whose type is not known.

    ``choices`` has for names that may be a choice the keys that the choice may have.
    """
    if element.__class__ is not dict:
        return []
    value = element.get(name)
    if value is None and name in choices:
        value = choice(element, choices[name])
    if value is None:
        return []
    return value if value.__class__ is list else [value]


def members(items: Iterable[Any], name: str, choices: Mapping[str, frozenset[str]]) -> list[Any]:
    """The values of member ``name`` of all ``items``."""
    return [value for item in items for value in member(item, name, choices)]


def children(items: Iterable[Any]) -> list[Any]:
    """The elements directly below ``items``."""
    return _below(items)[0]


def _below(items: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """The elements directly below ``items``, and the JSON that holds what is below those.

    A primitive without a value is None; its id and extensions are in JSON that stands beside it.
    """
    found: list[Any] = []
    beside: list[Any] = []
    for item in items:
        if item.__class__ is not dict:
            continue
        for name, value in item.items():
            if name == "resourceType":
                continue
            values = value if value.__class__ is list else [value]
            if name[0] != "_":
                found += values
                continue
            beside += values
            if name[1:] not in item:
                found += [None] * len(values)
    return found, found + beside if beside else found


def descendants(items: Iterable[Any]) -> list[Any]:
    """All elements below ``items``."""
    found, holders = _below(items)
    all_found = list(found)
    while holders:
        found, holders = _below(holders)
        all_found += found
    return all_found


#: A repetition that has found so many items is taken for endless.
MAX_REPEATED = 100_000


def repeat(items: Iterable[Any], project: Callable[[Any], Iterable[Any]]) -> list[Any]:
    """What ``project`` makes of ``items``, and of that again, until nothing new comes.

    Raises EvaluationError beyond MAX_REPEATED items.
    """
    found: list[Any] = []
    seen: set[int] = set()
    waiting = list(items)
    while waiting:
        new: list[Any] = []
        for item in waiting:
            for result in project(item):
                # Elements of a resource are a tree: one that was seen is the same object.
                if id(result) not in seen and (result.__class__ is dict or result not in found):
                    seen.add(id(result))
                    found.append(result)
                    new.append(result)
        if len(found) > MAX_REPEATED:
            raise EvaluationError("repeat() does not end")
        waiting = new
    return found


def aggregate(items: Iterable[Any], step: Callable[[Any, int, Any], Any], start: Any = None) -> Any:
    """``aggregate()``: ``step(item, index, total)`` for each item gives the next total."""
    total = start
    for index, item in enumerate(items):
        total = step(item, index, total)
    return total


def resource_is(value: Any, type_name: str) -> bool:
    """Whether ``value`` is a resource of that concrete type."""
    return value.__class__ is dict and value.get("resourceType") == type_name


def has_value(items: Sequence[Any]) -> bool:
    """Whether ``items`` is one primitive that has a value."""
    return len(items) == 1 and items[0] is not None and items[0].__class__ is not dict


def extensions(element: Any, url: str | None) -> list[Json]:
    """The extensions with ``url`` of an element (of what stands beside a primitive)."""
    if element.__class__ is not dict:
        return []
    return [extension for extension in element.get("extension") or () if extension.get("url") == url]


def is_resource(value: Any) -> bool:
    """Whether ``value`` is a resource."""
    return value.__class__ is dict and "resourceType" in value


_CLASSES: dict[str, tuple[type, ...]] = {
    "System.String": (str,),
    "System.Boolean": (bool,),
    "System.Integer": (int,),
    "System.Decimal": (Decimal, int, float),
    "System.Date": (str, Temporal),
    "System.DateTime": (str, Temporal),
    "System.Time": (str, Temporal),
    "System.Quantity": (dict, Quantity),
}


def looks_like(value: Any, type_name: str) -> bool:
    """Whether ``value``, whose type nobody knows, may be of ``type_name`` as far as JSON tells."""
    return value.__class__ in _CLASSES.get(type_name, (dict,))


def unless_absent(value: Any, result: Any) -> Any:
    """``result``, or None when there is no ``value``."""
    return None if value is None else result


class ChoiceTable(dict[str, frozenset[str]]):
    """For any name the JSON keys that a choice element of that name could have."""

    def __init__(self, types: Iterable[str]) -> None:
        super().__init__()
        self.suffixes = tuple(name[:1].upper() + name[1:] for name in types)

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> frozenset[str]:
        keys = self[name] = frozenset(name + suffix for suffix in self.suffixes)
        return keys


@lru_cache(maxsize=8)
def choice_table(types: tuple[str, ...]) -> ChoiceTable:
    """The table for choices among ``types``."""
    return ChoiceTable(types)


def combine(left: Iterable[Any], right: Iterable[Any]) -> list[Any]:
    """All items of both, with repetitions."""
    return [*left, *right]
