"""The text of a resource by line, with the findings beside the lines that they are about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from hie.fhir import lines_of, nearest_line
from hie.outcome import Issue, Language

#: Longer texts are shown only around their findings: an old computer takes long to lay out more lines.
MOST_LINES = 2000
#: Lines shown before and after a line with a finding in such a text.
AROUND = 5
#: Characters of a line that are shown: an attachment may be a line of a megabyte.
MOST_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue as it is shown; ``number`` counts down the page from 1, ``text`` is in ``lang``."""

    number: int
    line: int
    severity: str
    expression: str
    rule: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line; ``left_out`` counts the characters at its end that are not shown."""

    number: int
    text: str
    left_out: int
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that are not shown, for nothing was found in them."""

    first: int
    last: int


def findings(issues: Iterable[Issue], text: str, language: Language, *, is_read: bool) -> list[Finding]:
    """``issues`` in the order of their lines in ``text``; ``is_read`` when it could be decoded."""
    at = partial(nearest_line, lines_of(text if is_read else ""))
    last = text.count("\n") + 1
    found = [(_line_of(issue, at, last), issue) for issue in issues]
    found.sort(key=lambda pair: pair[0])
    return [_finding(number, line, issue, language) for number, (line, issue) in enumerate(found, start=1)]


def _line_of(issue: Issue, at: Callable[[str | None], int], last: int) -> int:
    """The line that ``issue`` names, else the one its element is ``at``; ``last`` at the most."""
    line = issue.params.get("line")
    if not isinstance(line, int):
        line = at(issue.expression)
    return max(1, min(line, last))


def _finding(number: int, line: int, issue: Issue, language: Language) -> Finding:
    is_foreign = issue.texts is not None and not issue.texts.get(language)
    return Finding(
        number,
        line,
        "error" if issue.is_error else issue.severity,
        issue.expression or "",
        issue.rule,
        issue.text(language),
        "en" if is_foreign else language,
    )


def listing(text: str, found: Sequence[Finding]) -> list[Line | Gap]:
    """``text`` by line; of a long one, what is around the findings."""
    lines = text.split("\n")
    by_line: dict[int, list[Finding]] = {}
    for finding in found:
        by_line.setdefault(finding.line, []).append(finding)
    if len(lines) <= MOST_LINES:
        return [_line(number, lines, by_line) for number in range(1, len(lines) + 1)]
    rows: list[Line | Gap] = []
    last = 0
    for line in sorted(by_line):
        first = max(line - AROUND, last + 1)
        if first - last > AROUND:
            rows.append(Gap(last + 1, first - 1))
            last = first - 1
        end = min(line + AROUND, len(lines))
        rows += [_line(number, lines, by_line) for number in range(last + 1, end + 1)]
        last = max(last, end)
    return [*rows, Gap(last + 1, len(lines))] if last < len(lines) else rows


def _line(number: int, lines: Sequence[str], by_line: Mapping[int, Sequence[Finding]]) -> Line:
    text = lines[number - 1]
    return Line(number, text[:MOST_CHARACTERS], max(len(text) - MOST_CHARACTERS, 0), by_line.get(number, ()))
