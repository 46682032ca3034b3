"""The fields that a node may have, and whether a query asks for such only.

https://hl7.org/fhir/R4/graphql.html

They are found in the definitions as they are asked for: a schema of all types would take long to make, and
a query uses a dozen of them.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from hie.conformance import nearest
from hie.fhirpath import MemberType, Model
from hie.operations.graphql.document import Field, Fragment, Selection
from hie.outcome import BadRequest
from hie.search import TypeParameters

#: The type of the whole server, and of a page of a search and its entries behind the name of a resource type.
QUERY, CONNECTION, EDGE = "Query", "Connection", "Edge"
CONNECTION_LEAVES = ("count", "offset", "pagesize", "first", "previous", "next", "last")
_LIST_ARGUMENTS = ("fhirpath", "_count", "_offset")
#: Parameters of a search that are arguments beside those that every type has of its own.
_SEARCH_ARGUMENTS = ("_count", "_cursor", "_sort", "_filter", "_total", "_reference")


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a type: ``member``, and the ``type`` that it holds under the name that is asked for.

    ``is_beside`` says that it is what stands beside a primitive, ``_birthDate``.
    """

    member: MemberType
    key: str
    type: str
    is_beside: bool


def element_of(model: Model, type: str, name: str) -> Element | None:
    """The element ``name`` of ``type``, or None."""
    found = model.by_key(type).get(name.removeprefix("_"))
    if found is None:
        return None
    member, held = found
    is_beside = name.startswith("_")
    if is_beside and not is_leaf(model, held):
        return None
    return Element(member, name.removeprefix("_"), "Element" if is_beside else held, is_beside)


def is_leaf(model: Model, type: str) -> bool:
    """Whether values of ``type`` are primitives."""
    return type in model.registry.primitive_types or not model.members(type)


def searched(model: Model, name: str) -> tuple[str, bool] | None:
    """What ``PatientList`` and ``PatientConnection`` search for, and whether it is the latter; or None."""
    for ending in ("List", CONNECTION):
        type = name.removesuffix(ending)
        if type != name and type in model.resources:
            return type, ending == CONNECTION
    return None


def parameter_of(parameters: TypeParameters, argument: str) -> str | None:
    """The name of the search parameter that ``argument`` stands for: GraphQL has no hyphens; or None."""
    if argument in _SEARCH_ARGUMENTS:
        return argument
    return next((code for code in parameters.by_code if code.replace("-", "_") == argument), None)


class Check:
    """Checks a query before anything is looked for, so that a misspelt one is refused whatever is stored."""

    def __init__(self, model: Model, parameters_of: Callable[[str], TypeParameters]) -> None:
        self._model = model
        self._parameters_of = parameters_of

    def check(self, selections: Sequence[Selection], types: Collection[str]) -> None:
        """Raise BadRequest unless one of ``types`` has each field, and with it all that is wanted of it."""
        for each in selections:
            if isinstance(each, Fragment):
                self.check(each.selections, self._narrowed(types, each.type))
                continue
            if each.name == "__typename":
                self._shape(each, [])
                continue
            found = [inner for type in types for inner in self._inner(type, each)]
            if not found:
                self._refuse(each, types)
            self._shape(each, [type for type in found if type is not None])

    def _narrowed(self, types: Collection[str], condition: str | None) -> Collection[str]:
        if condition is None:
            return types
        if condition not in self._model.types and condition not in (QUERY, *types):
            raise BadRequest.because("graphql-type", name=condition)
        return [type for type in types if type == condition or self._model.is_a(type, condition)]

    def _shape(self, field: Field, types: Collection[str]) -> None:
        """Objects need fields of their own, values have none."""
        if bool(types) != bool(field.selections):
            raise BadRequest.because("graphql-fields" if types else "graphql-leaf", name=field.name)
        self.check(field.selections, types)

    def _refuse(self, field: Field, types: Collection[str]) -> None:
        known = {key for type in types for key in self._model.by_key(type)}
        if QUERY in types:
            known = {
                f"{type}{ending}" for type in self._model.resources for ending in ("", "List", "Connection")
            }
        near = nearest(field.name, known) or "-"
        type = next(iter(types)) if len(types) == 1 else "Resource"
        raise BadRequest.because("graphql-field", name=field.name, type=type, nearest=near)

    def _inner(self, type: str, field: Field) -> Iterator[str | None]:
        """The types of what ``field`` of ``type`` holds, None for a value; none where it is not there."""
        model = self._model
        if type.endswith((CONNECTION, EDGE)):
            yield from self._of_page(type, field)
        elif (found := searched(model, field.name)) is not None and (
            type == QUERY or type in model.resources
        ):
            self._search_arguments(found[0], field)
            yield f"{found[0]}{CONNECTION}" if found[1] else found[0]
        elif type == QUERY and field.name in model.resources:
            self._arguments(field, ("id",))
            yield field.name
        elif field.name == "resource" and type == "Reference":
            self._arguments(field, ("optional", "type"))
            only = field.arguments.get("type")
            yield from [each for each in model.resources if only in (None, each)]
        elif field.name == "resourceType" and type in model.resources:
            yield None
        elif (element := element_of(model, type, field.name)) is not None:
            yield from self._of_element(element, field)

    def _of_page(self, type: str, field: Field) -> Iterator[str | None]:
        if type.endswith(EDGE):
            leaf: list[str | None] = [None] if field.name in ("mode", "score") else []
            yield from [type.removesuffix(EDGE)] if field.name == "resource" else leaf
        elif field.name == "edges":
            yield f"{type.removesuffix(CONNECTION)}{EDGE}"
        elif field.name in CONNECTION_LEAVES:
            yield None

    def _of_element(self, element: Element, field: Field) -> Iterator[str | None]:
        own = [
            key for key, (_, held) in self._model.by_key(element.type).items() if is_leaf(self._model, held)
        ]
        self._arguments(field, (*_LIST_ARGUMENTS, *own) if element.member.is_list else ())
        if is_leaf(self._model, element.type):
            yield None
        elif self._model.is_a(element.type, "Resource"):
            yield from self._model.resources
        else:
            yield element.type

    def _search_arguments(self, type: str, field: Field) -> None:
        parameters = self._parameters_of(type)
        for name in field.arguments:
            if parameter_of(parameters, name) is None:
                near = nearest(name, [code.replace("-", "_") for code in parameters.by_code]) or "-"
                raise BadRequest.because("graphql-argument", name=name, field=field.name, nearest=near)

    def _arguments(self, field: Field, known: Sequence[str]) -> None:
        for name in field.arguments:
            if name not in known:
                near = nearest(name, known) or ", ".join(known[:9]) or "-"
                raise BadRequest.because("graphql-argument", name=name, field=field.name, nearest=near)
