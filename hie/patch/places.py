"""Where an element stands in the JSON of its resource, and how it is changed there.

https://hl7.org/fhir/R4/json.html#primitive

A primitive is two members, ``birthDate`` and ``_birthDate``; a list of them is two lists with nulls for
what one of them lacks.  Here each element is one pair: its value, and what stands beside it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeAlias

from hie.fhirpath import Model
from hie.outcome import Unprocessable

Json: TypeAlias = dict[str, Any]
#: An element: its JSON value, and the object with id and extensions that stands beside a primitive.
Pair: TypeAlias = tuple[Any, Any]

_STEP = re.compile(r"([A-Za-z]\w*)(?:\[(\d+)\])?")


def read_list(holder: Json, key: str) -> list[Pair]:
    """The elements of the list ``key``."""
    return list(zip_longest(holder.get(key) or (), holder.get(f"_{key}") or ()))


def write_list(holder: Json, key: str, pairs: list[Pair]) -> None:
    """Makes ``pairs`` the elements of the list ``key``."""
    for name, column in ((key, [value for value, _ in pairs]), (f"_{key}", [beside for _, beside in pairs])):
        if any(item is not None for item in column):
            holder[name] = column
        else:
            holder.pop(name, None)


def write_one(holder: Json, key: str, pair: Pair) -> None:
    """Makes ``pair`` the element ``key``."""
    for name, item in zip((key, f"_{key}"), pair, strict=True):
        if item is not None:
            holder[name] = item
        else:
            holder.pop(name, None)


@dataclass(slots=True)
class Place:
    """The element ``key`` of ``holder``, of ``type``; the one at ``index`` where it is a list."""

    holder: Json
    key: str
    type: str
    index: int | None

    @property
    def pair(self) -> Pair:
        """The element that stands here."""
        if self.index is not None:
            return read_list(self.holder, self.key)[self.index]
        return self.holder.get(self.key), self.holder.get(f"_{self.key}")

    def replace(self, pair: Pair) -> None:
        """Put ``pair`` here."""
        if self.index is None:
            write_one(self.holder, self.key, pair)
            return
        pairs = read_list(self.holder, self.key)
        pairs[self.index] = pair
        write_list(self.holder, self.key, pairs)

    def remove(self) -> None:
        """Take the element away."""
        if self.index is None:
            write_one(self.holder, self.key, (None, None))
            return
        pairs = read_list(self.holder, self.key)
        del pairs[self.index]
        write_list(self.holder, self.key, pairs)

    def children(self, model: Model) -> tuple[Json, str]:
        """The object that holds the element's children, and its type; made for a primitive without any."""
        value, beside = self.pair
        if self.type in model.registry.primitive_types:
            if beside is None:
                beside = {}
                self.replace((value, beside))
            return beside, "Element"
        if isinstance(value, dict) and isinstance(value.get("resourceType"), str):
            return value, value["resourceType"]
        return value, self.type


def key_in(holder: Json, keys: Mapping[str, str]) -> str | None:
    """Which of ``keys`` the ``holder`` has; a choice of types has one key for each."""
    return next((key for key in keys if key in holder or f"_{key}" in holder), None)


def holder_at(model: Model, resource: Json, path: str) -> tuple[Json, str]:
    """The object with the children of the element at ``path``, and its type."""
    if "." not in path:
        return resource, resource["resourceType"]
    return place_at(model, resource, path).children(model)


def place_at(model: Model, resource: Json, path: str) -> Place:
    """The place of the element whose ``path`` an evaluation gave: ``Patient.name[0].given[1]``."""
    holder, type = resource, resource["resourceType"]
    place: Place | None = None
    for name, index in _STEP.findall(path)[1:]:
        if place is not None:
            holder, type = place.children(model)
        member = model.member(type, name)
        key = key_in(holder, member.keys) if member is not None else None
        if member is None or key is None:
            raise Unprocessable.because("patch-element-unknown", type=type, name=name)
        place = Place(holder, key, member.keys[key], int(index) if index else None)
    if place is None:
        raise Unprocessable.because("patch-whole")
    return place
