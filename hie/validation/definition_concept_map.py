"""A ConceptMap itself: whether the systems that it maps between have its codes.

https://hl7.org/fhir/R4/conceptmap.html
"""

from collections.abc import Callable

from hie.terminology import WRITTEN, read_concepts
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject


def check_concept_map(subject: Subject) -> None:
    """Note codes of a ConceptMap that their systems do not have."""
    for group in subject.node.children("group"):
        source, target = group.text("source"), group.text("target")
        has_source, has_target = _test(subject, source), _test(subject, target)
        for element in group.children("element"):
            _code(subject, element, source, has_source)
            for item in element.children("target"):
                _code(subject, item, target, has_target)
        unmapped = group.child("unmapped")
        if unmapped.text("mode") == "fixed":
            _code(subject, unmapped, target, has_target)


def _test(subject: Subject, system: str | None) -> Callable[[str], bool] | None:
    """The test of whether ``system`` has a code; None when nobody can tell."""
    if system is None:
        return None
    concepts = read_concepts(subject.knowledge.registry, system)
    if concepts is not None and concepts.complete:
        return concepts.by_code.__contains__
    return WRITTEN.get(system)


def _code(subject: Subject, item: Node, system: str | None, has: Callable[[str], bool] | None) -> None:
    code = item.text("code")
    if code is not None and has is not None and not has(code):
        params = {"code": shown(code), "system": shown(system)}
        subject.findings.add(item.at("code"), "code-not-in-system", "code-invalid", **params)
