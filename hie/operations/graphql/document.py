"""A GraphQL query as it was sent: parsed, with its variables and fragments put in.

https://spec.graphql.org/October2021/#sec-Document
https://hl7.org/fhir/R4/graphql.html#directives
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    parse,
)
from graphql.pyutils import Undefined
from graphql.utilities import value_from_ast_untyped

from hie.outcome import BadRequest, Issue

#: The words and signs of a query, the levels of its fields, and the fields when its fragments are put in.
MOST_TOKENS, MOST_LEVELS, MOST_FIELDS = 10_000, 15, 1_000
#: The directives with their argument.
_DIRECTIVES = {
    "skip": "if", "include": "if", "flatten": None, "first": None, "singleton": None, "slice": "fhirpath",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is wanted: ``key`` is its name in the answer; ``selections`` are what is wanted of it.

    ``slice`` is the FHIRPath expression of ``@slice``.
    """

    key: str
    name: str
    arguments: Mapping[str, Any]
    selections: "tuple[Selection, ...]"
    is_flat: bool
    is_first: bool
    is_single: bool
    slice: str | None


@dataclass(frozen=True, slots=True)
class Fragment:
    """What is wanted of a node of ``type``, or of any node."""

    type: str | None
    selections: "tuple[Selection, ...]"


Selection = Field | Fragment


def read(text: str, operation: str | None, variables: Mapping[str, Any]) -> tuple[Selection, ...]:
    """What the ``operation`` in ``text`` wants; its name is None where there is only one.

    Raises BadRequest for what is no query, and for one that is larger than anybody needs.
    """
    try:
        document = parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        line, column = error.locations[0] if error.locations else (1, 1)
        raise BadRequest.because("graphql-syntax", detail=error.message, line=line, column=column) from None
    except RecursionError:
        raise too_costly("levels", MOST_LEVELS) from None
    chosen = _operation(document, operation)
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    return _Reader(fragments, _values(chosen, variables)).selections(chosen.selection_set, (), 1)


def too_costly(what: str, limit: int) -> BadRequest:
    """The error of a query that is too large in ``what``: tokens, levels, fields, looks or values."""
    return BadRequest([Issue("graphql-costly", "too-costly", params={"what": what, "limit": limit})])


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    found = [
        each for each in operations if name is None or (each.name is not None and each.name.value == name)
    ]
    if len(found) != 1:
        raise BadRequest.because("graphql-operation", name=name or "-", found=len(operations))
    if found[0].operation != OperationType.QUERY:
        raise BadRequest.because("graphql-query-only", operation=found[0].operation.value)
    return found[0]


def _values(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of ``operation`` with the values that are ``given``, or with their defaults."""
    values: dict[str, Any] = {}
    for each in operation.variable_definitions or ():
        name = each.variable.name.value
        if name in given:
            values[name] = given[name]
        elif each.default_value is not None:
            values[name] = value_from_ast_untyped(each.default_value)
        if isinstance(each.type, NonNullTypeNode) and values.get(name) is None:
            raise BadRequest.because("graphql-variable", name=name)
    return values


class _Reader:
    """Reads the selections of one operation."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: dict[str, Any]) -> None:
        self._fragments = fragments
        self._variables = variables
        self._fields = 0

    def selections(
        self, found: SelectionSetNode | None, within: tuple[str, ...], level: int
    ) -> tuple[Selection, ...]:
        """What ``found`` selects; ``within`` are the fragments that it stands in."""
        if level > MOST_LEVELS:
            raise too_costly("levels", MOST_LEVELS)
        return tuple(self._all(found, within, level)) if found is not None else ()

    def _all(self, found: SelectionSetNode, within: tuple[str, ...], level: int) -> Iterator[Selection]:
        for node in found.selections:
            directives = self._directives(node.directives or ())
            if directives.get("skip") is True or directives.get("include") is False:
                continue
            self._fields += 1
            if self._fields > MOST_FIELDS:
                raise too_costly("fields", MOST_FIELDS)
            if isinstance(node, FieldNode):
                yield self._field(node, directives, within, level)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else None
                yield Fragment(condition, self.selections(node.selection_set, within, level))
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                fragment = self._fragments.get(name)
                if fragment is None or name in within:
                    raise BadRequest.because("graphql-fragment", name=name)
                inside = self.selections(fragment.selection_set, (*within, name), level)
                yield Fragment(fragment.type_condition.name.value, inside)

    def _field(
        self, node: FieldNode, directives: Mapping[str, Any], within: tuple[str, ...], level: int
    ) -> Field:
        arguments = {each.name.value: self._value(each.value) for each in node.arguments or ()}
        return Field(
            node.alias.value if node.alias else node.name.value,
            node.name.value,
            {name: value for name, value in arguments.items() if value is not None},
            self.selections(node.selection_set, within, level + 1),
            "flatten" in directives,
            "first" in directives,
            "singleton" in directives,
            directives.get("slice"),
        )

    def _directives(self, nodes: Sequence[DirectiveNode]) -> dict[str, Any]:
        """The directives with the values of their arguments.  Raises BadRequest for others than there are."""
        found: dict[str, Any] = {}
        for node in nodes:
            name = node.name.value
            given = {each.name.value: self._value(each.value) for each in node.arguments or ()}
            argument = _DIRECTIVES.get(name)
            wanted = {} if argument is None else {argument}
            value = given.get(argument or "")
            is_value = {"if": isinstance(value, bool), "fhirpath": isinstance(value, str)}.get(
                argument or "", True
            )
            if name not in _DIRECTIVES or given.keys() != set(wanted) or not is_value:
                raise BadRequest.because("graphql-directive", name=name, known=", ".join(_DIRECTIVES))
            found[name] = value
        return found

    def _value(self, node: ValueNode) -> Any:
        value = value_from_ast_untyped(node, self._variables)
        return None if value is Undefined else value
