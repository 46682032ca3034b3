"""The evaluation of an expression that somebody has sent, within limits.

https://hl7.org/fhirpath/N1/
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hie.conformance import Registry, nearest
from hie.fhirpath import Budget, Engine, Environment, EvaluationError, Result
from hie.outcome import BadRequest
from hie.terminology import contains
from hie.validation import Validator

#: How long an evaluation may take, in seconds.
SECONDS = 5.0
#: How many items all results and traces may have together.
ITEMS = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What to evaluate: an ``expression`` on a ``resource``, for each item that ``context`` selects.

    ``is_strict`` refuses what can select nothing from a resource of this type.
    """

    expression: str
    context: str | None = None
    resource: dict[str, Any] | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    is_strict: bool = False


@dataclass(slots=True)
class Answer:
    """What was selected for one context item (None: for the resource), and what trace() has told."""

    context: Result | None
    results: list[Result] = field(default_factory=list)
    traces: list[tuple[str, list[Result]]] = field(default_factory=list)


def evaluate(registry: Registry, question: Question, environment: Environment) -> Iterator[Answer]:
    """The answers to ``question``, one for each context item.

    Raises FhirpathSyntaxError, FhirpathTypeError, and EvaluationError, also beyond the limits; BadRequest
    for a resource of a type that nobody knows.
    """
    if question.resource is not None:
        _check_type(registry, question.resource.get("resourceType"))
    traces: list[tuple[str, list[Result]]] = []
    environment.tracer = lambda name, seen: traces.append((name, seen))
    environment.variables = question.variables
    environment.budget = Budget(is_late=_alarm(SECONDS))
    engine = Engine(registry)
    left = ITEMS
    for answer in _answers(engine, question, environment):
        answer.traces, traces[:] = list(traces), []
        left -= len(answer.results) + sum(len(seen) for _, seen in answer.traces)
        if left < 0:
            raise EvaluationError(f"more than {ITEMS} items are selected")
        yield answer


def _check_type(registry: Registry, type: Any) -> None:
    if not isinstance(type, str) or type not in registry.resource_types:
        near = nearest(type, registry.resource_types) if isinstance(type, str) else None
        raise BadRequest.because("type-unknown", type=str(type)[:80], nearest=near or "-")


def _answers(engine: Engine, question: Question, environment: Environment) -> Iterator[Answer]:
    strict, resource = question.is_strict, question.resource
    if question.context is None or resource is None:
        yield Answer(None, engine.evaluate(question.expression, resource, environment, strict=strict))
        return
    found = engine.contexts(question.context, question.expression, resource, environment, strict=strict)
    for context, results in found:
        yield Answer(context, results)


def surroundings(registry: Registry, now: datetime, validator: Validator | None = None) -> Environment:
    """The environment of expressions that anybody sends: value sets of the server, and its profiles."""

    def is_member(coded: Any, value_set: str, /) -> bool | None:
        answers = [contains(registry, value_set, *coding) for coding in _codings(coded)]
        if True in answers:
            return True
        return None if None in answers else False

    def conforms(value: Any, profile: str, _env: Any, /) -> bool | None:
        if validator is None or registry.entry(profile, "StructureDefinition") is None:
            return None
        return validator.accepts(value, now=now, profiles=[profile])

    return Environment(now, membership=is_member, conformance=conforms)


def _codings(coded: Any) -> list[tuple[str | None, str]]:
    """System and code of each coding in a code, Coding or CodeableConcept."""
    if isinstance(coded, str):
        return [(None, coded)]
    listed = coded.get("coding", [coded]) if isinstance(coded, dict) else []
    return [
        (str(item.get("system") or ""), item["code"])
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict) and isinstance(item.get("code"), str)
    ]


def _alarm(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
