"""Where the elements of a resource stand in its text, JSON or XML.

https://hl7.org/fhir/R4/json.html
https://hl7.org/fhir/R4/xml.html

Findings name elements by FHIRPath; people look at lines.
"""

import re
from collections import Counter
from xml.parsers import expat

# A string that is not closed is taken whole too: looking for its end again from each of its quotes would
# take time in proportion to the square of its length.
_PART = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_ROOT = "$this"
_STEP = re.compile(r"\.(?:ofType\([^)]*\)|[^.\[(]+)|\[\d+\]|^[^.\[]+")


class Lines(dict[str, int]):
    """FHIRPath of each element in a text to the line, from 1, on which it begins.

    ``columns`` has the column, from 1, on which each begins in its line.
    ``choices`` has the paths of elements such as ``$this.valueQuantity`` by the FHIRPath that they
    may be an element of a choice by, ``$this.value``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[str, str] = {}
        self.columns: dict[str, int] = {}

    def note(self, path: str, name: str, line: int, column: int) -> None:
        """Note the element ``path``, whose last part is ``name``, where it is met first."""
        if path in self:
            return
        self[path] = line
        self.columns[path] = column
        stem = path.removesuffix(name)
        for match in re.finditer(r"[A-Z]", name):
            self.choices.setdefault(stem + name[: match.start()], path)

    def find(self, path: str) -> str | None:
        """The path by which ``path`` is noted, if it is."""
        return path if path in self else self.choices.get(path)


def lines_of(text: str) -> Lines:
    """The lines of the elements in ``text``, which is XML when it begins with ``<``, else JSON.

    The paths begin with ``$this`` for the resource, whose type may stand anywhere in JSON.  Text that is
    neither gives what could be made out of it.
    """
    return _lines_of_xml(text) if text.lstrip().startswith("<") else _lines_of_json(text)


def _lines_of_json(text: str) -> Lines:
    found = Lines()
    stack: list[tuple[str, int | None]] = []  # Path of each open object (None) or array (next index).
    path, name = "", ""
    line, last, above = 1, 0, -1  # ``above`` is where the line before this one ends.
    expects_name = False
    for match in _PART.finditer(text):
        begun = text.count("\n", last, match.start())
        if begun:
            line += begun
            above = text.rfind("\n", last, match.start())
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
            name = part[1:-1].removeprefix("_")
            found.note(f"{stack[-1][0]}.{name}", name, line, last - above)
        else:
            path = _place(stack, name)
            found.note(path, "", line, last - above)
            if part in "[{":
                stack.append((path, 0 if part == "[" else None))
                expects_name = part == "{"
    return found


def _place(stack: list[tuple[str, int | None]], name: str) -> str:
    """The path of the value that begins now."""
    if not stack:
        return _ROOT
    parent, index = stack[-1]
    return f"{parent}.{name}" if index is None else f"{parent}[{index}]"


def _lines_of_xml(text: str) -> Lines:
    """As :func:`lines_of`; an element with a capital letter is a resource, not a step of a path."""
    found = Lines()
    stack: list[tuple[str, Counter[str]]] = []  # Path of each open element, and its children by name.
    parser = expat.ParserCreate(namespace_separator=" ")

    def position() -> tuple[int, int]:
        return parser.CurrentLineNumber, parser.CurrentColumnNumber + 1

    def start(name: str, _: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if not stack or name[:1].isupper():
            path = stack[-1][0] if stack else _ROOT
        else:
            parent, children = stack[-1]
            found.note(f"{parent}.{name}", name, *position())
            # The first one is there by both names: only the definition tells whether it is a list.
            path = f"{parent}.{name}[{children[name]}]"
            children[name] += 1
        found.note(path, "", *position())
        stack.append((path, Counter()))

    def end(_: str) -> None:
        stack.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        return found
    return found


def nearest_line(lines: Lines, expression: str | None) -> int:
    """The line of ``expression``, or of what is around it when it is not there itself; 1 at the least."""
    return nearest_position(lines, expression)[0]


def nearest_position(lines: Lines, expression: str | None) -> tuple[int, int]:
    """Line and column of ``expression``, or of what is around it when it is not there itself.

    FHIRPath says ``Observation.value`` of what JSON names ``valueQuantity``.
    """
    path, found = _ROOT, _position(lines, _ROOT)
    for step in _STEP.findall(expression or "")[1:]:  # The first is the type of the resource, or $this.
        if step.startswith(".ofType("):
            continue
        # In XML an element of a list and one that stands alone look the same.
        next_path = lines.find(path + step) or lines.find(f"{path}[0]{step}")
        if next_path is None:
            break
        path, found = next_path, _position(lines, next_path)
    return found


def _position(lines: Lines, path: str) -> tuple[int, int]:
    return lines.get(path, 1), lines.columns.get(path, 1)
