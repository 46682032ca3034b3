"""A QuestionnaireResponse against the Questionnaire that it answers.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hie.fhir import interval
from hie.validation.answer_constraints import check_constraints
from hie.validation.answer_limits import check_limits
from hie.validation.answer_options import check_options
from hie.validation.enable_when import Enablement
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.questionnaire_form import (
    ANSWER_TYPES,
    MAX_OCCURS,
    MIN_OCCURS,
    Form,
    Item,
    find_questionnaire,
)
from hie.validation.subject import Subject

#: Statuses of responses that need not be complete.
_INCOMPLETE = frozenset({"in-progress", "stopped", "entered-in-error"})

Scopes = tuple[Node, ...]


def check_response(subject: Subject) -> None:
    """Note where a response does not answer its Questionnaire as that asks."""
    node = subject.node
    canonical = node.text("questionnaire")
    if canonical is None:
        subject.findings.hint(node.place, "questionnaire-unnamed", "required")
        return
    definition = find_questionnaire(subject, canonical)
    if definition is None:
        place = node.at("questionnaire")
        subject.findings.warn(place, "questionnaire-unknown", "not-found", canonical=shown(canonical))
        return
    form = subject.env.remember("form", definition, Form.of)
    _check_period(subject, form)
    is_complete = node.text("status") not in _INCOMPLETE
    check_constraints(subject, form.definition, node)
    Walk(subject, form, Enablement(subject), is_complete).items(form.items, node, (node,))


def _check_period(subject: Subject, form: Form) -> None:
    """Note a response from outside the time in which its Questionnaire is meant to be used."""
    authored = subject.node.text("authored")
    period = form.definition.child("effectivePeriod")
    try:
        low, high = interval(authored or "")
        start, end = period.text("start"), period.text("end")
        is_early = start is not None and high < interval(start)[0]
        is_late = end is not None and low > interval(end)[1]
    except ValueError:
        return
    if is_early or is_late:
        params = {"start": shown(start or "…"), "end": shown(end or "…")}
        subject.findings.warn(subject.node.at("authored"), "questionnaire-period", "business-rule", **params)


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through a response along its form."""

    subject: Subject
    form: Form
    enablement: Enablement
    is_complete: bool

    def items(self, defined: Sequence[Item], parent: Node, scopes: Scopes) -> None:
        """Check the items in ``parent``, where the form has the items ``defined``."""
        self.subject.spend(2 * len(defined))
        order = {item.link_id: index for index, item in enumerate(defined)}
        given: dict[str, list[Node]] = {}
        last = -1
        for node in parent.children("item"):
            link_id = node.text("linkId")
            if link_id is None:
                continue
            index = order.get(link_id)
            if index is None:
                self._stray(node, link_id)
                continue
            if index < last:
                self.subject.findings.add(node.place, "answer-order", "structure", link_id=shown(link_id))
            last = max(last, index)
            given.setdefault(link_id, []).append(node)
        for item in defined:
            self._item(item, given.get(item.link_id, []), parent, scopes)

    def _stray(self, node: Node, link_id: str) -> None:
        """Note an item that the form does not have, or not here."""
        key, code = (
            ("answer-misplaced", "structure") if link_id in self.form.by_link_id else ("link-id", "not-found")
        )
        self.subject.findings.add(node.at("linkId"), key, code, link_id=shown(link_id))

    def _item(self, item: Item, nodes: list[Node], parent: Node, scopes: Scopes) -> None:
        is_enabled = self.enablement.is_enabled(item, scopes)
        if not nodes:
            if is_enabled and item.required and item.type != "display":
                self._unanswered(item, parent)
            return
        if len(nodes) > 1 and not item.repeats:
            self._note(nodes[1], "answer-repeated~items", "invalid", item)
        if item.type == "group" and is_enabled:
            self._count(item, nodes[0], len(nodes))
        for node in nodes:
            self._occurrence(item, node, (*scopes, node), is_enabled)

    def _occurrence(self, item: Item, node: Node, scopes: Scopes, is_enabled: bool | None) -> None:
        """Check one item of the response."""
        answers = node.children("answer")
        self._text(item, node)
        check_constraints(self.subject, item.node, node)
        if is_enabled is False and _is_answered(node):
            self._note(node, "answer-not-enabled", "invalid", item)
        if item.type in ("group", "display"):
            if answers:
                self._note(node, f"answer-in-{item.type}", "structure", item)
            if item.type == "display" and "item" in node.value:
                self._note(node, "answer-in-display~items", "structure", item)
            elif item.type == "group":
                self._group(item, node, scopes, is_enabled)
            return
        if not answers and item.required and is_enabled:
            self._unanswered(item, node)
        if len(answers) > 1 and not item.repeats:
            self._note(node, "answer-repeated", "invalid", item)
        if is_enabled:
            self._count(item, node, len(answers))
        if "item" in node.value:
            self._note(node, "answer-outside", "structure", item)
        for answer in answers:
            self._answer(item, answer)
            self.items(item.items, answer, scopes)

    def _group(self, item: Item, node: Node, scopes: Scopes, is_enabled: bool | None) -> None:
        if item.required and is_enabled and self.is_complete and not _is_filled(node):
            self._note(node, "answer-missing~group", "required", item)
        self.items(item.items, node, scopes)

    def _answer(self, item: Item, answer: Node) -> None:
        # Each answer goes through all options and extensions of its question.
        self.subject.spend(10 + 3 * len(item.options) + 10 * item.extension_count)
        value = answer.choice("value")
        if value is None:
            return
        allowed = ANSWER_TYPES.get(item.type)
        if allowed is not None and value.type not in allowed:
            params = {
                "type": shown(value.type),
                "allowed": ", ".join(allowed),
                "link_id": shown(item.link_id),
            }
            self.subject.findings.add(value.place, "answer-type", "invariant", **params)
            return
        check_options(self.subject, self.form, item, answer)
        check_limits(self.subject, item, value)

    def _text(self, item: Item, node: Node) -> None:
        text = node.text("text")
        known = item.texts()
        if text is not None and known and " ".join(text.split()) not in known:
            self.subject.findings.add(
                node.at("text"), "answer-text", "invalid", link_id=shown(item.link_id), text=shown(min(known))
            )

    def _count(self, item: Item, node: Node, count: int) -> None:
        """Check how many answers a question, or how many occurrences a group has."""
        least, most = item.limit(MIN_OCCURS), item.limit(MAX_OCCURS)
        if least is not None and count < least and self.is_complete:
            self._note(node, "answer-too-few", "invalid", item, count=count, limit=least)
        if most is not None and count > most:
            self._note(node, "answer-too-many", "invalid", item, count=count, limit=most)

    def _unanswered(self, item: Item, node: Node) -> None:
        """Note that a required item is not answered; while the response is not complete, it may be so."""
        note = self.subject.findings.add if self.is_complete else self.subject.findings.warn
        note(node.place, "answer-missing", "required", link_id=shown(item.link_id))

    def _note(self, node: Node, key: str, code: str, item: Item, **params: object) -> None:
        self.subject.findings.add(node.place, key, code, link_id=shown(item.link_id), **params)


def _is_answered(node: Node) -> bool:
    """Whether ``node`` or anything in it has an answer."""
    return bool(node.children("answer")) or any(_is_answered(item) for item in node.children("item"))


def _is_filled(node: Node) -> bool:
    return bool(node.children("item")) or bool(node.children("answer"))
