"""The engine's door: parse, check, evaluate.

https://hl7.org/fhirpath/N1/
"""

from collections.abc import Iterator, Sequence
from typing import Any

from hie.conformance import Registry
from hie.fhirpath.budget import Budget
from hie.fhirpath.engine import collections, fhir, values  # noqa: F401 - They declare the functions.
from hie.fhirpath.engine.context import Context
from hie.fhirpath.engine.evaluator import evaluate
from hie.fhirpath.engine.items import Items, Json, Result, is_resource, resource, result, type_of
from hie.fhirpath.environment import Environment
from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.model import model_of
from hie.fhirpath.parser import parse
from hie.fhirpath.semantics import Checker
from hie.fhirpath.syntax import Node


class Engine:
    """Evaluates expressions with the definitions of ``registry``; safe for threads."""

    def __init__(self, registry: Registry) -> None:
        self._model = model_of(registry)
        self._checker = Checker(self._model)

    def check(self, expression: str, types: Sequence[str], *, strict: bool = True) -> None:
        """Whether ``expression`` can mean something for a focus of one of ``types``.

        A type is named as FHIR does, that of a backbone element by its path (``Patient.contact``).
        Raises FhirpathSyntaxError and FhirpathTypeError.
        """
        self._checker.check(parse(expression), types, strict=strict)

    def evaluate(
        self, expression: str, focus: Json | None, environment: Environment, *, strict: bool = False
    ) -> list[Result]:
        """The items that ``expression`` selects from the resource ``focus`` (None: from nothing).

        ``strict`` refuses whatever cannot give anything for the type of ``focus``, such as unknown elements.

        Raises FhirpathSyntaxError, FhirpathTypeError and EvaluationError.
        """
        node = parse(expression)
        items: Items = [resource(focus)] if is_resource(focus) and focus is not None else []
        self._checker.check(node, [type_of(item) for item in items], strict=strict)
        return [result(item) for item in self._run(node, items, items, environment)]

    def contexts(
        self, context: str, expression: str, focus: Json, environment: Environment, *, strict: bool = False
    ) -> Iterator[tuple[Result, list[Result]]]:
        """As :meth:`evaluate`, once for each item that the expression ``context`` selects.

        Each is evaluated when it is asked for, so that traces can be told apart.  Raises as :meth:`evaluate`.
        """
        outer, inner = parse(context), parse(expression)
        items: Items = [resource(focus)]
        self._checker.check(outer, [type_of(items[0])], strict=strict)
        for item in self._run(outer, items, items, environment):
            self._checker.check(inner, [type_of(item)], strict=strict)
            results = self._run(inner, [item], items, environment)
            yield result(item), [result(each) for each in results]

    def _run(self, node: Node, focus: Items, root: Items, environment: Environment) -> Items:
        variables: dict[str, Items] = {name: _items(value) for name, value in environment.variables.items()}
        variables |= {"resource": root, "rootResource": root, "context": focus}
        context = Context(self._model, environment, environment.budget or Budget(), focus, variables)
        try:
            return evaluate(node, context)
        except RecursionError:
            raise EvaluationError("the expression or the resource is nested too deeply") from None


def _items(value: Any) -> Items:
    """The value of a variable as a collection: JSON resources are elements, all else is itself.

    Elements of a type that JSON does not tell are made by :func:`element`.
    """
    found: Sequence[Any] = value if isinstance(value, list) else [value]
    return [resource(each) if is_resource(each) else each for each in found]
