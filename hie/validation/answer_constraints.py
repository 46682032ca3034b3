"""Constraints that a Questionnaire puts on its responses in FHIRPath.

https://hl7.org/fhir/R4/extension-questionnaire-constraint.html
"""

from hie.outcome import Issue
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.questionnaire_form import BASE
from hie.validation.subject import Subject

_URLS = (f"{BASE}questionnaire-constraint", f"{BASE}targetConstraint")


def check_constraints(subject: Subject, defined: Node, node: Node) -> None:
    """Note where ``node``, the response or an item of it, breaks the constraints of ``defined``."""
    for url in _URLS:
        for extension in defined.extensions(url):
            parts = {part.text("url"): part for part in extension.children("extension")}
            expression = _text(parts.get("expression"))
            if expression is not None and _is_broken(subject, expression, node):
                human, key = _text(parts.get("human")), _text(parts.get("key"))
                severity = _text(parts.get("severity"))
                params = {"key": shown(key or "…"), "human": shown(human or expression)}
                issue = Issue(
                    "answer-constraint",
                    "invariant",
                    "warning" if severity == "warning" else "error",
                    node.place.path,
                    params,
                )
                subject.findings.note(node.place, issue)


def _text(part: Node | None) -> str | None:
    """The value of a part, which is text, or an Expression in FHIRPath."""
    found = part.choice("value") if part is not None else None
    if found is None:
        return None
    if isinstance(found.value, dict):
        inner = found.value.get("expression") if found.value.get("language") == "text/fhirpath" else None
        return inner if isinstance(inner, str) else None
    return found.value if isinstance(found.value, str) else None


def _is_broken(subject: Subject, expression: str, node: Node) -> bool:
    """Whether ``expression`` is false for ``node``; one that cannot be evaluated is not."""
    inside = node.place.path[len(subject.node.place.path) :]
    return subject.evaluate(expression, inside) == [False]
