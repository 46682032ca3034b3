"""Members: the resources of one type that refer to a resource, such as those of its compartment, in pages.

https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hie.search.intervals import LENGTHS
from hie.search.intervals import names as interval_names
from hie.search.keyset import after_filters
from hie.search.merging import merged
from hie.search.parameters import NO_DATE, Filter, TypeParameters
from hie.search.plan import BY_DATE, BY_ENTRY, Plan

#: Types whose values are as long as a leap year at most.
_MOMENTS = frozenset(("date", "dateTime", "instant"))


@dataclass(frozen=True, slots=True)
class CareDates:
    """The time of care that is asked for, in ms since the epoch, both ends inclusive; None is open.

    A resource is within it when its main date touches it, when it has none, and when its type has none:
    nobody can say that such a one lies outside.
    """

    low: int | None = None
    high: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether every date is within."""
        return self.low is None and self.high is None

    def hold(self, parameters: TypeParameters, fields: Mapping[str, Any]) -> bool:
        """Whether a resource with the index values ``m`` and ``d`` in ``fields`` is within."""
        main, begin = parameters.main, fields.get("m", NO_DATE)
        if self.is_open or main is None or begin == NO_DATE:
            return True
        if self.high is not None and begin > self.high:
            return False
        codes = interval_names("d", main)
        return self.low is None or any(
            item["p"] in codes and item["h"] >= self.low for item in fields.get("d", ())
        )


def members_plan(
    parameters: TypeParameters,
    entries: Sequence[str],
    dates: CareDates,
    after: tuple[int, int] | None,
    limit: int,
) -> Plan:
    """The query for ``limit`` resources that have one of ``entries``, newest main date first.

    ``after`` are the values ``m, n`` of the one that it goes on from.  However many there are, no more
    than ``limit`` are read.  Some that ended before ``dates`` may be among them: how long something goes
    on is not in the index, so ask :meth:`CareDates.hold`.
    """
    # A branch for each entry, not one for all: only single ranges of the index are merged in its order.
    branches = [branch for entry in entries for branch in _dated(parameters, {"k": entry}, dates)]
    matching = _any(branches)
    if after is not None:
        branches = [merged([branch, later]) for branch in branches for later in after_filters(BY_DATE, after)]
    return Plan(
        type=parameters.type,
        filter=_any(branches),
        matching=matching,
        sort=BY_DATE,
        hint=BY_ENTRY,
        limit=limit,
        fields=("k", "m", "d"),
    )


def _any(branches: Sequence[Filter]) -> Filter:
    return branches[0] if len(branches) == 1 else {"$or": branches}


def _dated(parameters: TypeParameters, filter: Filter, dates: CareDates) -> list[Filter]:
    """``filter`` as branches, each a range of the index, of which one holds for what is within ``dates``."""
    if parameters.main is None or dates.is_open:
        return [filter]
    limits: dict[str, Any] = {"$gt": NO_DATE}
    if dates.high is not None:
        limits["$lte"] = dates.high
    if dates.low is not None and parameters.by_code[parameters.main].types <= _MOMENTS:
        limits["$gt"] = dates.low - LENGTHS["d"][-1]
    return [{**filter, "m": limits}, {**filter, "m": NO_DATE}]
