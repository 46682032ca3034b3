"""Which elements of a list a field means: by its arguments, by ``@first``, by ``@slice``.

https://hl7.org/fhir/R4/graphql.html#searching
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hie.fhirpath import Engine, Environment, FhirpathError, element
from hie.operations.fhirpath import refused
from hie.operations.graphql.document import Field
from hie.outcome import BadRequest

#: An element with the name that ``@slice`` gives it.
Chosen = tuple[Any, str]


class Choosing:
    """Chooses by the FHIRPath ``engine``, all in one ``environment`` and within its budget."""

    def __init__(self, engine: Engine, environment: Environment) -> None:
        self._engine = engine
        self._environment = environment

    def of(self, asked: Field, values: Sequence[Any], type: str) -> list[Chosen]:
        """Those of ``values``, elements of ``type``, that ``asked`` means.

        Raises BadRequest and Unprocessable for an expression that is at fault.
        """
        arguments = dict(asked.arguments)
        offset, count = (_number(arguments.pop(name, None), name) for name in ("_offset", "_count"))
        expression = arguments.pop("fhirpath", None)
        chosen = [value for value in values if _has(value, arguments)]
        if expression is not None:
            found = self._evaluated(f"iif(({expression}), $index, {{}})", chosen, type)
            chosen = [chosen[index] for index in found]
        end = None if count is None else (offset or 0) + count
        chosen = chosen[offset:end]
        if asked.is_first:
            chosen = chosen[:1]
        if asked.slice is None:
            return [(value, "") for value in chosen]
        name = f"iif(({asked.slice}).exists(), ({asked.slice}).first().toString(), '')"
        names = self._evaluated(name, chosen, type)
        return [(value, f".{name}") for value, name in zip(chosen, names, strict=True)]

    def _evaluated(self, expression: str, values: Sequence[Any], type: str) -> list[Any]:
        """What ``expression`` gives for each of ``values``, which know their places by ``$index``."""
        items = [element(value, type, "%items") for value in values]
        self._environment.variables = {"items": items}
        try:
            found = self._engine.evaluate(f"%items.select({expression})", None, self._environment)
        except FhirpathError as error:
            raise refused(error) from None
        return [each.value for each in found]


def _number(value: Any, name: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadRequest.because("graphql-number", name=name)
    return value


def _has(value: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether an element has each of the ``wanted`` values; one of a list is enough."""
    for name, text in wanted.items():
        held = value.get(name) if isinstance(value, dict) else None
        if text not in (held if isinstance(held, list) else [held]):
            return False
    return True
