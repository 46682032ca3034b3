"""The shapes of JSON objects: one for each FHIR type and backbone element, made of element trees.

https://hl7.org/fhir/R4/json.html

Both the generator of accept functions and the walker work from these tables, and from nothing else, so
that they cannot come to know different rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hie.conformance import Binding, Constraint, Element, Registry, TypeRef
from hie.validation.value_sets import CODED_TYPES, Codes, ValueSets

Kind = Literal["primitive", "object", "resource"]

#: Constraints that hold by the rules of JSON or are checked by code of their own.
STRUCTURAL = frozenset({"dom-3", "ele-1", "ref-1", "txt-1", "txt-2"})

#: Strengths of bindings whose breach is no error.
ADVICE = ("extensible", "preferred")


@dataclass(frozen=True, slots=True)
class Invariant:
    """A constraint on the element at ``path``, which has the type ``type`` (None: the one at ``path``)."""

    constraint: Constraint
    path: str
    type: str | None = None
    #: What tells it from all others of a base definition, or of a profile.
    identity: tuple[str, str | None, str, str | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        identity = (self.path, self.type, self.constraint.key, self.constraint.expression)
        object.__setattr__(self, "identity", identity)


@dataclass(frozen=True, slots=True)
class Field:
    """One JSON key of an object.

    ``name`` is the FHIRPath name (``value`` of ``valueQuantity``), ``type`` the FHIR type, ``shape`` the
    shape of an object, ``targets`` the types that a reference may have (None for any).  A field without
    ``has_sibling`` takes no ``_key``.  ``is_forbidden`` fields are known but may not be present.  A code must
    be one of ``codes``; if it ``is_maximum``, a value need not have a code.  ``advised`` are the value sets
    from which a code should come, and how strong the advice is.
    """

    key: str
    name: str
    kind: Kind
    type: str
    shape: str
    is_list: bool
    is_choice: bool
    max: int | None
    has_sibling: bool
    is_forbidden: bool
    codes: Codes | None
    is_maximum: bool
    advised: tuple[Binding, ...]
    targets: frozenset[str] | None
    invariants: tuple[Invariant, ...]

    @property
    def needs_code(self) -> bool:
        """Whether a value must have a code, whatever else it has."""
        return self.codes is not None and not self.is_maximum


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object may and must hold.  ``required`` and ``choices``: element name to JSON keys.

    ``containment`` is the rule that contained resources are referred to (dom-3), ``locality`` that local
    references lead somewhere (ref-1); both have their own code, which takes time in proportion.
    """

    name: str
    is_resource: bool
    fields: Mapping[str, Field]
    required: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, tuple[str, ...]]
    invariants: tuple[Invariant, ...]
    containment: Constraint | None
    locality: Constraint | None


