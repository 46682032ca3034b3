"""An OperationDefinition of a named query: its parameters, and the template of its search.

https://hl7.org/fhir/R4/search.html#query
"""

from hie.conformance import faults_of_definition, template_index
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject


def check_named_query(subject: Subject) -> None:
    """Note the faults of the query that an OperationDefinition defines, if it does."""
    node = subject.node
    if node.text("kind") != "query":
        return
    faults = faults_of_definition(node.value)
    if faults is None:
        subject.findings.warn(node.at("kind"), "query-template-missing", "incomplete")
        return
    inputs = [parameter for parameter in node.children("parameter") if parameter.text("use") == "in"]
    template = _template(node)
    for key, params, parameter in faults:
        place = template.place if parameter is None else inputs[parameter].place
        subject.findings.add(
            place, key, "business-rule", **{name: shown(text) for name, text in params.items()}
        )
    for type, place in node.texts("resource"):
        if type not in subject.knowledge.registry.resource_types:
            subject.findings.add(place, "query-type", "business-rule", type=shown(type))


def _template(node: Node) -> Node:
    """The extension with the template."""
    extensions = node.children("extension")
    return extensions[template_index(each.value for each in extensions)] if extensions else node
