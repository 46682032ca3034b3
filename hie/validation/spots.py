"""The elements of a resource one by one, with all that contexts of extensions may call them.

https://hl7.org/fhir/R4/defining-extensions.html#context
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from hie.validation.place import Place
from hie.validation.shapes import Field, Shapes

_KEYS = ("extension", "modifierExtension")


class Spot(NamedTuple):
    """An element: its value, place and shape, the names that contexts may call it, and its resource.

    ``url`` is that of the extension that it is.
    """

    value: Any
    place: Place
    shape: str
    names: tuple[str, ...]
    resource: tuple[Any, Place]
    url: str | None = None


def spot_of(resource: Mapping[str, Any], place: Place) -> Spot:
    """The root of ``resource``, which is at ``place``."""
    name = resource.get("resourceType")
    shape = name if isinstance(name, str) else "Resource"
    return Spot(resource, place, shape, (shape,), (resource, place))


def members_of(spot: Spot, shapes: Shapes) -> Iterator[Spot]:
    """The elements below ``spot``, those that stand beside primitives too."""
    shape = None
    with suppress(KeyError, ValueError):
        shape = shapes[spot.shape]
    if shape is None:
        return
    for position, (key, member) in enumerate(spot.value.items()):
        is_beside = key[:1] == "_"
        field = shape.fields.get(key[1:] if is_beside else key)
        if field is None or key in _KEYS or (field.kind == "primitive") is not is_beside:
            continue
        place = spot.place.child(field.name, position)
        for item, inside in _each(member, place):
            yield from _spot(spot, field, item, inside)


def extensions_of(spot: Spot) -> Iterator[tuple[str, Spot]]:
    """The extensions of an element, under which key each stands."""
    for position, key in enumerate(spot.value):
        if key in _KEYS:
            for item, place in _each(spot.value[key], spot.place.child(key, position)):
                url = item.get("url")
                names = ("Extension", *(f"{name}.{key}" for name in spot.names))
                yield key, Spot(item, place, "Extension", names, spot.resource, str(url) if url else None)


def _spot(spot: Spot, field: Field, item: Mapping[str, Any], place: Place) -> Iterator[Spot]:
    if field.kind == "resource":
        yield spot_of(item, place)
        return
    paths = (f"{name}.{field.name}" for name in spot.names)
    names = tuple(dict.fromkeys((field.type, field.shape, *paths)))
    # What stands in the value of an extension stands in the extension.
    yield Spot(item, place, field.shape or "Element", names, spot.resource, spot.url)


def _each(member: Any, place: Place) -> Iterator[tuple[dict[str, Any], Place]]:
    """The objects in ``member``, which is one or an array of them."""
    if isinstance(member, dict):
        yield member, place
    elif isinstance(member, list):
        for index, item in enumerate(member):
            if isinstance(item, dict):
                yield item, place.item(index)
