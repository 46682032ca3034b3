"""Objects of which the walk is known to have nothing to say, so that it need not go over them.

https://hl7.org/fhir/R4/datatypes.html

When a resource is refused, most of it is right all the same.  What is asked here depends on nothing around
an object: Codings, units, systems and claims that were walked without a finding are remembered, and a
Reference of a plain text, or a value of an Identifier, cannot have one.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from hie.fhir import primitives

#: How many are remembered; clients may invent any number.
_MAX_REMEMBERED = 8192
#: A longer text is left to the walk.
_LONGEST = 1000

Key = tuple[Hashable, ...]


def _coding(value: Mapping[str, Any]) -> Key | None:
    key = (value.get("system"), value.get("code"), value.get("display"))
    return ("Coding", *key) if len(value) + key.count(None) == 3 else None


def _quantity(value: Mapping[str, Any]) -> Key | None:
    key = (value.get("unit"), value.get("system"), value.get("code"))
    is_number = len(value) == 4 and None not in key and primitives.is_decimal(value.get("value"))
    return ("Quantity", *key) if is_number else None


def _identifier(value: Mapping[str, Any]) -> Key | None:
    system = value.get("system")
    is_usual = len(value) == 2 and system.__class__ is str and system.startswith("http")
    return ("Identifier", system) if is_usual and is_plain(value.get("value")) else None


def _reference(value: Mapping[str, Any]) -> Key | None:
    text = value.get("reference", "#")
    return ("Reference",) if len(value) == 1 and is_plain(text) and text[0] != "#" else None


def _meta(value: Mapping[str, Any]) -> Key | None:
    profiles = value.get("profile", ())
    is_usual = len(value) == 1 and profiles.__class__ is list and len(profiles) == 1
    return ("Meta", profiles[0]) if is_usual else None


def is_plain(text: Any) -> bool:
    """Whether ``text`` is a short text in which nothing looks wrong."""
    if text.__class__ is not str or not 0 < len(text) < _LONGEST or not text.isprintable():
        return False
    return "<" not in text and text[0] != " " != text[-1]


#: Shape to what an object of it is known by; None for one that has to be walked.
_KEYS: Mapping[str, Callable[[Mapping[str, Any]], Key | None]] = {
    "Coding": _coding,
    "Identifier": _identifier,
    "Meta": _meta,
    "Quantity": _quantity,
    "Reference": _reference,
    "http://hl7.org/fhir/StructureDefinition/SimpleQuantity": _quantity,
}


class KnownObjects:
    """Remembers; shared by all walks."""

    def __init__(self) -> None:
        self._known: set[Key] = set()

    def knows(self, shape: str, value: Any) -> bool:
        """Whether a walk over ``value``, which may be anything at all, would find nothing."""
        if value.__class__ is not dict:
            return False
        try:
            if shape == "CodeableConcept":
                return self._knows_concept(value)
            return self._key(shape, value) in self._known
        except (AttributeError, TypeError):
            # Something in it is not what it should be.
            return False

    def learn(self, shape: str, value: Any) -> None:
        """Remember that ``value`` was walked without a finding."""
        key = self._key(shape, value) if value.__class__ is dict else None
        if key is None:
            return
        if len(self._known) >= _MAX_REMEMBERED:
            # What is common is soon known again.
            self._known.clear()
        self._known.add(key)

    def _key(self, shape: str, value: Mapping[str, Any]) -> Key | None:
        make = _KEYS.get(shape)
        return make(value) if make is not None else None

    def _knows_concept(self, value: Mapping[str, Any]) -> bool:
        """Whether there are only known codings, and a text in which nothing looks wrong."""
        codings = value.get("coding")
        if codings.__class__ is not list or not codings:
            return False
        if len(value) > 1 and (len(value) > 2 or not is_plain(value.get("text"))):
            return False
        return all(_coding(coding) in self._known for coding in codings)
