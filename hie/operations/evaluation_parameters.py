"""What FHIRPath selects, as a Parameters resource.

https://github.com/brianpos/fhirpath-lab/blob/develop/server-api.md
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from hie import __version__
from hie.conformance import Registry
from hie.fhir import encode, primitives
from hie.fhirpath import Quantity, Result
from hie.operations.evaluation import Answer, Question
from hie.outcome import Unprocessable

JSON_VALUE = "http://fhir.forms-lab.com/StructureDefinition/json-value"
XML_VALUE = "http://fhir.forms-lab.com/StructureDefinition/xml-value"
RESOURCE_PATH = "http://fhir.forms-lab.com/StructureDefinition/resource-path"
UCUM = "http://unitsofmeasure.org"

#: Bytes that the results of one evaluation may take.
LARGEST = 10_000_000

_INDEX = re.compile(r"\[\d+\]")
_SYSTEM = "System."
_QUANTITIES = ("SimpleQuantity", "MoneyQuantity")


class Rendering:
    """Renders results with the types of ``registry``."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._size = 0

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """The types that ``Parameters.parameter.value[x]`` may have, and their JSON keys."""
        tree = self._registry.tree("Parameters").find("Parameters.parameter.value[x]")
        return {ref.code: key for key, ref in tree.keys()} if tree else {}  # noqa: SIM118 - No dictionary.

    @property
    def types_by_key(self) -> Mapping[str, str]:
        """The same the other way round."""
        return {key: type for type, key in self._keys.items()}

    def parameters(
        self, question: Question, answers: Iterable[Answer], given: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """The Parameters resource of ``answers``; ``given`` are the parameters that were sent.

        Raises Unprocessable when it gets too large.
        """
        evaluator = {"name": "evaluator", "valueString": f"hie {__version__} (R4)"}
        parameters: list[dict[str, Any]] = [{"name": "parameters", "part": [evaluator, *given]}]
        for index, answer in enumerate(answers):
            result: dict[str, Any] = {"name": "result"}
            if answer.context is not None:
                result["valueString"] = answer.context.path or f"{question.context}[{index}]"
            parts = [self.part(item) for item in answer.results]
            parts += [self._trace(name, seen) for name, seen in answer.traces]
            if parts:
                result["part"] = parts
            parameters.append(result)
        return {"resourceType": "Parameters", "id": "fhirpath", "parameter": parameters}

    def part(self, item: Result) -> dict[str, Any]:
        """One item, named by its type."""
        name, value = _plain(item)
        part: dict[str, Any] = {"name": name}
        if item.path is not None:
            part["extension"] = [{"url": RESOURCE_PATH, "valueString": item.path}]
        if value == "":
            part["name"] = "empty-string"
        elif name in self._registry.resource_types and isinstance(value, dict):
            part["resource"] = value
        elif name in self._keys and _fits(name, value):
            part[self._keys[name]] = value
        elif value is not None:
            text = encode(value).decode()
            part.setdefault("extension", []).append({"url": JSON_VALUE, "valueString": text})
        self._count(part)
        return part

    def _trace(self, name: str, seen: Iterable[Result]) -> dict[str, Any]:
        parts = [self.part(item) for item in seen]
        return {"name": "trace", "valueString": name} | ({"part": parts} if parts else {})

    def _count(self, part: Mapping[str, Any]) -> None:
        self._size += len(encode(part))
        if self._size > LARGEST:
            raise Unprocessable.because("fhirpath-too-large", megabytes=LARGEST // 1_000_000)


def _plain(item: Result) -> tuple[str, Any]:
    """FHIR's name of the item's type, and its value as JSON has it."""
    name, value = item.type, item.value
    if name == "BackboneElement" and item.path is not None:
        return _INDEX.sub("", item.path), value
    if name in _QUANTITIES:
        return "Quantity", value
    if not name.startswith(_SYSTEM):
        return name, value
    return _system(name.removeprefix(_SYSTEM), item)


def _system(name: str, item: Result) -> tuple[str, Any]:
    """As :func:`_plain` for FHIRPath's own types: FHIR's primitive of the same name, where there is one."""
    if isinstance(item.value, Quantity):
        return name, _quantity(item.value)
    if hasattr(item.value, "namespace"):
        return name, {"namespace": item.value.namespace, "name": item.value.name}
    value = item.value if isinstance(item.value, bool | int | Decimal | str) else item.text
    return name[:1].lower() + name[1:], value


def _quantity(value: Quantity) -> dict[str, Any]:
    if value.is_calendar:
        return {"value": value.value, "unit": value.written or value.unit}
    return {"value": value.value, "unit": value.unit, "system": UCUM, "code": value.unit}


def _fits(name: str, value: Any) -> bool:
    """Whether ``value`` is one of FHIR's type ``name``: a dateTime may end with its hour in FHIRPath only."""
    if name not in ("date", "dateTime", "instant", "time"):
        return value is not None
    return isinstance(value, str) and re.fullmatch(primitives.PATTERNS[name], value) is not None
