"""Search parameters of a type as the search sees them: the definition and what compiling it showed.

https://hl7.org/fhir/R4/search.html#ptypes
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hie.conformance import NamedQuery

#: A MongoDB filter.
Filter = dict[str, object]

#: The value of ``m`` of a resource without a main date: before every date that FHIR can write.
NO_DATE = -(10**15)

#: FHIR types that are one value without a system.
PRIMITIVES = frozenset(
    (
        "base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant",
        "integer", "markdown", "oid", "positiveInt", "string", "time", "unsignedInt", "uri", "url", "uuid",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one resource type.

    ``kind`` is its FHIR search type (string, token …).  ``types`` are the FHIR types of the values that
    its expression can yield for this resource type, ``targets`` the resource types that they may refer
    to, ``systems`` the code systems that are implied when the values are of type ``code`` (empty when
    they are not known).  ``components`` are the parts of a composite.  ``unites`` are the codes of other
    parameters of the type whose values are, together, its values: it is found by theirs.
    """

    code: str
    kind: str
    types: frozenset[str] = frozenset()
    is_list: bool = True
    targets: tuple[str, ...] = ()
    systems: frozenset[str] = frozenset()
    components: tuple["Parameter", ...] = ()
    unites: tuple[str, ...] = ()

    @property
    def stored_as(self) -> tuple[str, ...]:
        """The codes that its values are stored under."""
        return self.unites or (self.code,)

    @property
    def is_primitive(self) -> bool:
        """Whether every value is a primitive, so that tokens have no system."""
        return bool(self.types) and self.types <= PRIMITIVES

    @property
    def has_references(self) -> bool:
        """Whether a link may be a Reference, found as ``Type/id``."""
        return not self.is_primitive

    @property
    def has_addresses(self) -> bool:
        """Whether a link may be a canonical, found as the address that its target gives itself."""
        return not self.types.isdisjoint(PRIMITIVES)


@dataclass(frozen=True, slots=True)
class TypeParameters:
    """What may be searched in one resource type.

    ``main`` is the date parameter whose lower bound is the field ``m``, by which results are ordered;
    ``pair`` is the set of reference parameters (``patient``, and ``subject`` where it is the same
    element) that, together with ``code``, are found by one index entry.  ``pending`` are the codes that
    cannot be searched by until all resources are indexed.  ``queries`` are the named queries of all types;
    where two have the same name and type, the first one stands.
    """

    type: str
    by_code: Mapping[str, Parameter]
    main: str | None = None
    pair: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    queries: tuple[NamedQuery, ...] = ()
