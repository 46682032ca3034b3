"""Planning: a :class:`SearchRequest` to one MongoDB query.

https://www.mongodb.com/docs/manual/core/query-optimization/

Every live document has the field ``m`` (its main date, or ``NO_DATE``), a tombstone has not: a bound on
``m`` keeps tombstones out and is a range of the indexes that end in ``m, n``, which is the default order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol, TypeGuard

from hie.search import date, missing
from hie.search.entries import MAX_MERGED, entries_filter, entries_of, is_of_entries
from hie.search.intervals import Span, low_bounds
from hie.search.intervals import names as interval_names
from hie.search.keyset import Order, after_filters, at_or_after, backwards
from hie.search.kinds import KINDS
from hie.search.merging import entry_by_entry, merged
from hie.search.near import circles
from hie.search.parameters import NO_DATE, Filter
from hie.search.request import Chain, Clause, Condition, Group, Has, Resolved, SearchRequest, Test, Tree
from hie.search.unions import as_stored

#: Indexes that a plan may insist on; hie/storage makes them.
BY_ENTRY: Order = (("k", 1), ("m", -1), ("n", -1))
BY_DATE: Order = (("m", -1), ("n", -1))


class Found(Protocol):
    """What a plan needs to know of a stored resource to go on after it."""

    id: str
    updated_ms: int
    n: int
    fields: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A query: ``filter``, ``sort`` and ``hint`` as PyMongo takes them.

    ``matching`` is the filter without the place in the pages, for totals.  ``limit`` is one more than
    the page holds, to see whether there is a next one.  ``fields`` are the fields, beside what is always
    read, that are needed to go on or to include.
    """

    type: str
    filter: Filter
    matching: Filter
    sort: Order
    hint: Order | None
    limit: int
    fields: tuple[str, ...]

    def sort_values(self, found: Found) -> tuple[Any, ...]:
        """The values of the sort keys of ``found``: where the next page begins."""
        held = found.fields or {}
        own = {"_id": found.id, "t": found.updated_ms, "n": found.n, "m": held.get("m")}
        ordered = held.get("x", {})
        return tuple(
            ordered.get(field[2:]) if field.startswith("x.") else own[field] for field, _ in self.sort
        )


def plan(request: SearchRequest) -> Plan:
    """The query for a page of ``request``, which is resolved."""
    order = backwards(_order(request)) if request.place.backwards else _order(request)
    conditions, filters = _with_pair(request)
    paired = by_entry = bool(filters)
    ordered = True
    for condition in conditions:
        found = _filter(request, condition, paired=paired)
        filters.append(found)
        is_entry = is_of_entries(found)
        by_entry = by_entry or is_entry
        # What ends after a moment may have begun long before: then another index may be better.
        ordered = ordered and (is_entry or (_is_main(request, condition) and (paired or "m" in found)))
    matching = merged(filters)
    positive = by_entry or any(condition.is_positive for condition in conditions)
    # A filter that is an $or alone is planned branch by branch and sorted, however many match.
    if not positive or set(matching) == {"$or"}:
        matching = merged([matching, {"m": {"$gte": NO_DATE}}])
    hint = _hint(order, by_entry=by_entry) if ordered else None
    return Plan(
        type=request.type,
        filter=_after(request, matching, order, hint),
        matching=matching,
        sort=order,
        hint=hint,
        limit=_size(request) + 1,
        fields=_fields(request, order),
    )


def _size(request: SearchRequest) -> int:
    """How many resources the page may hold; those of the pages before count where their number is limited."""
    if request.max_results is None or request.place.backwards:
        return request.count
    return min(request.count, request.max_results - request.place.seen)


def _filter(request: SearchRequest, condition: Resolved, *, paired: bool) -> Filter:
    """The filter of one condition; ``paired`` says that the entries of a patient and code are walked."""
    condition = as_stored(condition)
    match condition:
        case Test(found):
            return found
        case Group(operator, clauses):
            filters = [_filter(request, _resolved(clause), paired=False) for clause in clauses]
            return _grouped(operator, filters)
    parameter = condition.parameter
    if condition.modifier == "missing":
        return missing.to_filter(parameter, missing=condition.values[0])
    if not _is_main(request, condition) or len(condition.values) > 1:
        return KINDS[parameter.kind].to_filter(parameter, condition.modifier, condition.values)
    # The main date is single and its low end is m, which the indexes are ordered by.
    span: Span = condition.values[0]
    if paired and span.prefix in ("gt", "ge"):
        return _main_after(parameter.code, span)
    bounds, exact = low_bounds(span)
    limits: Filter = {}
    if bounds:
        limits["m"] = bounds if "$gte" in bounds or "$gt" in bounds else {"$gt": NO_DATE, **bounds}
    return limits if exact else {**date.to_filter(parameter, None, [span]), **limits}


