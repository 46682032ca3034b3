"""Rules of single resource types that definitions cannot express: one table, for both ways of checking.

https://hl7.org/fhir/R4/validation.html

A rule is a function of a :class:`~hie.validation.subject.Subject` that notes what it finds.  It must be fit
for any JSON object, for the walk calls it on resources whose structure is wrong, too.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from hie.validation.bundle_rules import check_bundle
from hie.validation.definition_capability import check_capability_statement
from hie.validation.definition_code_system import check_code_system
from hie.validation.definition_concept_map import check_concept_map
from hie.validation.definition_measure import check_library, check_measure
from hie.validation.definition_operation import check_operation_definition
from hie.validation.definition_query import check_named_query
from hie.validation.definition_search import check_search_parameter
from hie.validation.definition_structure import check_structure_definition
from hie.validation.definition_value_set import check_value_set
from hie.validation.expressions import TooCostly
from hie.validation.findings import Findings, TooMany
from hie.validation.node import Node
from hie.validation.place import Place
from hie.validation.questionnaire import check_questionnaire
from hie.validation.questionnaire_response import check_response
from hie.validation.subject import Knowledge, Rule, Subject

#: Resource type to its rules.
RULES: Mapping[str, tuple[Rule, ...]] = {
    "Bundle": (check_bundle,),
    "CapabilityStatement": (check_capability_statement,),
    "CodeSystem": (check_code_system,),
    "ConceptMap": (check_concept_map,),
    "Library": (check_library,),
    "Measure": (check_measure,),
    "OperationDefinition": (check_operation_definition, check_named_query),
    "Questionnaire": (check_questionnaire,),
    "QuestionnaireResponse": (check_response,),
    "SearchParameter": (check_search_parameter,),
    "StructureDefinition": (check_structure_definition,),
    "ValueSet": (check_value_set,),
}


class TypeRules:
    """The rules of :data:`RULES`, with what they need to know."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def accept(self, o: Any, rr: Any, env: Any) -> bool:
        """Whether no rule finds an error in the resource ``o``, which is structurally sound."""
        findings = Findings()
        try:
            self._run(findings, Place(o["resourceType"]), (o, rr, env))
        except TooMany:
            return False
        return not findings.has_errors()

    def walk(self, findings: Findings, place: Place, focus: tuple[Any, Any, Any]) -> None:
        """Note what the rules find in the resource ``r``; ``focus`` is ``r``, ``rr`` and ``env``."""
        # What is nested too deep for a rule is judged by structure alone.
        with suppress(RecursionError):
            self._run(findings, place, focus)

    def _run(self, findings: Findings, place: Place, focus: tuple[Any, Any, Any]) -> None:
        resource, root, env = focus
        for rule in RULES.get(resource["resourceType"], ()):
            try:
                rule(Subject(Node(resource, place), root, env, findings, self._knowledge))
            except TooCostly:
                findings.add(place, "rules-too-costly", "too-costly")
