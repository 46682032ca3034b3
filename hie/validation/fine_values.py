"""Values of which nothing is to be noted, told before anything is done for their places.

https://hl7.org/fhir/R4/validation.html

Most of a resource that was refused is right.  What is not certainly so is left to the walk.
"""

from typing import Any

from hie.fhir import primitives
from hie.validation.bindings import departure, is_bound
from hie.validation.known_objects import KnownObjects, is_plain
from hie.validation.runtime import targets
from hie.validation.shapes import Field, Shapes

_TEXTS = frozenset({"string", "markdown"})
_DATES = frozenset({"date", "dateTime", "instant"})
#: Types of whose valid values nothing is ever noted.
_SILENT = frozenset({"boolean", "code", "decimal", "id", "integer", "positiveInt", "time", "unsignedInt"})
#: Dates from this year to the present one look right.
_FIRST_YEAR = "1900"


class FineValues:
    """Judges the values of one walk."""

    def __init__(self, shapes: Shapes, known: KnownObjects, env: Any) -> None:
        self._value_sets = shapes.value_sets
        self._types = shapes.registry.resource_types
        self._known = known
        self._env = env
        self._year = str(env.now.year)

    def has(self, field: Field, value: Any, root: Any) -> bool:
        """Whether there is certainly nothing to note of ``value``, which may be anything, and in it."""
        if field.invariants:
            return False
        if field.kind == "primitive":
            return self._is_fine_primitive(field, value)
        if field.kind != "object" or not self._known.knows(field.shape, value):
            return False
        if field.codes is not None and not is_bound(
            field.type, value, field.codes, is_maximum=field.is_maximum
        ):
            return False
        if field.targets is not None and not targets(value, field.targets, self._types, root, self._env):
            return False
        return not field.advised or self._follows_advice(field, value)

    def _follows_advice(self, field: Field, value: Any) -> bool:
        return all(
            departure((field.type, value), item.strength, item.value_set or "", self._value_sets) is None
            for item in field.advised
        )

    def _is_fine_primitive(self, field: Field, value: Any) -> bool:
        name = field.type
        if name in _TEXTS:
            return field.codes is None and not field.advised and is_plain(value)
        if not primitives.is_primitive(name, value):
            return False
        if name in _DATES:
            return bool(_FIRST_YEAR <= value[:4] <= self._year)
        if name not in _SILENT or (field.codes is not None and value not in field.codes.plain):
            return False
        return not field.advised or self._follows_advice(field, value)
