"""FHIRPath Patch: the operations that Parameters hold.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from hie.conformance import Registry
from hie.fhirpath import Engine, Environment, FhirpathError, model_of
from hie.outcome import BadRequest, FhirError, Unprocessable, all_at
from hie.patch.places import Json, holder_at, place_at, read_list, write_list
from hie.patch.values import Values

_TYPES = ("add", "insert", "delete", "replace", "move")
_NUMBERS = ("index", "source", "destination")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``value`` is its part ``value`` as it was sent, ``numbers`` are positions from 0."""

    type: str
    path: str
    name: str
    value: Json | None
    numbers: Mapping[str, int]


Operations: TypeAlias = Sequence[Operation]


def read(parameters: Json) -> Operations:
    """The operations of ``parameters``.

    Raises BadRequest, with the number of the operation (from 1) and its place, for what is none.
    """
    sent = parameters.get("parameter", [])
    if not isinstance(sent, list):
        raise BadRequest.because("patch-operation-malformed", "Parameters.parameter", number=1)
    return [_operation(number, item) for number, item in enumerate(sent, 1)]


def _operation(number: int, item: Any) -> Operation:
    sent = item.get("part") if isinstance(item, dict) else None
    parts = {part.get("name"): part for part in sent or () if isinstance(part, dict)}
    texts = {name: _primitive(parts.get(name)) for name in ("type", "path", "name", *_NUMBERS)}
    type, path, name = texts["type"], texts["path"], texts["name"]
    numbers = {key: value for key in _NUMBERS if isinstance(value := texts[key], int) and value >= 0}
    needed = {"insert": {"index"}, "move": {"source", "destination"}}
    has_value = type not in ("add", "insert", "replace") or "value" in parts
    is_whole = (
        isinstance(item, dict)
        and item.get("name") == "operation"
        and type in _TYPES
        and isinstance(path, str)
        and isinstance(name, str) == (type == "add")
        and has_value
        and needed.get(str(type), set()) <= numbers.keys()
    )
    if not is_whole:
        raise BadRequest.because("patch-operation-malformed", _place(number), number=number)
    return Operation(str(type), str(path), str(name), parts.get("value"), numbers)


def _primitive(part: Json | None) -> Any:
    """The primitive value of a part, whatever its type; None without one."""
    for key, value in (part or {}).items():
        if key.startswith("value") and isinstance(value, str | int):
            return value
    return None


class FhirpathPatch:
    """Applies operations to resources that ``registry`` defines; safe for threads."""

    def __init__(self, registry: Registry) -> None:
        self._engine = Engine(registry)
        self._model = model_of(registry)
        self._values = Values(self._model)

    def apply(self, operations: Operations, resource: Json, now: datetime) -> Json:
        """What ``operations`` make of ``resource``, which is used up.

        Raises Unprocessable when one of them does not fit, with its number (from 1), path and place.
        """
        for number, operation in enumerate(operations, 1):
            with _numbered(number, operation.path):
                self._one(operation, resource, now)
        return resource

    def _one(self, operation: Operation, resource: Json, now: datetime) -> None:
        paths = self._paths(operation.path, resource, now)
        match operation.type:
            case "add":
                self._add(operation, resource, _only(paths))
            case "delete":
                # https://hl7.org/fhir/R4/fhirpatch.html: what is not there need not be taken away.
                if paths:
                    self._delete(resource, _only(paths))
            case "replace":
                place = place_at(self._model, resource, _only(paths))
                place.replace(self._values.of(operation.value or {}, place.type))
            case _:
                self._in_list(operation, resource, paths)

    def _paths(self, expression: str, resource: Json, now: datetime) -> list[str]:
        """Where the elements stand that ``expression`` selects."""
        try:
            found = self._engine.evaluate(expression, resource, Environment(now))
        except FhirpathError as error:
            raise Unprocessable.because("patch-expression", detail=str(error)) from None
        if any(each.path is None for each in found):
            raise Unprocessable.because("patch-computed")
        return [each.path or "" for each in found]

    def _delete(self, resource: Json, path: str) -> None:
        """Take the element at ``path`` away, and what it leaves empty: FHIR has no empty elements."""
        place_at(self._model, resource, path).remove()
        parent = path.rpartition(".")[0]
        while "." in parent:
            place = place_at(self._model, resource, parent)
            value, beside = place.pair
            if value != {} and beside != {}:
                return
            place.replace((value or None, beside or None)) if value else place.remove()
            parent = parent.rpartition(".")[0]

    def _add(self, operation: Operation, resource: Json, path: str) -> None:
        holder, type = holder_at(self._model, resource, path)
        self._values.add(holder, type, operation.name, operation.value or {})

    def _in_list(self, operation: Operation, resource: Json, paths: list[str]) -> None:
        """Insert into a list, or move within it; ``paths`` are those of its elements."""
        if not paths:
            raise Unprocessable.because("patch-nothing")
        place = place_at(self._model, resource, paths[0])
        if place.index is None:
            raise Unprocessable.because("patch-not-list")
        pairs = read_list(place.holder, place.key)
        whole = paths[0].rpartition("[")[0]
        if paths != [f"{whole}[{index}]" for index in range(len(pairs))]:
            raise Unprocessable.because("patch-not-list")
        numbers = operation.numbers
        if operation.type == "insert":
            _check_position(numbers["index"], len(pairs))
            pairs.insert(numbers["index"], self._values.of(operation.value or {}, place.type))
        else:
            _check_position(numbers["source"], len(pairs) - 1)
            _check_position(numbers["destination"], len(pairs) - 1)
            pairs.insert(numbers["destination"], pairs.pop(numbers["source"]))
        write_list(place.holder, place.key, pairs)


def _only(paths: list[str]) -> str:
    if not paths:
        raise Unprocessable.because("patch-nothing")
    if len(paths) > 1:
        raise Unprocessable.because("patch-several", found=len(paths))
    return paths[0]


def _check_position(position: int, last: int) -> None:
    if position > last:
        raise Unprocessable.because("patch-position", position=position, last=last)


@contextmanager
def _numbered(number: int, path: str) -> Iterator[None]:
    """Errors of what is done inside of it say first which operation they are of, and stand at it."""
    try:
        with all_at(_place(number)):
            yield
    except FhirError as error:
        operation = Unprocessable.because("patch-operation", _place(number), number=number, path=path)
        raise type(error)([*operation.issues, *error.issues]) from None


def _place(number: int) -> str:
    """The FHIRPath of an operation."""
    return f"Parameters.parameter[{number - 1}]"
