"""What is known of the search parameters of a type once their expressions are compiled.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hie.conformance import Element, Registry, SearchParameter
from hie.fhirpath import FhirpathError, Snippet, SourceCompiler
from hie.search import document_field, full_text
from hie.search.elements import branches, elements, path_of, systems_of, targets_of
from hie.search.parameters import Parameter, TypeParameters

#: The date parameters by which results are ordered, best first.
MAIN_DATES = (
    "date", "authoredon", "authored-on", "authored", "issued", "recorded", "recorded-date", "occurrence",
    "effective", "effective-time", "performed", "period", "sent", "created", "whenhandedover", "started",
    "start", "collected", "received", "publication-date", "timestamp", "identified", "datetime",
    "datewritten", "start-date", "event-date",
)  # fmt: skip

_LOOP_VARIABLE = re.compile(r"\bx\d+\b")
_MOMENTS = frozenset(("date", "dateTime", "instant", "Period", "Timing"))
#: Types for which FHIRPath has names of its own.
_SYSTEM = {"System.Boolean": "boolean", "System.String": "string", "System.Integer": "integer"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A parameter and the source of its values, one for each part of a union; of a composite, its foci."""

    parameter: Parameter
    values: tuple[Snippet, ...] = ()
    foci: "tuple[Focus, ...]" = ()


@dataclass(frozen=True, slots=True)
class Focus:
    """Where a composite's components belong together, and the values of each component there."""

    values: Snippet
    components: tuple[Snippet, ...]


class Definitions:
    """Compiles the parameters of ``type_name``."""

    def __init__(self, registry: Registry, compiler: SourceCompiler, type_name: str) -> None:
        self.registry = registry
        self.compiler = compiler
        self.type_name = type_name
        self.definitions = registry.search_parameters(type_name)

    def compile(self) -> dict[str, Compiled]:
        """All parameters of the type by code."""
        return {code: self.understood(code, item) for code, item in self.definitions.items()}

    def understood(self, code: str, definition: SearchParameter) -> Compiled:
        """One parameter; one whose expression is no FHIRPath, as guides have them, cannot be searched by."""
        try:
            return self.compiled(code, definition)
        except FhirpathError:
            return Compiled(Parameter(code, "special"))

    def compiled(self, code: str, definition: SearchParameter) -> Compiled:
        """One parameter."""
        if code in document_field.FIELDS:
            return Compiled(Parameter(code, "document_field"))
        if code in full_text.PREFIXES:
            return Compiled(Parameter(code, "full_text"))
        if code == "near" and definition.expression is not None:
            position = self.compiler.values(definition.expression, self.type_name)
            return Compiled(Parameter(code, "near", types_of(position), is_list=False), (position,))
        if definition.expression is None or definition.type == "special":
            return Compiled(Parameter(code, "special"))
        if definition.components:
            return self.composite(code, definition, definition.expression)
        return self.simple(code, definition, definition.expression)

    def simple(self, code: str, definition: SearchParameter, expression: str) -> Compiled:
        """A parameter with values of its own; parts of a union for other types are left out."""
        parts = {branch: self.compiler.values(branch, self.type_name) for branch in self.branches(expression)}
        parts = {branch: values for branch, values in parts.items() if not is_empty(values)}
        types = frozenset().union(*(types_of(values) for values in parts.values()))
        found = elements(self.registry, expression, self.type_name)
        targets: tuple[str, ...] = ()
        systems: frozenset[str] = frozenset()
        if definition.type == "reference":
            targets = _narrowed(definition.targets, found)
        elif definition.type == "token" and types == {"code"}:
            systems = frozenset().union(*(systems_of(self.registry, element) for element, _ in found))
        is_list = not self.is_single(parts)
        parameter = Parameter(code, definition.type, types, is_list, targets, systems)
        return Compiled(parameter, tuple(parts.values()))

    def branches(self, expression: str) -> list[str]:
        """The parts of a union that are not for another resource type alone."""
        own = (self.type_name, *self.registry.ancestors(self.type_name))
        return [
            branch
            for branch in branches(expression)
            if (first := path_of(branch).partition(".")[0]) in own
            or first not in self.registry.resource_types
        ]

    def is_single(self, parts: Mapping[str, Snippet]) -> bool:
        """Whether a resource has at most one value: the parts ask one element, which is no list."""
        paths = {path_of(branch) for branch in parts}
        if len(paths) != 1:
            return False
        # A condition makes a list of what is none: subject.where(resolve() is Patient).
        return not self.compiler.values(paths.pop(), self.type_name).is_list

    def composite(self, code: str, definition: SearchParameter, expression: str) -> Compiled:
        """A composite; a focus of another resource type yields nothing and is left out."""
        foci: list[Focus] = []
        kinds: list[SearchParameter] = []
        for component in definition.components:
            part = self.registry.search_parameter(component.definition)
            if part is None:
                return Compiled(Parameter(code, "special"))
            kinds.append(part)
        for branch in self.branches(expression):
            values = self.compiler.values(branch, self.type_name)
            for focus_type in () if is_empty(values) else values.types:
                components = tuple(
                    self.compiler.values(_corrected(component.expression), focus_type)
                    for component in definition.components
                )
                if not any(is_empty(item) for item in components):
                    foci.append(Focus(values, components))
        parts = tuple(
            Parameter(part.code, _kind(part.type, types), types, targets=part.targets)
            for part, types in zip(
                kinds, (_together(foci, place) for place in range(len(kinds))), strict=True
            )
        )
        return Compiled(Parameter(code, "composite", components=parts), (), tuple(foci))


