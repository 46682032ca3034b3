"""FHIR's JSON, read and written without losing a digit.

https://hl7.org/fhir/R4/json.html

Numbers with a fraction or an exponent become Decimal, so that ``1.10`` leaves as ``1.10``.  Duplicate
names, which every fast decoder drops in silence, are refused.
"""

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from hie.fhir.surrogates import lone_surrogate, place_of_surrogate
from hie.outcome import BadRequest

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode
_POSITION = re.compile(r" \(byte (\d+)\)$")


def encode(value: Any) -> bytes:
    """``value`` as compact JSON in UTF-8; decimals keep their digits."""
    return _encode(value)


def indent(data: bytes) -> bytes:
    """The JSON text ``data`` laid out for a person."""
    return msgspec.json.format(data, indent=2)


def decode(data: bytes) -> Any:
    """The JSON value in ``data``.

    Raises BadRequest when ``data`` is not UTF-8, not JSON, nested too deeply, has half of a character as
    an escape, or names a member of one object twice.
    """
    try:
        value = _decode(data)
    except RecursionError:
        raise BadRequest.because("json-too-deep") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(data, str(error)) from None
    if data.count(b":") != _encode(value).count(b":") or b"\\u003" in data:
        _refuse_duplicates(data)
    return value


def _unreadable(data: bytes, detail: str) -> BadRequest:
    """The error for bytes that are not UTF-8 or not JSON, with its place; ``detail`` is the decoder's."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return BadRequest.because("json-not-utf8", offset=error.start)
    found = _POSITION.search(detail)
    offset = int(found[1]) if found else len(data)
    lone = lone_surrogate(data)
    # It is called truncated, or told of behind it.  What comes after another error was not looked at.
    if lone is not None and lone[0] < offset:
        line, column = _position(data, lone[0])
        place = place_of_surrogate(data)
        return BadRequest.because("json-surrogate", place, escape=lone[1], line=line, column=column)
    line, column = _position(data, offset)
    detail = _POSITION.sub("", detail).removeprefix("JSON is malformed: ")
    return BadRequest.because("json-invalid", detail=detail, line=line, column=column)


def _position(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column, in characters and from 1, of what begins at ``offset``."""
    before = data[:offset].decode("utf-8", "replace")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


class _Twice(dict[str, Any]):
    """An object in which ``name`` stood twice."""

    name: str


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    twice = _Twice(members)
    for name, _ in pairs:
        if name in seen:
            twice.name = name
            break
        seen.add(name)
    return twice


def _refuse_duplicates(data: bytes) -> None:
    """Raise BadRequest that names the first duplicate member of ``data``, if there is one.

    The caller has seen more colons in the text than in the value, so this slow reading is rare.
    """
    try:
        value = json.loads(data, object_pairs_hook=_pairs)
    except RecursionError:
        raise BadRequest.because("json-too-deep") from None
    path = _path_of_duplicate(value)
    if path is not None:
        raise BadRequest.because("json-duplicate-key", path, name=path.rpartition(".")[2])


def _path_of_duplicate(value: Any) -> str | None:
    """The FHIRPath-like place of the first duplicate member, found breadth first."""
    root = value.get("resourceType") if isinstance(value, dict) else None
    waiting: list[tuple[str, Any]] = [(root if isinstance(root, str) else "$this", value)]
    for path, node in waiting:
        if isinstance(node, _Twice):
            return f"{path}.{node.name}"
        if isinstance(node, dict):
            waiting += [(f"{path}.{name}", child) for name, child in node.items()]
        elif isinstance(node, list):
            waiting += [(f"{path}[{index}]", child) for index, child in enumerate(node)]
    return None
