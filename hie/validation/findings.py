"""The findings of a walk: issues with their places, put into the order of the document at the end."""

from typing import Any

from hie.conformance import Constraint
from hie.outcome import Issue, Severity
from hie.validation.hints import shown
from hie.validation.place import Place

#: A walk stops after so many findings: a hostile resource may not make a report that fills the memory.
MAX_FINDINGS = 1000


#: A position after all others.
_LAST = 1 << 62


class TooMany(Exception):
    """The limit of findings has been reached."""


class Findings:
    """Issues in the order in which they were found, each with its place."""

    def __init__(self) -> None:
        self._found: list[tuple[tuple[int, ...], Issue]] = []

    def __len__(self) -> int:
        """How many there are."""
        return len(self._found)

    def add(self, place: Place, key: str, code: str, /, **params: Any) -> None:
        """Note an error.  Raises TooMany when there are enough."""
        self.note(place, Issue(key, code, "error", place.path, params))

    def warn(self, place: Place, key: str, code: str, /, **params: Any) -> None:
        """Note a warning.  Raises TooMany when there are enough."""
        self.note(place, Issue(key, code, "warning", place.path, params))

    def hint(self, place: Place, key: str, code: str, /, **params: Any) -> None:
        """Note what is only worth knowing.  Raises TooMany when there are enough."""
        self.note(place, Issue(key, code, "information", place.path, params))

    def wrong_value(self, place: Place, key: str, value: Any, /, **params: Any) -> None:
        """Note an error about ``value``, which is shown shortened."""
        self.note(place, Issue(key, "value", "error", place.path, {"value": shown(value), **params}))

    def violated(self, place: Place, constraint: Constraint) -> None:
        """Note that an invariant does not hold at ``place``."""
        severity: Severity = "error" if constraint.severity == "error" else "warning"
        texts = {language: f"{constraint.key}: {text}" for language, text in constraint.texts.items()}
        self.note(place, Issue(constraint.key, "invariant", severity, place.path, {}, texts))

    def note(self, place: Place, issue: Issue) -> None:
        """Note any issue.  Raises TooMany when there are enough."""
        self._found.append((place.at, issue))
        if len(self._found) >= MAX_FINDINGS:
            raise TooMany

    def cut(self) -> None:
        """Note that the walk stopped before its end."""
        issue = Issue("too-many-issues", "too-costly", "error", None, {"count": len(self._found)})
        self._found.append(((_LAST,), issue))

    def has_errors(self) -> bool:
        """Whether anything found is a reason to refuse."""
        return any(issue.is_error for _, issue in self._found)

    def in_order(self) -> list[Issue]:
        """The issues in the order of the document, none twice."""
        ordered: list[Issue] = []
        seen: set[tuple[str, str | None, str]] = set()
        for _, issue in sorted(self._found, key=lambda found: found[0]):
            identity = (issue.key, issue.expression, str(issue.params))
            if identity not in seen:
                seen.add(identity)
                ordered.append(issue)
        return ordered