def _kind(declared: str, types: frozenset[str]) -> str:
    """The kind of a component by its values: R4 has the two of ``relationship`` the wrong way round."""
    if types == {"Reference"}:
        return "reference"
    return "token" if declared == "reference" and types == {"code"} else declared


def _corrected(expression: str) -> str:
    """``expression`` with FHIR's name of the type: R4 has a component that casts to DateTime."""
    return expression.replace("as(DateTime)", "as(dateTime)")


def types_of(values: Snippet) -> frozenset[str]:
    """The FHIR types of ``values``."""
    return frozenset(_SYSTEM.get(name, name) for name in values.types)


def source_of(values: Snippet) -> str:
    """The source of ``values`` with the variables of its loops numbered anew: equal for equal expressions."""
    names: dict[str, str] = {}
    return _LOOP_VARIABLE.sub(lambda match: names.setdefault(match[0], f"x{len(names)}"), values.code)


def is_empty(values: Snippet) -> bool:
    """Whether the expression can yield nothing for the type, as it is meant for others."""
    return values.code in ("None", "[]", "()")


def type_parameters(
    type_name: str, compiled: Mapping[str, Compiled], definitions: Mapping[str, SearchParameter]
) -> TypeParameters:
    """The parameters of the type with its main date and its pair of patient and code."""
    by_code = {code: item.parameter for code, item in compiled.items()}
    main = next((code for code in MAIN_DATES if code in by_code and _is_single_date(by_code[code])), None)
    return TypeParameters(type_name, by_code, main, _pair(type_name, by_code, definitions))


def _is_single_date(parameter: Parameter) -> bool:
    return parameter.kind == "date" and not parameter.is_list and bool(parameter.types & _MOMENTS)


def _pair(
    type_name: str, by_code: Mapping[str, Parameter], definitions: Mapping[str, SearchParameter]
) -> frozenset[str]:
    """The parameters that name the one patient of a type that has a code, if it is such a type."""
    patient, code, subject = (by_code.get(name) for name in ("patient", "code", "subject"))
    if patient is None or code is None or patient.is_list or code.kind != "token":
        return frozenset()
    if patient.kind != "reference" or "Patient" not in patient.targets:
        return frozenset()
    same = subject is not None and _paths(type_name, definitions["patient"]) == _paths(
        type_name, definitions["subject"]
    )
    return frozenset(("patient", "subject")) if same else frozenset(("patient",))


def _paths(type_name: str, definition: SearchParameter) -> set[str]:
    """The paths in ``type_name`` that the expression of ``definition`` walks."""
    paths = {path_of(branch) for branch in branches(definition.expression or "")}
    return {path for path in paths if path.startswith(f"{type_name}.")}


def _narrowed(targets: tuple[str, ...], found: Sequence[tuple[Element, str | None]]) -> tuple[str, ...]:
    """``targets`` of the definition without those that the elements ``found`` cannot refer to."""
    possible: set[str] = set()
    for element, narrowed in found:
        allowed = frozenset((narrowed,)) if narrowed else targets_of(element)
        if not allowed:
            return targets
        possible |= allowed
    return tuple(target for target in targets if target in possible) or tuple(sorted(possible)) or targets


def _together(foci: list[Focus], place: int) -> frozenset[str]:
    """The types of the component at ``place`` in all foci."""
    return frozenset().union(*(types_of(focus.components[place]) for focus in foci))
