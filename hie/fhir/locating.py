"""Where issues are in the text that they are about.

https://hl7.org/fhir/R4/extension-operationoutcome-issue-line.html
https://hl7.org/fhir/R4/extension-operationoutcome-issue-col.html
"""

from functools import cached_property

from hie.fhir.positions import Lines, lines_of, nearest_position
from hie.outcome import Issue, Position

#: Longer texts are not looked through, in bytes: a megabyte takes about a tenth of a second.
LONGEST = 5_000_000

#: Keys of the issues about text that cannot be read.
_READING = ("json-", "xml-")


class Locating:
    """Finds issues in ``text``, which is looked through when the first one is asked for.

    ``within`` is the FHIRPath of the resource that the issues are about where it is a part of the text,
    such as ``Parameters.parameter[0].resource``.
    """

    def __init__(self, text: bytes, within: str = "") -> None:
        self._text = text
        self._within = within

    def __call__(self, issue: Issue) -> Position | None:
        """Line and column of the element that ``issue`` is about; None when it is about none."""
        if issue.key.startswith(_READING):
            # The reader of a text says itself where it stopped.
            line, column = issue.params.get("line"), issue.params.get("column")
            return (line, column) if isinstance(line, int) and isinstance(column, int) else None
        if issue.expression is None or not self._text or len(self._text) > LONGEST:
            return None
        return nearest_position(self._lines, self._inside(issue.expression))

    @cached_property
    def _lines(self) -> Lines:
        return lines_of(self._text.decode("utf-8", "replace"))

    def _inside(self, expression: str) -> str:
        if not self._within:
            return expression
        _, dot, rest = expression.partition(".")
        return f"{self._within}{dot}{rest}"
