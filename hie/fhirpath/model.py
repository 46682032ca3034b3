"""FHIR's types as FHIRPath sees them.

https://hl7.org/fhir/R4/fhirpath.html#types

A type is named by a string: a FHIR type by its name (``HumanName``), the type of a backbone element by its
path (``Patient.contact``), and FHIRPath's own types with their namespace (``System.Integer``).
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hie.conformance import Element, Registry
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.syntax import TypeName

SYSTEM = "System."
SYSTEM_TYPES = frozenset(("Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity"))

TEXTS = frozenset(
    (
        "base64Binary", "canonical", "code", "id", "markdown", "oid", "string", "uri", "url", "uuid", "xhtml",
        "System.String",
    )
)  # fmt: skip
INTEGERS = frozenset(("integer", "positiveInt", "unsignedInt", "System.Integer"))
NUMBERS = INTEGERS | {"decimal", "System.Decimal"}
BOOLEANS = frozenset(("boolean", "System.Boolean"))
TEMPORALS = frozenset(
    ("date", "dateTime", "instant", "time", "System.Date", "System.DateTime", "System.Time")
)
QUANTITIES = frozenset(
    ("Age", "Count", "Distance", "Duration", "MoneyQuantity", "Quantity", "SimpleQuantity", "System.Quantity")
)
PRIMITIVES = (TEXTS | NUMBERS | BOOLEANS | TEMPORALS) - {
    name for name in TEXTS | NUMBERS | BOOLEANS | TEMPORALS if name.startswith(SYSTEM)
}
#: FHIR's primitive types that are represented by each FHIRPath type.
SYSTEM_OF = (
    dict.fromkeys(TEXTS, "System.String")
    | dict.fromkeys(INTEGERS, "System.Integer")
    | dict.fromkeys(BOOLEANS, "System.Boolean")
    | dict.fromkeys(QUANTITIES, "System.Quantity")
    | {"decimal": "System.Decimal", "System.Decimal": "System.Decimal"}
    | {"date": "System.Date", "dateTime": "System.DateTime", "instant": "System.DateTime"}
    | {"time": "System.Time"}
    | {name: name for name in TEMPORALS if name.startswith(SYSTEM)}
)


@dataclass(frozen=True, slots=True)
class MemberType:
    """An element of a type: its JSON ``keys`` with the type that each holds; ``targets`` of references."""

    name: str
    keys: Mapping[str, str]
    is_choice: bool
    is_list: bool
    targets: frozenset[str] = frozenset()

    @property
    def types(self) -> frozenset[str]:
        """The types that the element may have."""
        return frozenset(self.keys.values())


class Model:
    """The types of ``registry``, looked up as they are needed; safe for threads."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.resources = registry.resource_types
        self.types = (
            registry.resource_types
            | registry.complex_types
            | registry.primitive_types
            | registry.abstract_types
        )
        self._members: dict[str, dict[str, MemberType]] = {}
        self._by_key: dict[str, dict[str, tuple[MemberType, str]]] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def member(self, type_name: str, name: str) -> MemberType | None:
        """The element ``name`` (without ``[x]``) of ``type_name``, or None."""
        return self.members(type_name).get(name)

    def members(self, type_name: str) -> Mapping[str, MemberType]:
        """All elements of ``type_name`` by name; none for a type that is not known."""
        found = self._members.get(type_name)
        if found is None:
            with self._lock:
                self._add_members(type_name)
            found = self._members[type_name]
        return found

    def ancestors(self, type_name: str) -> tuple[str, ...]:
        """The types above ``type_name``, nearest first."""
        found = self._ancestors.get(type_name)
        if found is None:
            if "." in type_name:
                found = ("BackboneElement", "Element")
            else:
                found = self.registry.ancestors(type_name) if type_name in self.types else ()
            self._ancestors[type_name] = found
        return found

    def is_a(self, type_name: str, ancestor: str) -> bool:
        """Whether ``type_name`` is ``ancestor`` or a specialization of it."""
        return type_name == ancestor or ancestor in self.ancestors(type_name)

    def is_resource(self, type_name: str) -> bool:
        """Whether values of ``type_name`` are resources."""
        return self.is_a(type_name, "Resource")

    def is_type(self, type_name: str, wanted: str) -> bool:
        """Whether ``is`` says that a value of ``type_name`` is of the type ``wanted``."""
        if wanted.startswith(SYSTEM):
            return type_name == wanted or (wanted == "System.Quantity" and SYSTEM_OF.get(type_name) == wanted)
        if type_name.startswith(SYSTEM):
            return wanted == "Quantity" and type_name == "System.Quantity"
        return self.is_a(type_name, wanted)

    def becomes(self, type_name: str, wanted: str) -> bool:
        """Whether ``as`` and ``ofType()`` let a value pass: a primitive only as exactly what it is."""
        return type_name == wanted if type_name in PRIMITIVES else self.is_type(type_name, wanted)

    def type_named(self, name: TypeName) -> str:
        """The type that a specifier names.  Raises FhirpathTypeError when there is none."""
        if name.namespace in (None, "FHIR") and name.name in self.types:
            return name.name
        if name.namespace in (None, "System") and name.name in SYSTEM_TYPES:
            return SYSTEM + name.name
        if name.namespace == "System":
            return str(name)
        raise FhirpathTypeError(f"unknown type {name}")

    def by_key(self, type_name: str) -> Mapping[str, tuple[MemberType, str]]:
        """JSON key to the member that it belongs to and the type that it holds."""
        found = self._by_key.get(type_name)
        if found is None:
            found = self._by_key[type_name] = {
                key: (member, held)
                for member in self.members(type_name).values()
                for key, held in member.keys.items()
            }
        return found

    def type_at(self, path: str) -> frozenset[str]:
        """The types of the element at ``path`` (``Patient.contact.name``, ``Observation.value[x]``).

        Raises KeyError when there is no such element.
        """
        first, *names = path.split(".")
        types = frozenset((first,))
        for name in names:
            members = [self.member(each, name.removesuffix("[x]").split(":")[0]) for each in types]
            if None in members:
                raise KeyError(path)
            types = frozenset().union(*(member.types for member in members if member))
        return types

    def _add_members(self, type_name: str) -> None:
        root = type_name.split(".", maxsplit=1)[0]
        if root not in self.types:
            self._members[type_name] = {}
            return
        tree = self.registry.tree(root)
        for element in tree.walk():
            if element.children and element.slice_name is None:
                self._members[element.path] = {
                    child.name: _member(child) for child in element.children if child.slice_name is None
                }
        self._members.setdefault(root, {})
        self._members.setdefault(type_name, {})


def _member(element: Element) -> MemberType:
    if element.content_reference:
        keys = {element.name: element.content_reference}
    elif element.children:
        keys = {element.name: element.path}
    else:
        pairs = element.keys()
        keys = {key: ref.code for key, ref in pairs}
    targets = frozenset(target.rpartition("/")[2] for ref in element.types for target in ref.targets)
    return MemberType(element.name, keys, element.choice, element.is_list, targets)


@lru_cache(maxsize=4)
def model_of(registry: Registry) -> Model:
    """The model of ``registry``, made once."""
    return Model(registry)
