"""What the server has to say about a request: issues, and the OperationOutcome made of them.

https://hl7.org/fhir/R4/operationoutcome.html

An :class:`Issue` is data, never an exception: whoever finds one appends it to a list, and only the
interaction decides whether to refuse.  Its text is chosen when it is rendered, so one issue can be
read in Ukrainian and in English.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hie.outcome.languages import Language
from hie.outcome.messages import message

Severity = Literal["fatal", "error", "warning", "information"]

#: Line and column, both from 1, in the text that a client has sent.
Position = tuple[int, int]

_LINE = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line"
_COLUMN = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col"

#: System of the rule keys in ``OperationOutcome.issue.details.coding``.
RULE_SYSTEM = "urn:hie:rule"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding.

    ``code`` is from FHIR's IssueType value set, ``key`` is our stable rule key (or the key of an
    invariant), ``expression`` the FHIRPath of the element with indexes, such as
    ``Patient.name[0].given[1]``.  ``params`` fill the message template of ``key``; ``texts`` replaces
    the template where the text comes from a definition (an invariant's human description).
    """

    key: str
    code: str = "invalid"
    severity: Severity = "error"
    expression: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] | None = None

    @property
    def is_error(self) -> bool:
        """Whether this issue alone is a reason to refuse."""
        return self.severity in ("error", "fatal")

    @property
    def rule(self) -> str:
        """The rule that was broken: a key such as ``unknown-element~near`` is one wording of its rule."""
        return self.key.partition("~")[0]

    def text(self, language: Language) -> str:
        """The finding in words, in ``language`` where it is known in it, else in English."""
        if self.texts is not None:
            return self.texts.get(language) or self.texts.get("en") or self.key
        return message(self.key, language, self.params)

    def to_fhir(self, language: Language, position: Position | None = None) -> dict[str, Any]:
        """The issue as an ``OperationOutcome.issue`` element, with its ``position`` when it is known."""
        text = self.text(language)
        issue: dict[str, Any] = {} if position is None else {"extension": _extensions(position)}
        issue |= {
            "severity": self.severity,
            "code": self.code,
            "details": {"coding": [{"system": RULE_SYSTEM, "code": self.rule}], "text": text},
            "diagnostics": text,
        }
        if self.expression is not None:
            issue["expression"] = [self.expression]
        return issue


def _extensions(position: Position) -> list[dict[str, Any]]:
    line, column = position
    return [{"url": _LINE, "valueInteger": line}, {"url": _COLUMN, "valueInteger": column}]


#: Finds where in a text an issue is; None when that cannot be told.
Locator = Callable[[Issue], Position | None]


def operation_outcome(
    issues: Iterable[Issue], language: Language = "en", locate: Locator | None = None
) -> dict[str, Any]:
    """An OperationOutcome resource of ``issues``; of "all ok" when there are none.

    With ``locate`` each issue tells its line and column.
    """
    rendered = [issue.to_fhir(language, locate(issue) if locate else None) for issue in issues]
    if not rendered:
        rendered = [Issue("all-ok", "informational", "information").to_fhir(language)]
    return {"resourceType": "OperationOutcome", "issue": rendered}


def has_errors(issues: Iterable[Issue]) -> bool:
    """Whether any of ``issues`` is an error or fatal."""
    return any(issue.is_error for issue in issues)
