"""Which clauses narrow a search: an index gives what they match, so that nothing else is looked at.

https://www.mongodb.com/docs/manual/core/query-optimization/
"""

from typing import Any

from hie.search.parameters import TypeParameters
from hie.search.quantity import QuantityValue
from hie.search.request import Clause, Condition, Group, SearchRequest, Test

#: Modifiers that read every value of the parameter, or match what has none of the values.
_WIDE = frozenset(("missing", "not", "not-in", "contains", "text-advanced"))

#: Parameters that narrow a search well, best first.
_NARROW = (
    "patient", "subject", "identifier", "encounter", "beneficiary", "code", "family", "name", "url",
    "organization", "_id",
)  # fmt: skip


def scans(request: SearchRequest) -> bool:
    """Whether the database may have to look at most resources of the type to find those of ``request``.

    So it is when no clause narrows it, unless all are wanted in an order that an index has.
    """
    if any(map(narrows, request.conditions)):
        return False
    return bool(request.conditions) or sorts(request)


def sorts(request: SearchRequest) -> bool:
    """Whether all that matches must be sorted: no index is in the order that is asked for."""
    if not request.sort:
        return False
    return request.sort[0].parameter.code not in (request.main, "_id", "_lastUpdated")


def narrows(clause: Clause) -> bool:
    """Whether an index gives what ``clause``, which is resolved, matches."""
    match clause:
        case Test(found):
            return clause.is_positive and not any(map(_is_wide, found.values()))
        case Group("and"):
            return any(map(narrows, clause.clauses))
        case Group("or"):
            return all(map(narrows, clause.clauses))
        case Condition():
            if clause.modifier in _WIDE or (clause.parameter.kind == "full_text" and not clause.is_positive):
                return False
            return not any(map(_is_all_but, clause.values))
    return False


def narrow_parameters(parameters: TypeParameters) -> list[str]:
    """The three parameters of a type that narrow a search best."""
    main = [parameters.main] if parameters.main is not None else []
    known = [code for code in _NARROW if code in parameters.by_code]
    return [*known[:2], *main, *known[2:]][:3]


def _is_all_but(value: Any) -> bool:
    """Whether ``value`` is an interval that is not to be met."""
    span = value.span if isinstance(value, QuantityValue) else value
    return getattr(span, "prefix", None) == "ne"


def _is_wide(test: object) -> bool:
    """Whether the ``test`` of one field reads all values of its parameter: those but one, or by their end."""
    match test:
        case {"$elemMatch": {"$ne": _}}:
            return True
        case {"$regex": str(pattern)}:
            return ".*" in pattern
        case _:
            return False
