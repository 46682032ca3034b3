r"""Lone surrogates in JSON: half of a character, written as an escape (``"\ud800"``).

https://www.rfc-editor.org/rfc/rfc8259#section-8.2

The grammar of JSON lets them through, UTF-8 does not, and decoders differ in what they call them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

#: Any escape; the group holds one that is a surrogate without the other half, which the end has not cut off.
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})(?=.)|.)",
    re.DOTALL,
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def lone_surrogate(data: bytes) -> tuple[int, str] | None:
    """The offset in ``data`` of the first escape that is half of a character, and the escape."""
    found = next((each for each in _ESCAPE.finditer(data) if each[1]), None)
    return None if found is None else (found.start(), found[0].decode())


def place_of_surrogate(data: bytes) -> str | None:
    """The FHIRPath-like place of the first string in ``data`` with half of a character.

    Of a name of a member it is the place of the object.  None when ``data`` is not JSON otherwise.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    root = value.get("resourceType") if isinstance(value, dict) else None
    is_told = isinstance(root, str) and not _SURROGATE.search(root)
    # The last is looked at first, so that it is in the order of the text.
    waiting: list[tuple[str, Any]] = [(str(root) if is_told else "$this", value)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, str) and _SURROGATE.search(node):
            return path
        waiting += reversed(list(_children(path, node)))
    return None


def _children(path: str, node: Any) -> Iterator[tuple[str, Any]]:
    """What is looked at in ``node``, with its place; the names of members are strings of the object."""
    if isinstance(node, list):
        yield from ((f"{path}[{index}]", child) for index, child in enumerate(node))
    elif isinstance(node, dict):
        for name, child in node.items():
            yield path, name
            yield f"{path}.{name}", child
