"""Where the elements of a resource stand in its JSON text.

https://hl7.org/fhir/R4/json.html

Findings name elements by FHIRPath; people look at lines.
"""

import re

_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def lines_of(text: str) -> dict[str, int]:
    """FHIRPath of each element in the JSON ``text`` to the line, from 1, on which it begins.

    The paths begin with the resourceType.  Text that is not JSON gives what could be made out of it.
    """
    found: dict[str, int] = {}
    stack: list[tuple[str, int | None]] = []  # Path of each open object (None) or array (next index).
    path, name, root = "", "", _root(text)
    line, last = 1, 0
    expects_name = False
    for match in _PART.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        part = match[0]
        if part in "]}":
            if not stack:
                break
            path, expects_name = stack.pop()[0], False
        elif part == ",":
            expects_name = bool(stack) and stack[-1][1] is None
            if stack and stack[-1][1] is not None:
                stack[-1] = (stack[-1][0], stack[-1][1] + 1)
        elif part == ":":
            expects_name = False
        elif expects_name:
            name = part[1:-1]
            found.setdefault(_child(stack[-1][0], name), line)
        else:
            path = _place(stack, name, root)
            found.setdefault(path, line)
            if part in "[{":
                stack.append((path, 0 if part == "[" else None))
                expects_name = part == "{"
    return found


def _root(text: str) -> str:
    match = re.search(r'"resourceType"\s*:\s*"([A-Za-z]+)"', text)
    return match[1] if match else "$this"


def _child(parent: str, name: str) -> str:
    return f"{parent}.{name.removeprefix('_')}"


def _place(stack: list[tuple[str, int | None]], name: str, root: str) -> str:
    """The path of the value that begins now."""
    if not stack:
        return root
    parent, index = stack[-1]
    return _child(parent, name) if index is None else f"{parent}[{index}]"


def nearest_line(lines: dict[str, int], expression: str | None) -> int:
    """The line of ``expression``, or of what is around it when it is not there itself; 1 at the least.

    FHIRPath says ``Observation.value`` of what JSON names ``valueQuantity``.
    """
    place = expression or ""
    while place:
        if place in lines:
            return lines[place]
        chosen = [
            line for path, line in lines.items() if re.fullmatch(re.escape(place) + "[A-Z][A-Za-z0-9]*", path)
        ]
        if chosen:
            return min(chosen)
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return 1
