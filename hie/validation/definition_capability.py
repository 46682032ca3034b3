"""A CapabilityStatement itself: whether the definitions that it names are of the types it names them for.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject


def check_capability_statement(subject: Subject) -> None:
    """Note the faults of a CapabilityStatement."""
    for rest in subject.node.children("rest"):
        for resource in rest.children("resource"):
            _resource(subject, resource)
        for parameter in rest.children("searchParam"):
            _parameter(subject, parameter)


def _resource(subject: Subject, resource: Node) -> None:
    type_name = resource.text("type")
    profile = resource.text("profile")
    named = [(profile, resource.at("profile"))] if profile is not None else []
    for canonical, place in [*named, *resource.texts("supportedProfile")]:
        found = subject.knowledge.registry.type_of(canonical)
        if found is not None and type_name is not None and found != type_name:
            params = {"profile": shown(canonical), "type": shown(type_name), "found": found}
            subject.findings.add(place, "capability-profile", "business-rule", **params)
    for parameter in resource.children("searchParam"):
        _parameter(subject, parameter)


def _parameter(subject: Subject, parameter: Node) -> None:
    """Check that a search parameter is of the type that its definition says."""
    canonical = parameter.text("definition")
    if canonical is None:
        return
    definition = subject.knowledge.registry.resolve(canonical, "SearchParameter")
    found = parameter.text("type")
    if definition is None:
        params = {"canonical": shown(canonical)}
        subject.findings.warn(parameter.at("definition"), "definition-unknown", "not-found", **params)
    elif found is not None and found != definition.get("type"):
        params = {"name": shown(parameter.text("name")), "found": shown(found)}
        expected = shown(definition.get("type"))
        subject.findings.add(
            parameter.at("type"), "capability-search-type", "business-rule", expected=expected, **params
        )
