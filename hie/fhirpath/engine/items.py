"""The items of a collection: values of FHIRPath's own types, and elements of FHIR.

https://hl7.org/fhir/R4/fhirpath.html#types

A collection is a Python list.  Values of FHIRPath's own types are bare Python values (bool, int, Decimal,
str, Temporal, Quantity); what comes out of a resource is an :class:`Element`, which knows its type, its
place, and what stands beside a primitive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any, TypeAlias

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.model import PRIMITIVES, QUANTITIES, SYSTEM, Model
from hie.fhirpath.runtime.conversion import to_text
from hie.fhirpath.runtime.quantities import Quantity, decimal, is_number, quantity
from hie.fhirpath.runtime.temporal import Temporal, date, date_time, time

Json: TypeAlias = dict[str, Any]

_READERS = {"date": date, "dateTime": date_time, "instant": date_time, "time": time}


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element: its JSON ``value`` (None for a primitive without one), FHIR ``type`` and ``path``.

    ``beside`` is what stands beside a primitive (its id and extensions), ``owner`` the resource it is in,
    ``defined`` where the element is defined (``HumanName.given``).
    """

    value: Any
    type: str
    path: str
    beside: Json | None = None
    owner: "Element | None" = None
    defined: str = ""

    @property
    def resource(self) -> "Element":
        """The resource that the element is in, or is."""
        return self if self.owner is None or is_resource(self.value) else self.owner


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """What ``type()`` gives."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}.{self.name}"


Item: TypeAlias = bool | int | Decimal | str | Temporal | Quantity | Element | TypeInfo
Items: TypeAlias = list[Item]


def is_resource(value: Any) -> bool:
    """Whether JSON is a resource."""
    return isinstance(value, dict) and isinstance(value.get("resourceType"), str)


def resource(value: Json, path: str | None = None, owner: Element | None = None) -> Element:
    """A resource as an item."""
    name = value["resourceType"]
    return Element(value, name, path or name, None, owner, name)


def element(value: Any, type_name: str, path: str) -> Element:
    """An element that stands for itself, such as the value of a variable."""
    return Element(value, type_name, path)


def spoken(item: Item) -> Any:
    """``item`` as a value that speaks for itself; JSON for what is no primitive and no quantity.

    None for a primitive that has only extensions.
    """
    if not isinstance(item, Element):
        return item
    reader = _READERS.get(item.type)
    if reader is not None and isinstance(item.value, str):
        return reader(item.value) or item.value
    if item.type == "decimal" and is_number(item.value):
        return decimal(item.value)
    if item.type in QUANTITIES:
        return quantity(item.value) or item.value
    return item.value


def type_of(item: Item) -> str:
    """The type of ``item``, FHIRPath's own with their namespace."""
    if isinstance(item, Element):
        return item.type
    if isinstance(item, bool):
        return f"{SYSTEM}Boolean"
    if isinstance(item, Temporal):
        return SYSTEM + item.kind
    names: dict[type, str] = {int: "Integer", Decimal: "Decimal", str: "String", Quantity: "Quantity"}
    return SYSTEM + names.get(type(item), "TypeInfo")


def info(item: Item) -> TypeInfo:
    """What ``type()`` says of ``item``."""
    name = type_of(item)
    if name.startswith(SYSTEM):
        return TypeInfo("System", name.removeprefix(SYSTEM))
    return TypeInfo("FHIR", "BackboneElement" if "." in name else name)


def member(model: Model, item: Item, name: str) -> Items:
    """The values of the member ``name`` of ``item``."""
    if isinstance(item, TypeInfo):
        return [getattr(item, name)] if name in ("namespace", "name") else []
    if not isinstance(item, Element):
        return []
    if item.type in PRIMITIVES:
        return list(_of_primitive(model, item, name))
    found = model.member(item.type, name)
    if found is None or not isinstance(item.value, dict):
        return []
    return [each for key, held in found.keys.items() for each in _values(item, key, name, held)]


def _of_primitive(model: Model, item: Element, name: str) -> Iterator[Item]:
    if name == "value":
        value = spoken(item)
        if value is not None:
            yield value
    elif item.beside is not None and name in ("id", "extension"):
        beside = Element(item.beside, "Element", item.path, None, item.owner)
        yield from member(model, beside, name)


def _values(item: Element, key: str, name: str, held: str) -> Iterator[Element]:
    """The values under one JSON key, each with what stands beside it."""
    value, beside = item.value.get(key), item.value.get(f"_{key}")
    if not isinstance(value, list) and not isinstance(beside, list):
        if value is not None or beside is not None:
            yield _element(item, name, (value, beside), held)
        return
    values = value if isinstance(value, list) else []
    siblings = beside if isinstance(beside, list) else []
    for index, pair in enumerate(zip_longest(values, siblings)):
        yield _element(item, f"{name}[{index}]", pair, held)


def _element(parent: Element, step: str, pair: tuple[Any, Any], held: str) -> Element:
    value, beside = pair
    path = f"{parent.path}.{step}"
    if is_resource(value):
        return resource(value, path, parent.resource)
    defined = f"{parent.type}.{step.split('[', maxsplit=1)[0]}"
    return Element(value, held, path, beside if isinstance(beside, dict) else None, parent.resource, defined)


def children(model: Model, item: Item) -> Items:
    """The elements directly below ``item``, in the order of the document."""
    if isinstance(item, TypeInfo) or not isinstance(item, Element):
        return []
    if item.type in PRIMITIVES:
        return [each for name in ("id", "extension") for each in member(model, item, name)]
    if not isinstance(item.value, dict):
        return []
    known = model.by_key(item.type)
    found: Items = []
    done: set[str] = set()
    for written in item.value:
        key = written.removeprefix("_")
        if key in known and key not in done:
            done.add(key)
            described, held = known[key]
            found += _values(item, key, described.name, held)
    return found


def one(items: Items) -> Item | None:
    """The only item, or None.  Raises EvaluationError when there are several."""
    if len(items) > 1:
        raise EvaluationError(f"one item expected, {len(items)} found")
    return items[0] if items else None


@dataclass(frozen=True, slots=True)
class Result:
    """One item of a result: its ``type`` (``HumanName``, ``System.Integer``), JSON ``value`` and ``path``.

    A value of FHIRPath's own types is a bool, int, Decimal, str, Temporal or Quantity.  ``path`` is None for
    what does not come out of the resource.
    """

    type: str
    value: Any
    path: str | None

    @property
    def text(self) -> str | None:
        """A primitive or quantity as FHIRPath's toString() writes it."""
        return str(self.value) if isinstance(self.value, TypeInfo) else to_text(self.value)


def result(item: Item) -> Result:
    """``item`` as others see it."""
    if isinstance(item, Element):
        return Result("BackboneElement" if "." in item.type else item.type, item.value, item.path)
    return Result(type_of(item), item, None)
