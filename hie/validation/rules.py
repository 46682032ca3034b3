"""What a profile asks for beyond the base definition, as a tree of rules.

https://hl7.org/fhir/R4/profiling.html

A :class:`ValueRule` is about one value; its children are about the members of an object.  Rules that the
base definition already makes are left out, so a profile costs only what it adds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hie.conformance import Binding
from hie.validation.shapes import Invariant
from hie.validation.value_sets import Codes

ConditionKind = Literal["value", "codes", "exists", "type", "profile"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a discriminator's path: an element's JSON keys, or a function."""

    keys: tuple[str, ...] = ()
    is_list: bool = False
    function: str | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One thing that makes a value belong to a slice, at the end of ``steps``.

    ``expected`` is a JSON value that must be there (``value``), codes of a value set (``codes``), whether
    anything is there (``exists``), names of types (``type``), or canonicals of profiles (``profile``).
    """

    kind: ConditionKind
    steps: tuple[Step, ...]
    expected: Any


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """One slice: how many values belong to it, which do, and what holds for them."""

    name: str
    min: int
    max: int | None
    conditions: tuple[Condition, ...]
    value: "ValueRule"
    group: "Group | None"


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The slices of an element; ``rules`` is open, closed or openAtEnd."""

    slices: tuple[Slice, ...]
    rules: str
    ordered: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """What a profile says of one element of an object.

    ``keys`` are the JSON keys that it may have and the rule for each one's values; ``forbidden`` are keys
    of the base definition that the profile leaves out.  ``min`` and ``max`` are 0 and None unless the
    profile makes them narrower.
    """

    id: str
    name: str
    keys: Mapping[str, "ValueRule"]
    forbidden: tuple[str, ...]
    is_list: bool
    min: int
    max: int | None
    group: Group | None

    @property
    def can_fail(self) -> bool:
        """Whether something that the rule says can be in error."""
        if self.forbidden or self.min or self.max is not None or self.group is not None:
            return True
        return any(value.can_fail for value in self.keys.values())


@dataclass(frozen=True, slots=True, eq=False)
class ValueRule:
    """What a profile says of one value.

    ``fixed`` and ``pattern`` hold JSON values, None for none.  ``codes`` are those of required bindings; a
    value that ``is_maximum`` bound need not have a code.  ``advised`` are weaker bindings.  The value must
    satisfy one of ``profiles``; a narrative must have ``languages``, a primitive with
    ``value_alternatives`` a value or one of these extensions.  The children of a primitive are about what
    stands beside it.
    """

    id: str
    type: str
    is_primitive: bool = False
    fixed: Any = None
    pattern: Any = None
    codes: tuple[Codes, ...] = ()
    is_maximum: bool = False
    advised: tuple[Binding, ...] = ()
    languages: tuple[str, ...] = ()
    max_length: int | None = None
    min_length: int | None = None
    value_alternatives: tuple[str, ...] | None = None
    min_value: Any = None
    max_value: Any = None
    targets: frozenset[str] | None = None
    aggregation: frozenset[str] | None = None
    profiles: tuple[str, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    children: tuple[Rule, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to check, not even for a warning."""
        values = (self.fixed, self.pattern, *self._others)
        limits = (self.min_value, self.max_value, self.targets, self.languages or None)
        has_limits = any(item is not None for item in (*values, *limits))
        return not (
            has_limits or self.codes or self.advised or self.profiles or self.invariants or self.children
        )

    @property
    def _others(self) -> tuple[object, ...]:
        return self.max_length, self.min_length, self.value_alternatives, self.aggregation

    @property
    def can_fail_below(self) -> bool:
        """Whether a child can be in error."""
        return any(child.can_fail for child in self.children)

    @property
    def can_fail_itself(self) -> bool:
        """Whether the value can be in error without regard to its children."""
        values = (self.fixed, self.pattern, *self._others)
        limits = (self.min_value, self.max_value, self.targets, self.languages or None)
        if self.codes or self.profiles or any(item is not None for item in (*values, *limits)):
            return True
        return any(item.constraint.severity == "error" for item in self.invariants)

    @property
    def can_fail(self) -> bool:
        """Whether there is something that can be in error."""
        return self.can_fail_itself or self.can_fail_below
