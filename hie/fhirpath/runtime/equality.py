"""``=`` and ``~`` and the order of values.

https://hl7.org/fhirpath/N1/#equality
https://hl7.org/fhirpath/N1/#comparison

Values speak for themselves: str, bool, int, Decimal, Temporal, Quantity, and dicts for elements of FHIR.
Where the compiler knows that a text is a date, it makes a Temporal of it first.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.quantities import Quantity, decimal, is_number, quantity
from hie.fhirpath.runtime.temporal import Temporal, temporal
from hie.fhirpath.runtime.temporal_order import order, same_time
from hie.fhirpath.runtime.units import compare_quantities, equivalent_numbers, equivalent_quantities

#: Classes whose values Python compares as FHIRPath does.
_PLAIN = frozenset((str, bool, int, dict))
_TEXT = frozenset((str,))
_NUMBERS = frozenset((int, Decimal, float))


def equal(left: Any, right: Any) -> bool | None:
    """FHIRPath ``=`` of two single values; None when either is absent or it cannot be known."""
    if left is None or right is None:
        return None
    if (left.__class__ is right.__class__ and left.__class__ in _PLAIN) or _are(_NUMBERS, left, right):
        return bool(left == right)
    if Temporal in (left.__class__, right.__class__):
        return same_time(left, right)
    if Quantity in (left.__class__, right.__class__):
        return _equal_quantities(quantity(left), quantity(right))
    return False


def _are(classes: frozenset[type], left: Any, right: Any) -> bool:
    return left.__class__ in classes and right.__class__ in classes


def _equal_quantities(left: Quantity | None, right: Quantity | None) -> bool | None:
    if left is None or right is None:
        return False
    compared = compare_quantities(left, right)
    return compared if compared is None else compared == 0


def equal_lists(left: Sequence[Any], right: Sequence[Any]) -> bool | None:
    """FHIRPath ``=`` of two collections, item by item in order."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    result: bool | None = True
    for a, b in zip(left, right, strict=True):
        same = equal(a, b)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def negated(value: bool | None) -> bool | None:
    """``not()`` in three-valued logic."""
    return None if value is None else not value


def compare(left: Any, right: Any) -> int | None:
    """-1, 0 or 1 as ``left`` is less than, equal to or greater than ``right``; None when unknown.

    Raises EvaluationError for values that have no order between them.
    """
    if left is None or right is None:
        return None
    if _are(_NUMBERS, left, right) or _are(_TEXT, left, right):
        return int(left > right) - int(left < right)
    if Temporal in (left.__class__, right.__class__):
        return _order_of(left, right)
    if _is_quantity(left) and _is_quantity(right):
        a, b = quantity(left), quantity(right)
        return None if a is None or b is None else compare_quantities(a, b)
    raise _incomparable(left, right)


def _is_quantity(value: Any) -> bool:
    return value.__class__ is Quantity or value.__class__ is dict or is_number(value)


def _order_of(left: Any, right: Any) -> int | None:
    a, b = temporal(left), temporal(right)
    if a is None or b is None or (a.kind == "Time") != (b.kind == "Time"):
        raise _incomparable(left, right)
    return order(a, b)


def _incomparable(left: Any, right: Any) -> EvaluationError:
    return EvaluationError(f"{left.__class__.__name__} and {right.__class__.__name__} cannot be compared")


def less(left: Any, right: Any) -> bool | None:
    """FHIRPath ``<``."""
    compared = compare(left, right)
    return None if compared is None else compared < 0


def less_or_equal(left: Any, right: Any) -> bool | None:
    """FHIRPath ``<=``."""
    compared = compare(left, right)
    return None if compared is None else compared <= 0


def greater(left: Any, right: Any) -> bool | None:
    """FHIRPath ``>``."""
    compared = compare(left, right)
    return None if compared is None else compared > 0


def greater_or_equal(left: Any, right: Any) -> bool | None:
    """FHIRPath ``>=``."""
    compared = compare(left, right)
    return None if compared is None else compared >= 0


def equivalent(left: Any, right: Any) -> bool:
    """FHIRPath ``~`` of two single values, either of which may be absent."""
    if left is None or right is None:
        return left is right
    if left.__class__ is str and right.__class__ is str:
        return _folded(left) == _folded(right)
    if _are(_NUMBERS, left, right):
        return equivalent_numbers(decimal(left), decimal(right))
    if Quantity in (left.__class__, right.__class__):
        a, b = quantity(left), quantity(right)
        return a is not None and b is not None and equivalent_quantities(a, b)
    if left.__class__ is dict and right.__class__ is dict:
        return _equivalent_elements(left, right)
    return equal(left, right) is True


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _equivalent_elements(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Equivalent children under the same names, in any order; ``id`` does not count."""
    names = left.keys() - {"id"}
    if names != right.keys() - {"id"}:
        return False
    return all(equivalent_lists(_as_list(left[name]), _as_list(right[name])) for name in names)


def _as_list(value: Any) -> list[Any]:
    return value if value.__class__ is list else [value]


def equivalent_lists(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """FHIRPath ``~`` of two collections, in any order."""
    if len(left) != len(right):
        return False
    waiting = list(right)
    for a in left:
        for index, b in enumerate(waiting):
            if equivalent(a, b):
                del waiting[index]
                break
        else:
            return False
    return True


def contains(items: Iterable[Any], value: Any) -> bool:
    """Whether an item of ``items`` equals ``value``."""
    return any(equal(item, value) is True for item in items)


def member_of_list(value: Any, items: Sequence[Any]) -> bool | None:
    """FHIRPath ``in``: None when there is no value, False when there are no items."""
    return None if value is None else contains(items, value)


def earlier(left: Any, right: Any) -> bool | None:
    """FHIRPath ``<`` of dates, as Temporals or as the text of FHIR dates."""
    compared = order(left, right)
    return None if compared is None else compared < 0


def not_later(left: Any, right: Any) -> bool | None:
    """FHIRPath ``<=`` of dates."""
    compared = order(left, right)
    return None if compared is None else compared <= 0


def later(left: Any, right: Any) -> bool | None:
    """FHIRPath ``>`` of dates."""
    compared = order(left, right)
    return None if compared is None else compared > 0


def not_earlier(left: Any, right: Any) -> bool | None:
    """FHIRPath ``>=`` of dates."""
    compared = order(left, right)
    return None if compared is None else compared >= 0


def supposed(value: Any) -> Any:
    """``value``, whose type nobody knows, as a Temporal if it is the text of one, for comparison."""
    return (temporal(value) or value) if value.__class__ is str else value
