"""A search request, understood: conditions, order, page, and what to add to the matches.

https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hie.search.cursor import START, Place
from hie.search.parameters import Filter, Parameter, TypeParameters
from hie.search.text_query import is_positive

#: How the total is wanted.
Total = Literal["none", "estimate", "accurate"]

#: Whether contained resources are looked for: not, alone, or beside the others.
Contained = Literal["false", "true", "both"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One parameter of the query; a resource must match any one of ``values``.

    ``values`` are what the parameter's module made of the text.  With the modifier ``missing`` the one
    value is a bool.
    """

    parameter: Parameter
    modifier: str | None
    values: tuple[Any, ...]

    @property
    def is_positive(self) -> bool:
        """Whether only documents with index values can match, so that tombstones cannot."""
        if self.modifier == "missing":
            return self.values[0] is False
        if self.modifier == "text-advanced" or self.parameter.kind == "full_text":
            return all(is_positive(value) for value in self.values)
        return self.modifier not in ("not", "not-in") and self.parameter.kind != "document_field"


@dataclass(frozen=True, slots=True)
class Chain:
    """``parameter`` links to a resource that meets all clauses of its type in ``targets``.

    ``name`` is the whole parameter as it was sent.
    """

    name: str
    parameter: Parameter
    targets: "Mapping[str, tuple[Clause, ...]]"


@dataclass(frozen=True, slots=True)
class Has:
    """A resource of type ``source`` that meets ``clause`` links here, to a ``target``, by ``parameter``.

    ``name`` is the whole parameter as it was sent.
    """

    name: str
    source: str
    parameter: Parameter
    target: str
    clause: "Clause"


@dataclass(frozen=True, slots=True)
class Tree:
    """``parameter`` links to one of ``starts``, ids by type, or to what is ``above`` or ``below`` them.

    ``name`` is the parameter as it was sent, ``parents`` are the parameters by which resources of each type
    name the one above them.
    """

    name: str
    parameter: Parameter
    direction: Literal["above", "below"]
    starts: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Test:
    """A demand whose ``filter`` is known already."""

    filter: Filter
    is_positive: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """All of ``clauses`` are met (``and``), any of them (``or``), or none of them (``not``)."""

    operator: Literal["and", "or", "not"]
    clauses: "tuple[Clause, ...]"

    @property
    def is_positive(self) -> bool:
        """Whether only documents with index values can match; asked of a group that is resolved."""
        if self.operator == "not":
            return False
        positive = (
            not isinstance(clause, Chain | Has | Tree) and clause.is_positive for clause in self.clauses
        )
        return any(positive) if self.operator == "and" else all(positive)


#: What the document of a resource itself can tell.
Resolved = Condition | Test | Group
#: One demand of the query; those about linked resources are resolved before a plan is made.
Clause = Resolved | Chain | Has | Tree


def is_linked(clause: Clause) -> bool:
    """Whether ``clause`` is about linked resources, or a part of it is."""
    if isinstance(clause, Group):
        return any(map(is_linked, clause.clauses))
    return isinstance(clause, Chain | Has | Tree)


@dataclass(frozen=True, slots=True)
class SortKey:
    """One criterion of the order."""

    parameter: Parameter
    descending: bool


@dataclass(frozen=True, slots=True)
class Include:
    """One ``_include`` or ``_revinclude``: links in the parameter ``code`` of ``source``, to a ``target``.

    Without a ``source`` or ``target`` it is about every type, without a ``code`` about every reference.  With
    ``iterate`` it is about what was included too.
    """

    source: str | None
    code: str | None
    target: str | None = None
    iterate: bool = False

    def parameters(self, of: TypeParameters) -> list[Parameter]:
        """The parameters of a type that the links are in."""
        if self.source not in (None, of.type):
            return []
        if self.code is not None:
            return [of.by_code[self.code]]
        return [parameter for parameter in of.by_code.values() if parameter.kind == "reference"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search of one resource type.

    ``pairs`` are the parameters that are used; ``sent`` are they as they were sent, before a named query was
    expanded; ``dropped`` are the names of those that a lenient search ignored.  ``count`` is the page size;
    with ``only_count`` no resource is wanted.  ``total`` is None when the request leaves it to the server.
    ``place`` is where its page lies, ``max_results`` how many the client wants on all pages, and ``now_ms``
    the time at which the first page was asked for.  ``path`` is where is searched, if that is not the type;
    when it ``is_alone``, no other type is searched with it.  ``contained`` says whether resources of the
    type are looked for in others, and ``as_contained`` that they are wanted and not their containers;
    then ``element`` is the filter of the index values of one of them.
    """

    type: str
    pairs: tuple[tuple[str, str], ...]
    now_ms: int
    count: int
    conditions: tuple[Clause, ...] = ()
    sort: tuple[SortKey, ...] = ()
    main: str | None = None
    pair: frozenset[str] = frozenset()
    includes: tuple[Include, ...] = ()
    revincludes: tuple[Include, ...] = ()
    total: Total | None = None
    only_count: bool = False
    dropped: tuple[str, ...] = ()
    max_results: int | None = None
    place: Place = START
    path: str | None = None
    is_alone: bool = True
    contained: Contained = "false"
    as_contained: bool = False
    element: Filter | None = None
    sent: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """Where is searched, below the base."""
        return self.type if self.path is None else self.path

    @property
    def is_linked(self) -> bool:
        """Whether a clause is about linked resources: then the request is to be resolved."""
        return any(map(is_linked, self.conditions))
