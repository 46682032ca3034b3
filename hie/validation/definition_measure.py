"""A Measure or a Library itself, as far as that can be judged without running it.

https://hl7.org/fhir/R4/measure.html
"""

from collections.abc import Iterator

from hie.validation.definition_expressions import check_expression
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject


def check_measure(subject: Subject) -> None:
    """Note expressions of a Measure that cannot be read, and libraries that are not known."""
    for canonical, place in subject.node.texts("library"):
        if not canonical.startswith("#") and subject.knowledge.registry.entry(canonical, "Library") is None:
            subject.findings.warn(place, "definition-unknown", "not-found", canonical=shown(canonical))
    for criteria in _criteria(subject.node):
        expression = criteria.text("expression")
        if expression is not None and criteria.text("language") == "text/fhirpath":
            check_expression(subject, expression, ["Resource"], criteria.at("expression"), strict=False)


def _criteria(node: Node) -> Iterator[Node]:
    """All expressions of a Measure."""
    for group in node.children("group"):
        for population in group.children("population"):
            yield population.child("criteria")
        for stratifier in group.children("stratifier"):
            yield stratifier.child("criteria")
            yield from (component.child("criteria") for component in stratifier.children("component"))
    for data in node.children("supplementalData"):
        yield data.child("criteria")


def check_library(subject: Subject) -> None:
    """Note parameters of a Library that are there twice."""
    seen: set[tuple[str, str | None]] = set()
    for parameter in subject.node.children("parameter"):
        name, use = parameter.text("name"), parameter.text("use")
        if name is not None and (name, use) in seen:
            subject.findings.add(parameter.at("name"), "parameter-twice", "business-rule", name=shown(name))
        seen.add((name or "", use))
