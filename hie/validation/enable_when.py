"""Whether an item of a Questionnaire is enabled by the answers to other items.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen
"""

from collections.abc import Iterator, Mapping, Sequence

from hie.validation.answer_values import compare, is_same
from hie.validation.node import Choice, Node
from hie.validation.questionnaire_form import Item
from hie.validation.subject import Subject

_ORDERS: Mapping[str, tuple[int, ...]] = {">": (1,), "<": (-1,), ">=": (0, 1), "<=": (-1, 0)}

Answers = dict[str, list[Choice]]


class Enablement:
    """Decides for one response; the answers in each scope are collected once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._answers: dict[int, Answers] = {}

    def is_enabled(self, item: Item, scopes: Sequence[Node]) -> bool | None:
        """Whether ``item`` is enabled within ``scopes``, from the response to the item above it.

        None when nobody can tell: its expression is in another language, or cannot be evaluated.
        """
        expression = item.enabling_expression
        if expression is not None:
            return self._evaluated(expression)
        conditions = item.node.children("enableWhen")
        if not conditions:
            return True
        found = [self._holds(condition, scopes) for condition in conditions]
        return any(found) if item.node.text("enableBehavior") == "any" else all(found)

    def _holds(self, condition: Node, scopes: Sequence[Node]) -> bool:
        answers = self._nearest(condition.text("question") or "", scopes)
        self._subject.spend(5 + 3 * len(answers))
        expected, operator = condition.choice("answer"), condition.text("operator")
        if expected is None:
            return False
        if operator == "exists":
            return bool(answers) is expected.value
        if operator == "=":
            return any(is_same(answer, expected) for answer in answers)
        if operator == "!=":
            return any(not is_same(answer, expected) for answer in answers)
        wanted = _ORDERS.get(operator or "", ())
        return any(compare(answer, expected) in wanted for answer in answers)

    def _nearest(self, question: str, scopes: Sequence[Node]) -> list[Choice]:
        """The answers to ``question`` in the innermost of ``scopes`` that has it."""
        for scope in reversed(scopes):
            found = self._within(scope).get(question)
            if found is not None:
                return found
        return []

    def _within(self, scope: Node) -> Answers:
        """All answers in ``scope`` by linkId; a question without an answer has an empty list."""
        known = self._answers.get(id(scope.value))
        if known is None:
            known = self._answers[id(scope.value)] = {}
            link_id = scope.text("linkId")
            if link_id is not None:
                known[link_id] = [
                    value for answer in scope.children("answer") if (value := answer.choice("value"))
                ]
            for inner in _items_in(scope):
                for name, answers in self._within(inner).items():
                    known.setdefault(name, []).extend(answers)
        return known

    def _evaluated(self, expression: str) -> bool | None:
        """What a FHIRPath ``expression`` says of the response."""
        if not expression:
            return None
        found = self._subject.evaluate(expression)
        return None if found is None else found == [True]


def _items_in(scope: Node) -> Iterator[Node]:
    yield from scope.children("item")
    for answer in scope.children("answer"):
        yield from answer.children("item")
