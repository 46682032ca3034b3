"""A Questionnaire itself: conditions that can be met, options and initial values that can be answers.

https://hl7.org/fhir/R4/questionnaire.html

That linkIds are unique, and what else one item can be asked, are invariants of the definition.
"""

from collections.abc import Iterable, Mapping

from hie.validation.hints import shown
from hie.validation.node import Choice, Node
from hie.validation.questionnaire_form import ANSWER_TYPES, Form, Item, every
from hie.validation.subject import Subject

#: A form, the positions of its items, and that of the last item within each.
Known = tuple[Form, Mapping[int, int], Mapping[int, int]]

#: Types whose values can be compared with each other.
_FAMILIES = (frozenset({"decimal", "integer"}), frozenset({"date", "dateTime"}))


def check_questionnaire(subject: Subject) -> None:
    """Note the faults of a Questionnaire."""
    form = Form.of(subject.node.value, subject.node.place)
    order = {id(item): index for index, item in enumerate(every(form.items))}
    ends: dict[int, int] = {}
    _set_ends(form.items, order, ends)
    for item in every(form.items):
        conditions = item.node.children("enableWhen")
        # The invariant que-12 says "> 2" where its text says "more than one".
        if len(conditions) == 2 and item.node.text("enableBehavior") is None:
            subject.findings.add(item.node.place, "enable-behavior", "invariant", link_id=shown(item.link_id))
        for condition in conditions:
            _condition(subject, item, condition, (form, order, ends))
        _values(subject, item)


def _set_ends(items: Iterable[Item], order: Mapping[int, int], ends: dict[int, int]) -> None:
    """Set in ``ends`` the position of the last item within each item."""
    for item in items:
        _set_ends(item.items, order, ends)
        ends[id(item)] = ends[id(item.items[-1])] if item.items else order[id(item)]


def _condition(subject: Subject, item: Item, condition: Node, known: Known) -> None:
    """Check one enableWhen: its target must be there, and give answers such as it is compared with."""
    form, order, ends = known
    question = condition.text("question")
    if question is None:
        return
    place = condition.at("question")
    target = form.by_link_id.get(question)
    params = {"question": shown(question), "link_id": shown(item.link_id)}
    if target is None:
        subject.findings.add(place, "enable-when-target", "business-rule", **params)
    elif target is item:
        subject.findings.add(place, "enable-when-target~self", "business-rule", **params)
    elif order[id(item)] < order[id(target)] <= ends[id(item)]:
        subject.findings.add(place, "enable-when-target~inner", "business-rule", **params)
    else:
        if order[id(target)] > order[id(item)]:
            subject.findings.warn(place, "enable-when-order", "business-rule", **params)
        _compared(subject, target, condition)


def _compared(subject: Subject, target: Item, condition: Node) -> None:
    expected = condition.choice("answer")
    allowed = ANSWER_TYPES.get(target.type)
    if expected is None or allowed is None or condition.text("operator") == "exists":
        return
    if not _fits(expected.type, allowed):
        params = {"type": shown(expected.type), "allowed": ", ".join(allowed)}
        question = shown(target.link_id)
        subject.findings.add(expected.place, "enable-when-type", "business-rule", question=question, **params)


def _fits(type_name: str, allowed: Iterable[str]) -> bool:
    family = next((family for family in _FAMILIES if type_name in family), frozenset({type_name}))
    return not family.isdisjoint(allowed)


def _values(subject: Subject, item: Item) -> None:
    """Check the options and initial values of one item."""
    allowed = ANSWER_TYPES.get(item.type)
    initial = _choices(item, "initial")
    if allowed is None:
        return
    for option in _choices(item, "answerOption"):
        if not _fits(option.type, allowed):
            params = {"type": shown(option.type), "allowed": ", ".join(allowed)}
            subject.findings.warn(option.place, "option-type", "business-rule", **params)
    for value in initial:
        if value.type not in allowed:
            params = {"type": shown(value.type), "allowed": ", ".join(allowed)}
            subject.findings.add(value.place, "initial-type", "business-rule", **params)


def _choices(item: Item, key: str) -> list[Choice]:
    return [found for node in item.node.children(key) if (found := node.choice("value")) is not None]
