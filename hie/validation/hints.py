"""What would have been right: hints that go with an issue."""

from collections.abc import Iterable, Mapping
from typing import Any

from hie.conformance import nearest

#: Allowed codes are listed when there are no more than this.
MAX_CODES = 12
_LONGEST = 80
_LONGEST_NAME = 64
_MAX_SUGGESTIONS = 32
_MAX_REMEMBERED = 1024

#: Primitive type to what its values look like, understood in any language.
FORMATS: Mapping[str, str] = {
    "base64Binary": "base64, SGllIQ==",
    "boolean": "true | false",
    "canonical": "http://example.org/definition|1.0",
    "code": "final, in-progress",
    "date": "2024, 2024-05, 2024-05-31",
    "dateTime": "2024, 2024-05, 2024-05-31, 2024-05-31T09:30:00+03:00",
    "decimal": "36.6",
    "id": "[A-Za-z0-9.-]{1,64}",
    "instant": "2024-05-31T09:30:00.000+03:00",
    "integer": "-2147483648 … 2147483647",
    "markdown": "1 … 1048576 × U+0009 U+000A U+000D U+0020…",
    "oid": "urn:oid:1.2.3",
    "positiveInt": "1 … 2147483647",
    "string": "1 … 1048576 × U+0009 U+000A U+000D U+0020…",
    "time": "09:30:00",
    "unsignedInt": "0 … 2147483647",
    "uri": "http://example.org/x, urn:oid:1.2.3",
    "url": "https://example.org/x",
    "uuid": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
    "xhtml": '<div xmlns="http://www.w3.org/1999/xhtml">…</div>',
}


class NearestNames:
    """The names that were perhaps meant, remembered: a client makes the same mistake again and again."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str | None] = {}

    def near(self, name: str, group: str, candidates: Iterable[str]) -> str | None:
        """The candidate of ``group`` most like ``name``; None when none is."""
        key = (group, name)
        if key not in self._known:
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = nearest(name, candidates)
        return self._known.get(key)


class Suggestions:
    """Names that were perhaps meant; few of them, for comparing is slow and a hostile resource is long."""

    def __init__(self, names: NearestNames) -> None:
        self._names = names
        self._known: dict[tuple[str, str], str | None] = {}

    def near(self, name: str, group: str, candidates: Iterable[str]) -> str | None:
        """The candidate of ``group`` most like ``name``; None when none is, or enough have been asked for."""
        key = (group, name)
        if key not in self._known:
            if len(self._known) >= _MAX_SUGGESTIONS or len(name) > _LONGEST_NAME:
                return None
            self._known[key] = self._names.near(name, group, candidates)
        return self._known[key]


def shown(value: Any) -> str:
    """``value`` as a short text that can stand in a message."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and value.bit_length() > 256:
        return f"≈ 2^{value.bit_length()}"
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = value if isinstance(value, str) else str(value)
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return cut if cut.isprintable() else ascii(cut)[1:-1]


def json_type(value: Any) -> str:
    """The JSON name of the kind of ``value``."""
    for name, kinds in _JSON_TYPES:
        if isinstance(value, kinds):
            return name
    return "null" if value is None else "number"


_JSON_TYPES: tuple[tuple[str, Any], ...] = (
    ("boolean", bool),
    ("string", str),
    ("array", list),
    ("object", dict),
)


def listed(codes: Iterable[str]) -> str | None:
    """The codes in one line when they are few, else None."""
    ordered = sorted(set(codes))
    return ", ".join(ordered) if len(ordered) <= MAX_CODES else None