def _grouped(operator: str, filters: Sequence[Filter]) -> Filter:
    """The filter for all, any or none of ``filters``."""
    if operator == "and":
        return merged(filters)
    if operator == "or" and all(is_of_entries(found) and len(found) == 1 for found in filters):
        # One condition, so that the ranges of the index are merged in order.
        return entries_filter([entry for found in filters for entry in entries_of(found["k"])])
    return {"$or" if operator == "or" else "$nor": list(filters)}


def _is_main(request: SearchRequest, condition: Resolved) -> TypeGuard[Condition]:
    if not isinstance(condition, Condition):
        return False
    return condition.parameter.code == request.main and condition.modifier is None


def _main_after(code: str, span: Span) -> Filter:
    """The filter for a main date that ends after ``span``; nearly all that do begin after it as well."""
    begins: Filter = {"$gte": span.low} if span.prefix == "ge" else {"$gt": span.high}
    ends: Filter = {"p": {"$in": interval_names("d", code)}, "h": {"$gt": span.high}}
    return {"$or": [{"m": begins}, {"d": {"$elemMatch": ends}}]}


def _with_pair(request: SearchRequest) -> tuple[list[Resolved], list[Filter]]:
    """The conditions without those that one entry of patient and code answers, and the filter for it."""
    rest = [_resolved(clause) for clause in request.conditions]
    conditions = [item for item in rest if isinstance(item, Condition)]
    patient = next((item for item in conditions if _is_patient(item, request.pair)), None)
    code = next(
        (
            item
            for item in conditions
            if item.parameter.code == "code" and item.parameter.kind == "token" and item.modifier is None
        ),
        None,
    )
    if patient is None or code is None:
        return rest, []
    ids = [entry.rpartition("/")[2] for value in patient.values for entry in value]
    forms = [entry.partition("=")[2] for value in code.values for entry in value]
    # A patient has so few resources that any code of a system is no pair.
    if len(ids) * len(forms) > MAX_MERGED or any(form.endswith("|") for form in forms):
        return rest, []
    pairs = [f"patient&code={id_}&{form}" for id_, form in product(ids, forms)]
    return [item for item in rest if item not in (patient, code)], [entries_filter(pairs)]


def _resolved(clause: Clause) -> Resolved:
    match clause:
        case Chain(name) | Has(name) | Tree(name):
            raise AssertionError(f"a plan is made of what is resolved: {name}")
    return clause


def _is_patient(condition: Condition, pair: frozenset[str]) -> bool:
    """Whether ``condition`` names patients of this server and nothing else."""
    code = condition.parameter.code
    return (
        code in pair
        and condition.modifier in (None, "Patient")
        and all(entry.startswith(f"{code}=Patient/") for value in condition.values for entry in value)
    )


def _order(request: SearchRequest) -> Order:
    """The fields to sort by, ending in one that no two resources share."""
    if not request.sort:
        return BY_DATE
    order: dict[str, int] = {}
    for key in request.sort:
        order.setdefault(_sort_field(request, key.parameter.code), -1 if key.descending else 1)
        if "_id" in order and request.is_alone:
            return tuple(order.items())
    return (*order.items(), ("n", list(order.values())[-1]))


def _sort_field(request: SearchRequest, code: str) -> str:
    if code == request.main:
        return "m"
    return {"_id": "_id", "_lastUpdated": "t"}.get(code, f"x.{code}")


def _hint(order: Order, *, by_entry: bool) -> Order | None:
    """The index that gives the results in ``order``, when the conditions leave only one that does."""
    if [field for field, _ in order] != ["m", "n"]:
        return None
    return BY_ENTRY if by_entry else BY_DATE


def _after(request: SearchRequest, matching: Filter, order: Order, hint: Order | None) -> Filter:
    """``matching`` for what comes after the place that the request goes on from."""
    after = request.place.after
    if after is None:
        return matching
    branches = after_filters(order, after)
    if len(branches) == 1:
        return merged([matching, branches[0]])
    if hint is not None:
        # Each branch is a range of the index that is hinted at, and MongoDB merges them in order.
        return {"$or": [merged([part, branch]) for part in entry_by_entry(matching) for branch in branches]}
    return merged([matching, at_or_after(order, after), {"$or": branches}])


def _fields(request: SearchRequest, order: Order) -> tuple[str, ...]:
    names = {field.partition(".")[0] for field, _ in order} - {"_id", "t", "n"}
    if request.includes or request.revincludes:
        names.add("k")
    if circles(request.conditions):
        names.add("x")
    return tuple(sorted(names))
