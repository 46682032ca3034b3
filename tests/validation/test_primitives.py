"""The primitive types, against the public suite and the traps that it does not know."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from hie.fhir import decode, primitives
from hie.outcome import BadRequest

#: Names of the public suite that are not FHIR's.
SUITE_NAMES = {"base64_binary": "base64Binary", "date_time": "dateTime", "positive_int": "positiveInt"}
SUITE_NAMES["unsigned_int"] = "unsignedInt"


def _name(value: object) -> str:
    """A short test id: pytest's own would print numbers of 5,000 digits."""
    short = isinstance(value, str) and value.isascii() and len(value) < 40
    return str(value) if short else type(value).__name__


def _is_valid(type_name: str, text: str) -> bool:
    try:
        value = decode(text.encode())
    except BadRequest:
        return False
    if value is None:
        return type_name != "xhtml"  # An element that may be absent; a narrative's div may not.
    return primitives.is_primitive(type_name, value)


def test_public_suite(suites: Path) -> None:
    """Every value of the public suite is judged as the suite says (references are tested elsewhere)."""
    cases = [json.loads(line) for line in (suites / "primitives.jsonl").open()]
    wrong = [
        case["id"]
        for case in cases
        if case["type"] != "reference"
        and _is_valid(SUITE_NAMES.get(case["type"], case["type"]), case["json"]) != case["valid"]
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("string", "a\u00a0b"),
        ("string", "\u00a0"),
        ("string", "м’ята\tі\r\nчебрець"),
        ("string", "x" * 1048576),
        ("string", "\U0001f9ea"),
        ("uri", "urn:oid:1.2"),
        ("uri", "https://приклад.укр/шлях"),
        ("date", "2024-02-29"),
        ("dateTime", "2015-06-30T23:59:60Z"),
        ("dateTime", "2024-02-29T10:00:00.123456789+14:00"),
        ("instant", "2024-01-31T00:00:00-02:00"),
        ("integer", -2147483648),
        ("unsignedInt", 0),
        ("decimal", Decimal("1.10")),
        ("decimal", 10**30),
        ("decimal", 1e-3),
        ("base64Binary", "AAAA BBBB\nCC=="),
        ("code", "a b"),
        ("id", "A-z.9"),
    ],
    ids=_name,
)
def test_valid(type_name: str, value: object) -> None:
    """Values that hasty checks refuse are accepted."""
    assert primitives.is_primitive(type_name, value)


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("string", ""),
        ("string", "a\x00b"),
        ("string", "a\x1fb"),
        ("string", "\ud800"),
        ("string", "x" * 1048577),
        ("markdown", ""),
        ("boolean", 1),
        ("boolean", "true"),
        ("integer", True),
        ("integer", 2147483648),
        ("integer", Decimal("1.0")),
        ("integer", 10**5000),
        ("unsignedInt", -1),
        ("positiveInt", 0),
        ("decimal", True),
        ("decimal", float("nan")),
        ("decimal", Decimal("Infinity")),
        ("decimal", "1.0"),
        ("date", "2023-02-29"),
        ("date", "2024-02-30"),
        ("date", "0000-01-01"),
        ("date", "2024-1-1"),
        ("date", "٢٠٢٤"),
        ("dateTime", "2024-02-30T10:00:00Z"),
        ("dateTime", "2024-01-01T10:00Z"),
        ("dateTime", "2024-01-01T10:00:00"),
        ("dateTime", "2024-01-01T24:00:00Z"),
        ("dateTime", "2024-01-01T10:00:00+14:30"),
        ("instant", "2024-04-31T10:00:00Z"),
        ("time", "10:00"),
        ("base64Binary", "AAA"),
        ("base64Binary", "AA==AAAA"),
        ("base64Binary", " \n"),
        ("code", "a  b"),
        ("code", "a "),
        ("uri", "a b"),
        ("uri", ""),
        ("id", "a_b"),
        ("id", "a" * 65),
        ("id", "a\n"),
        ("oid", "urn:oid:3.1"),
        ("uuid", "urn:uuid:87E11D66-c137-458a-9754-fe6c4e445a6d"),
        ("xhtml", None),
    ],
    ids=_name,
)
def test_invalid(type_name: str, value: object) -> None:
    """Values that hasty checks accept are refused."""
    assert not primitives.is_primitive(type_name, value)


@pytest.mark.parametrize("type_name", sorted(primitives.CHECKS))
@pytest.mark.parametrize("value", [None, [], {}, ["a"], {"a": 1}, float("inf"), object(), b"x"])
def test_never_raises(type_name: str, value: object) -> None:
    """No value of a wrong kind is accepted, and none makes a check raise."""
    assert not primitives.is_primitive(type_name, value)


def test_base64_is_linear() -> None:
    """Hostile white space does not make the base64 check slow."""
    assert not primitives.is_base64_binary("AAAA \n " * 50_000 + "!")