class Shapes:
    """The shapes of a registry, made when asked for.

    Names are FHIR types (``Patient``), paths of backbone elements (``Patient.contact``), and canonical
    URLs of profiles of data types that base definitions use (SimpleQuantity).
    """

    def __init__(self, registry: Registry, value_sets: ValueSets) -> None:
        self.registry = registry
        self.value_sets = value_sets
        self._made: dict[str, Shape] = {}

    def __getitem__(self, name: str) -> Shape:
        """The shape called ``name``; KeyError when no definition has it."""
        if name not in self._made:
            self._make(name if ":" in name else name.partition(".")[0])
        return self._made[name]

    def all(self) -> Iterator[Shape]:
        """Every shape of the base types, resources last."""
        types = [*sorted(self.registry.complex_types), "Element", *sorted(self.registry.resource_types)]
        for name in types:
            self._make(name)
        yield from list(self._made.values())
        # Profiles of data types become known only by the fields that use them.
        for name in sorted(self._profiled_types() - self._made.keys()):
            yield self[name]

    def _profiled_types(self) -> set[str]:
        return {
            field.shape
            for shape in self._made.values()
            for field in shape.fields.values()
            if ":" in field.shape
        }

    def _make(self, name: str) -> None:
        if name in self._made:
            return
        root = self.registry.tree(name)
        made: dict[str, Shape] = {}
        for element in root.walk():
            if element is root or (element.children and element.slice_name is None):
                shape_name = name if element is root else element.path
                made[shape_name] = self._shape(shape_name, element)
        self._made.update(made)

    def _shape(self, name: str, element: Element) -> Shape:
        is_resource = name in self.registry.resource_types
        fields: dict[str, Field] = {}
        required: dict[str, tuple[str, ...]] = {}
        choices: dict[str, tuple[str, ...]] = {}
        for child in element.children:
            found = {field.key: field for field in self._fields(child)}
            fields |= found
            keys = (*found, *(f"_{key}" for key, field in found.items() if field.has_sibling))
            if child.min > 0:
                required[child.name] = keys
            if child.choice:
                choices[child.name] = keys
        own, by_key = _invariants(element), {item.key: item for item in element.constraints}
        special = by_key.get("dom-3"), by_key.get("ref-1")
        return Shape(name, is_resource, fields, required, choices, own, *special)

    def _fields(self, element: Element) -> Iterator[Field]:
        typed = element.keys()
        for key, ref in typed:
            kind, shape = self._kind(element, ref)
            yield Field(
                key=key,
                name=element.name,
                kind=kind,
                type=ref.code,
                shape=shape,
                is_list=element.is_list,
                is_choice=element.choice,
                max=element.max,
                has_sibling=kind == "primitive" and not _is_attribute(element),
                is_forbidden=element.max == 0,
                codes=self.required_codes(element.binding, ref),
                is_maximum=is_maximum(element.binding),
                advised=self.advised(element.binding, ref),
                targets=self.targets(ref),
                invariants=self._own_invariants(element, ref),
            )

    def _kind(self, element: Element, ref: TypeRef) -> tuple[Kind, str]:
        """What JSON holds for the type ``ref`` of ``element``, and the shape that it has."""
        if element.content_reference:
            return "object", element.content_reference
        if ref.code in self.registry.primitive_types:
            return "primitive", ""
        if element.children:
            return "object", element.path
        if ref.code == "Resource" or ref.code in self.registry.resource_types:
            return "resource", ""
        return "object", ref.profiles[0] if ref.profiles else ref.code

    def required_codes(self, binding: Binding | None, ref: TypeRef) -> Codes | None:
        """The codes that ``binding`` allows; None for any, or when they are not known here."""
        if binding is None or ref.code not in CODED_TYPES:
            return None
        value_set = binding.value_set if binding.strength == "required" else binding.max_value_set
        return self.value_sets.limits(value_set) if value_set else None

    @staticmethod
    def advised(binding: Binding | None, ref: TypeRef) -> tuple[Binding, ...]:
        """The value sets from which a code should come."""
        if binding is None or ref.code not in CODED_TYPES:
            return ()
        return tuple(
            item for item in (binding, *binding.additional) if item.value_set and item.strength in ADVICE
        )

    def targets(self, ref: TypeRef) -> frozenset[str] | None:
        """The resource types that a reference of type ``ref`` may point to; None for any."""
        if ref.code != "Reference" or not ref.targets:
            return None
        types = {self.registry.type_of(target) for target in ref.targets}
        if None in types or "Resource" in types:
            return None
        return frozenset(name for name in types if name is not None)

    def _own_invariants(self, element: Element, ref: TypeRef) -> tuple[Invariant, ...]:
        """The constraints on ``element`` that its type does not already bring."""
        if element.content_reference or (element.children and ref.code not in self.registry.complex_types):
            return ()
        inherited: set[str] = set()
        if ref.code in self.registry.complex_types:
            inherited = {constraint.key for constraint in self.registry.tree(ref.code).constraints}
        # A compiler that knows which of the types of a choice it has makes simpler code.
        found = _invariants(element, ref.code if element.choice else None)
        return tuple(item for item in found if item.constraint.key not in inherited)


def is_maximum(binding: Binding | None) -> bool:
    """Whether ``binding`` limits codes without asking for one."""
    return binding is not None and binding.strength in ("preferred", "example")


def _is_attribute(element: Element) -> bool:
    """Whether ``element`` is an attribute in XML, or the id of a resource, so that it has no extensions."""
    return "xmlAttr" in element.representation or element.name == "id"


def _invariants(element: Element, type_name: str | None = None) -> tuple[Invariant, ...]:
    return tuple(
        Invariant(constraint, element.path, type_name)
        for constraint in element.constraints
        if constraint.expression and constraint.key not in STRUCTURAL
    )
