"""A ValueSet itself: whether the codes and filters that it takes of code systems can be meant.

https://hl7.org/fhir/R4/valueset.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hie.fhir import primitives
from hie.fhirpath import FhirpathError, parse
from hie.terminology import WRITTEN, Concepts, is_expression_constraint, read_concepts
from hie.validation.definition_code_system import STANDARD
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject

SNOMED = "http://snomed.info/sct"
CQF_EXPRESSION = "http://hl7.org/fhir/StructureDefinition/cqf-expression"
PARAMETER = "http://hl7.org/fhir/tools/StructureDefinition/valueset-parameter"
#: Operators whose value is a concept of the system.
_HIERARCHIC = frozenset({"is-a", "descendent-of", "is-not-a", "generalizes", "child-of", "descendent-leaf"})
_VARIABLE = re.compile(r"%`?([A-Za-z_][A-Za-z0-9_-]*)`?")
_GIVEN = frozenset({"context", "resource", "rootResource", "sct", "loinc", "ucum"})


@dataclass(frozen=True, slots=True)
class System:
    """What is known of a code system: its concepts if they are at hand, the types of its properties."""

    url: str
    concepts: Concepts | None
    properties: Mapping[str, str]
    filters: Mapping[str, frozenset[str]]

    @property
    def has(self) -> Callable[[str], bool] | None:
        """The test of whether it has a code, or could have; None when nobody can tell."""
        if self.concepts is not None and self.concepts.complete:
            return self.concepts.by_code.__contains__
        return WRITTEN.get(self.url)


def check_value_set(subject: Subject) -> None:
    """Note the faults of a ValueSet."""
    compose = subject.node.child("compose")
    names = {
        name
        for node in subject.node.extensions(PARAMETER)
        for part in node.children("extension")
        if part.text("url") == "name" and (name := part.text("valueCode"))
    }
    for part in (*compose.children("include"), *compose.children("exclude")):
        system = _system(subject, part)
        for concept in part.children("concept"):
            _concept(subject, concept, system)
        for item in part.children("filter"):
            _expression(subject, item, names)
            if system is not None:
                _filter(subject, item, system)


def _system(subject: Subject, part: Node) -> System | None:
    """The code system of one include."""
    url = part.text("system")
    if url is None:
        return None
    version = part.text("version")
    registry = subject.knowledge.registry
    entry = registry.entry(url, "CodeSystem")
    if entry is None and registry.entry(url, "ValueSet") is not None:
        subject.findings.warn(part.at("system"), "system-is-value-set", "business-rule", system=shown(url))
    if entry is not None and entry.content == "supplement":
        subject.findings.add(part.at("system"), "system-is-supplement", "business-rule", system=shown(url))
    canonical = f"{url}|{version}" if version else url
    definition = Node(registry.resolve(canonical, "CodeSystem") or {}, subject.node.place)
    properties = {
        item.text("code") or "": item.text("type") or "" for item in definition.children("property")
    }
    filters = {
        item.text("code") or "": frozenset(text for text, _ in item.texts("operator"))
        for item in definition.children("filter")
    }
    return System(url, read_concepts(registry, canonical), properties, filters)


def _concept(subject: Subject, concept: Node, system: System | None) -> None:
    code = concept.text("code")
    if system is None or code is None or system.has is None or system.has(code):
        return
    params = {"code": shown(code), "system": shown(system.url)}
    subject.findings.add(concept.place, "code-not-in-system", "business-rule", **params)


def _filter(subject: Subject, item: Node, system: System) -> None:
    """Check one filter: its property, its operator, its value."""
    name, operator, value = item.text("property"), item.text("op"), item.text("value")
    if name is None or operator is None or value is None:
        return
    params = {"property": shown(name), "operator": shown(operator), "value": shown(value)}
    if system.url == SNOMED and _is_snomed_fault(name, operator, value):
        key = "filter-constraint" if name == "constraint" else "filter-operator"
        subject.findings.add(item.place, key, "invalid", **params)
    elif name in system.filters and system.filters[name] and operator not in system.filters[name]:
        subject.findings.add(item.place, "filter-operator", "invalid", **params)
    elif operator == "exists":
        if value not in ("true", "false"):
            subject.findings.add(item.place, "filter-value", "invalid", expected="true | false", **params)
    elif name in ("concept", "code"):
        if operator in _HIERARCHIC and system.has is not None and not system.has(value):
            subject.findings.add(item.place, "filter-code", "invalid", system=shown(system.url), **params)
    else:
        _property(subject, item, system, params)


def _is_snomed_fault(name: str, operator: str, value: str) -> bool:
    if name == "constraint":
        return operator == "=" and not is_expression_constraint(value)
    return WRITTEN[SNOMED](name) and operator not in ("=", "in")


def _property(subject: Subject, item: Node, system: System, params: Mapping[str, Any]) -> None:
    """Check a filter by a property of the concepts."""
    name, operator, value = item.text("property") or "", item.text("op") or "", item.text("value") or ""
    is_known = name in system.properties or name in system.filters
    type_name = system.properties.get(name) or STANDARD.get(name)
    is_complete = system.concepts is not None and system.concepts.complete
    if not is_known and is_complete and name not in STANDARD and name != "display":
        subject.findings.warn(item.place, "filter-property", "invalid", system=shown(system.url), **params)
    if operator == "regex" or type_name is None:
        return
    values = value.split(",") if operator in ("in", "not-in") else [value]
    if type_name == "Coding":
        if any("#" not in each and "|" not in each for each in values):
            subject.findings.add(item.place, "filter-value", "invalid", expected="system#code", **params)
    elif type_name != "code" and not all(_reads_as(type_name, each.strip()) for each in values):
        expected = "true | false" if type_name == "boolean" else type_name
        subject.findings.add(item.place, "filter-value", "invalid", expected=expected, **params)


def _reads_as(type_name: str, text: str) -> bool:
    """Whether ``text`` is a value of ``type_name``, as it stands in a filter."""
    if type_name == "boolean":
        return text in ("true", "false")
    if type_name in ("integer", "decimal"):
        return (
            re.fullmatch(r"-?[0-9]+(\.[0-9]+)?" if type_name == "decimal" else r"-?[0-9]+", text) is not None
        )
    return bool(text) if type_name == "string" else primitives.is_primitive(type_name, text)


def _expression(subject: Subject, item: Node, names: set[str]) -> None:
    """Check the expression by which a filter gets its value from a parameter."""
    for node in item.child("_value").extensions(CQF_EXPRESSION):
        expression = node.child("valueExpression", "value")
        text, language = expression.text("expression"), expression.text("language")
        if language not in (None, "text/fhirpath"):
            params = {"language": shown(language)}
            subject.findings.add(expression.place, "filter-expression-language", "invalid", **params)
            continue
        if text is None:
            continue
        try:
            parse(text)
        except FhirpathError as error:
            params = {"expression": shown(text), "reason": shown(str(error))}
            subject.findings.add(expression.place, "expression-invalid", "invalid", **params)
            continue
        unknown = [name for name in _VARIABLE.findall(text) if name not in names and name not in _GIVEN]
        if unknown:
            params = {"expression": shown(text), "name": unknown[0]}
            subject.findings.add(expression.place, "filter-expression-parameter", "invalid", **params)
