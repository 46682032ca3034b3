"""A SearchParameter itself: its expression, its components, and what it is derived from.

https://hl7.org/fhir/R4/searchparameter.html
"""

from hie.validation.definition_expressions import check_expression
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject


def check_search_parameter(subject: Subject) -> None:
    """Note the faults of a SearchParameter."""
    node, registry = subject.node, subject.knowledge.registry
    known = registry.resource_types | registry.abstract_types
    bases = [name for name, _ in node.texts("base") if name in known]
    expression = node.text("expression")
    if expression is not None and bases:
        check_expression(subject, expression, bases, node.at("expression"))
    for component in node.children("component"):
        _component(subject, component)
    _derived(subject)


def _component(subject: Subject, component: Node) -> None:
    """Check one component: a known parameter, and an expression that can be read."""
    definition = component.text("definition")
    if definition is not None:
        part = subject.knowledge.registry.resolve(definition, "SearchParameter")
        place = component.at("definition")
        if part is None:
            subject.findings.warn(place, "definition-unknown", "not-found", canonical=shown(definition))
        elif part.get("type") == "composite":
            subject.findings.add(place, "search-component-composite", "business-rule")
    expression = component.text("expression")
    if expression is not None:
        # Which types it starts from, only the whole expression could tell.
        check_expression(subject, expression, ["Element"], component.at("expression"), strict=False)


def _derived(subject: Subject) -> None:
    """Check that a derived parameter keeps to the types, and the kind, of what it is derived from."""
    node = subject.node
    origin_url = node.text("derivedFrom")
    if origin_url is None:
        return
    origin = subject.knowledge.registry.resolve(origin_url, "SearchParameter")
    place = node.at("derivedFrom")
    if origin is None:
        subject.findings.warn(place, "definition-unknown", "not-found", canonical=shown(origin_url))
        return
    allowed = origin.get("base", ())
    for name, at in node.texts("base"):
        if name not in allowed and not {"Resource", "DomainResource"}.intersection(allowed):
            params = {"type": shown(name), "canonical": shown(origin_url)}
            subject.findings.add(at, "search-derived-base", "business-rule", **params)
    if node.text("type") != origin.get("type"):
        params = {"type": shown(node.text("type")), "expected": shown(origin.get("type"))}
        subject.findings.add(node.at("type"), "search-derived-type", "business-rule", **params)
    if node.text("expression") != origin.get("expression"):
        params = {"expression": shown(origin.get("expression"))}
        subject.findings.warn(node.at("expression"), "search-derived-expression", "business-rule", **params)
