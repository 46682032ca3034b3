"""Whether an answer is one of those that a question offers.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.answerOption
"""

from collections.abc import Mapping
from typing import Any

from hie.terminology import contains, holds
from hie.validation.answer_values import is_same
from hie.validation.hints import shown
from hie.validation.node import Choice, Node
from hie.validation.questionnaire_form import Form, Item
from hie.validation.subject import Subject


def check_options(subject: Subject, form: Form, item: Item, answer: Node) -> None:
    """Note when the value of ``answer`` is not among the options of ``item``."""
    value = answer.choice("value")
    if value is None:
        return
    options = item.options
    value_set = item.node.text("answerValueSet")
    if options:
        _among_options(subject, item, (answer, value), options)
    elif value_set is not None and value.type == "Coding":
        _in_value_set(subject, form, (item, value_set), (answer, value))
    elif item.type == "choice":
        subject.findings.hint(answer.place, "answer-options-missing", "invariant")


def _among_options(subject: Subject, item: Item, found: tuple[Node, Choice], options: list[Choice]) -> None:
    answer, value = found
    if item.type == "open-choice":
        if value.type == "string" and any(_is_named(option, value.value) for option in options):
            subject.findings.warn(value.place, "answer-option-as-text", "invariant", value=shown(value.value))
        return
    same_type = [option for option in options if option.type == value.type]
    place = answer.place if value.type == "Coding" else value.place
    if not same_type:
        types = ", ".join(sorted({option.type for option in options}))
        subject.findings.add(place, "answer-option~type", "structure", type=value.type, allowed=types)
    elif not any(is_same(value, option) for option in same_type):
        params = {"value": _text(value), "allowed": ", ".join(_text(option) for option in same_type[:12])}
        subject.findings.add(place, "answer-option", "invariant", **params)


def _is_named(option: Choice, text: Any) -> bool:
    if option.type == "Coding" and isinstance(option.value, Mapping):
        return text in (option.value.get("code"), option.value.get("display"))
    return False


def _in_value_set(
    subject: Subject, form: Form, question: tuple[Item, str], found: tuple[Node, Choice]
) -> None:
    (item, value_set), (answer, value) = question, found
    coding = value.value if isinstance(value.value, Mapping) else {}
    system, code = coding.get("system"), coding.get("code")
    if not isinstance(code, str) or not (system is None or isinstance(system, str)):
        return
    is_known, is_member = _membership(subject, form, value_set, (system, code))
    params = {"value": f"{shown(system)}|{shown(code)}", "value_set": shown(value_set)}
    if not is_known:
        subject.findings.warn(answer.place, "answer-value-set-unknown", "not-found", **params)
    elif is_member is False and item.type != "open-choice":
        subject.findings.add(answer.place, "answer-value-set", "code-invalid", **params)


def _membership(
    subject: Subject, form: Form, value_set: str, coding: tuple[str | None, str]
) -> tuple[bool, bool | None]:
    """Whether the value set is known, and whether it has the code, as far as anybody can tell."""
    registry = subject.knowledge.registry
    system, code = coding
    if not value_set.startswith("#"):
        is_known = registry.entry(value_set, "ValueSet") is not None
        return is_known, contains(registry, value_set, system, code) if is_known else None
    definition = form.contained(value_set[1:])
    if definition is None or definition.get("resourceType") != "ValueSet":
        return False, None
    return True, holds(registry, definition, system, code)


def _text(value: Choice) -> str:
    if isinstance(value.value, Mapping):
        return f"{shown(value.value.get('system'))}|{shown(value.value.get('code'))}"
    return shown(value.value)
