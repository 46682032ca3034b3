"""The input parameters of an operation, held to its definition.

https://hl7.org/fhir/R4/operations.html#request
https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hie.conformance import Registry, nearest
from hie.fhir import decode, from_text, primitives
from hie.interactions import Request
from hie.outcome import BadRequest

#: Types whose values are texts.  Clients mix them up, and the text says the same.
_TEXTS = frozenset({"canonical", "code", "id", "string", "uri", "url"})

#: Parameters of every request, whose values the operation does not see.
_GENERAL = ("_format", "_pretty", "_summary", "_elements")


#: Types whose values are numbers; the JSON of an integer may be called so or unsignedInt.
_NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter that an operation takes: ``type`` is a FHIR type, or "part"; ``max`` None is any number."""

    name: str
    type: str
    min: int = 0
    max: int | None = 1


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter as it was given: the element ``json``, its ``value``, and its FHIRPath ``place``."""

    json: Mapping[str, Any]
    value: Any
    place: str


class Inputs:
    """The parameters of one request, by name."""

    def __init__(self, found: Mapping[str, Sequence[Given]]) -> None:
        self._found = found

    def one(self, name: str) -> Any:
        """The value of the parameter ``name``, or None."""
        given = self.given(name)
        return given.value if given else None

    def all(self, name: str) -> list[Any]:
        """The values of the parameter ``name``."""
        return [given.value for given in self._found.get(name, ())]

    def given(self, name: str) -> Given | None:
        """The first parameter ``name``, or None."""
        return next(iter(self._found.get(name, ())), None)

    def __iter__(self) -> Iterator[tuple[str, Given]]:
        """All parameters with their names, the query's first."""
        return ((name, given) for name, many in self._found.items() for given in many)


def body_of(request: Request) -> Any:
    """The body of ``request``, decoded; None when it has none."""
    if request.resource is not None or not request.body.strip():
        return request.resource
    return decode(request.body)


def operation_named(registry: Registry, name: str) -> str:
    """The canonical of the OperationDefinition whose URL ends with ``name``.

    Raises KeyError when there is none: the route of an operation without a definition is a fault of ours.
    """
    return _operations(registry)[name]


@lru_cache(maxsize=4)
def _operations(registry: Registry) -> Mapping[str, str]:
    return {entry.url.rpartition("/")[2]: entry.url for entry in registry.entries("OperationDefinition")}


def defined_inputs(registry: Registry, canonical: str, *others: Input) -> dict[str, Input]:
    """The inputs of the OperationDefinition ``canonical``, and ``others``, by name."""
    definition = registry.resolve(canonical, "OperationDefinition") or {}
    found = [
        Input(
            parameter["name"],
            parameter.get("type", "part"),
            parameter["min"],
            None if parameter["max"] == "*" else int(parameter["max"]),
        )
        for parameter in definition.get("parameter", ())
        if parameter["use"] == "in"
    ]
    return {each.name: each for each in (*found, *others)}


def read_inputs(inputs: Mapping[str, Input], request: Request, body: Any = None) -> Inputs:
    """The parameters in the query of ``request`` and in ``body``, a Parameters resource or None.

    Raises BadRequest for a parameter that the operation does not have, of another type than it has, that
    is missing, or that is given too often.
    """
    found: dict[str, list[Given]] = {}
    for name, text in request.query:
        if name in inputs or name not in _GENERAL:
            found.setdefault(name, []).append(Given({}, _from_query(_known(inputs, name), text), name))
    for index, parameter in enumerate(_listed(body)):
        place = f"Parameters.parameter[{index}]"
        wanted = _known(inputs, part_name(parameter, place), f"{place}.name")
        found.setdefault(wanted.name, []).append(Given(parameter, _value(wanted, parameter, place), place))
    for name, many in inputs.items():
        count = len(found.get(name, ()))
        if count < many.min:
            raise BadRequest.because("parameter-missing", name=name)
        if many.max is not None and count > many.max:
            raise BadRequest.because("parameter-repeated", name=name, max=many.max)
    return Inputs(found)


def part_name(parameter: Any, place: str) -> str:
    """The name of a parameter or part.  Raises BadRequest when it has none."""
    name = parameter.get("name") if isinstance(parameter, dict) else None
    if not isinstance(name, str):
        raise BadRequest.because("parameter-name", place)
    return name


def _listed(body: Any) -> list[Any]:
    listed = body.get("parameter", []) if isinstance(body, dict) else []
    if not isinstance(listed, list):
        raise BadRequest.because("parameter-list", "Parameters.parameter")
    return listed


def _known(inputs: Mapping[str, Input], name: str, place: str | None = None) -> Input:
    found = inputs.get(name)
    if found is None:
        near = nearest(name, inputs) or ", ".join(inputs)
        raise BadRequest.because("parameter-unknown", place, name=name[:80], nearest=near)
    return found


def _from_query(wanted: Input, text: str) -> Any:
    """The value in a query; complex ones cannot stand there."""
    if wanted.type in _TEXTS or wanted.type == "Resource":
        return text
    value = from_text(wanted.type, text)
    if value is not None:
        return value
    raise BadRequest.because("parameter-type", name=wanted.name, type=wanted.type)


def _value(wanted: Input, parameter: Mapping[str, Any], place: str) -> Any:
    """The value of ``parameter``, which must be of the type that is ``wanted``."""
    values = {key[5:]: value for key, value in parameter.items() if key.startswith("value")}
    if wanted.type == "part":
        if isinstance(parameter.get("part", []), list):
            return parameter.get("part", [])
    elif wanted.type in values and wanted.type[0].isupper():
        if isinstance(values[wanted.type], dict):
            return values[wanted.type]
    elif wanted.type[0].isupper():
        resource = parameter.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == wanted.type:
            return resource
        if wanted.type == "Resource":
            # What stands in its place (a reference, JSON in an extension) is for the operation to read.
            return resource if resource is not None else values.get("String")
    elif len(values) == 1:
        (held, value), *_ = values.items()
        type_name = held[:1].lower() + held[1:]
        if _is_value(wanted.type, type_name, value):
            return value
    raise BadRequest.because("parameter-type", place, name=wanted.name, type=wanted.type)


def _is_value(wanted: str, type: str, value: Any) -> bool:
    """Whether a ``value`` of the primitive ``type`` is as good as one of the type that is ``wanted``."""
    if {type, wanted} <= _TEXTS | {"date"}:
        return isinstance(value, str) and (wanted != "date" or primitives.is_primitive(wanted, value))
    is_number = type in _NUMBERS and wanted in _NUMBERS
    return (type == wanted or is_number) and primitives.is_primitive(wanted, value)
