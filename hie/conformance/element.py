"""The element model: what a StructureDefinition says about each element, as typed objects.

https://hl7.org/fhir/R4/elementdefinition.html

An :class:`Element` is read-only once :func:`hie.conformance.tree.build_tree` has made it: trees are
shared by all threads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TypeRef:
    """One allowed type of an element: FHIR type ``code``, profiles of it, and what it may target."""

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    aggregation: tuple[str, ...] = ()
    versioning: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """The value set that a coded element draws from; ``strength`` is required … example.

    ``max_value_set`` is the one that no code may be outside of, although the binding is not required;
    ``additional`` are further bindings that hold beside this one.
    """

    strength: str
    value_set: str | None = None
    max_value_set: str | None = None
    additional: "tuple[Binding, ...]" = ()


@dataclass(frozen=True, slots=True)
class Constraint:
    """An invariant; ``texts`` holds its human text by language ("en", and translations such as "uk")."""

    key: str
    severity: str
    human: str
    expression: str | None = None
    source: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Discriminator:
    """How slices are told apart: ``type`` is value, pattern, exists, type or profile."""

    type: str
    path: str


@dataclass(frozen=True, slots=True)
class Slicing:
    """The slicing of an element; ``rules`` is open, closed or openAtEnd."""

    discriminators: tuple[Discriminator, ...] = ()
    rules: str = "open"
    ordered: bool = False


@dataclass(slots=True, eq=False)
class Element:
    """One element of a snapshot, with its slices and children.

    ``name`` is the last segment of ``path`` without ``[x]``; ``max`` is None for ``*``; ``is_list`` says
    whether JSON holds an array (which follows the base definition, not the profile).  ``content_reference``
    is the path of the element whose children this one shares.  ``fixed``, ``pattern``, ``min_value`` and
    ``max_value`` are JSON values whose FHIR types are in the ``…_type`` fields.  ``language_control`` is what
    is asked of the languages of a narrative.  A primitive with ``value_alternatives`` must have a value or
    one of these extensions; where there are none of them, a value.
    """

    id: str
    path: str
    name: str
    choice: bool = False
    min: int = 0
    max: int | None = None
    is_list: bool = False
    types: tuple[TypeRef, ...] = ()
    binding: Binding | None = None
    constraints: tuple[Constraint, ...] = ()
    content_reference: str | None = None
    fixed: Any = None
    fixed_type: str | None = None
    pattern: Any = None
    pattern_type: str | None = None
    min_value: Any = None
    min_value_type: str | None = None
    max_value: Any = None
    max_value_type: str | None = None
    max_length: int | None = None
    min_length: int | None = None
    value_alternatives: tuple[str, ...] | None = None
    slicing: Slicing | None = None
    slice_name: str | None = None
    slices: "list[Element]" = field(default_factory=list)
    children: "list[Element]" = field(default_factory=list)
    is_modifier: bool = False
    is_summary: bool = False
    must_support: bool = False
    representation: tuple[str, ...] = ()
    short: str | None = None
    language_control: tuple[str, ...] = ()

    def keys(self) -> tuple[tuple[str, TypeRef], ...]:
        """JSON keys of the element with the type that each one holds.

        A choice has a key for each type (``valueQuantity``).  An element without a type of its own (a
        content reference) answers as ``BackboneElement``; the root answers with its own type.
        """
        if self.choice:
            return tuple((self.name + ref.code[:1].upper() + ref.code[1:], ref) for ref in self.types)
        return ((self.name, self.types[0] if self.types else TypeRef("BackboneElement")),)

    def child(self, name: str) -> "Element | None":
        """The child called ``name`` (without ``[x]``), or None."""
        for element in self.children:
            if element.name == name:
                return element
        return None

    def find(self, path: str) -> "Element | None":
        """The element at the full ``path`` of the definition (``Patient.contact.name``), or None."""
        for element in self.walk():
            if element.path == path and element.slice_name is None:
                return element
        return None

    def walk(self) -> "Iterator[Element]":
        """The element and all below it in document order, slices after what they slice."""
        yield self
        for element in self.children:
            yield from element.walk()
        for element in self.slices:
            yield from element.walk()
