"""What an expression may know besides its input: the time, value sets, other resources.

https://hl7.org/fhir/R4/fhirpath.html#variables
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as calendar_date
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from hie.fhirpath.budget import Budget
from hie.fhirpath.runtime.temporal import Temporal, date, moment, time

Json: TypeAlias = dict[str, Any]
Indexes: TypeAlias = dict[int, tuple[Json, dict[str, Json]]]


class Membership(Protocol):
    """Whether a code, Coding or CodeableConcept (as JSON) is in a value set; None when it is unknown."""

    def __call__(self, coded: Any, value_set: str, /) -> bool | None:
        """The answer for one value and one canonical."""


class Resolver(Protocol):
    """The resource that a literal reference or canonical refers to, or None.

    It gives the same object whenever it is asked for the same.
    """

    def __call__(self, reference: str, /, *, canonical: bool = False) -> Json | None:
        """The resource that ``reference`` means; with ``canonical`` it may be a definition's URL."""


class Conformance(Protocol):
    """Whether a value (as JSON) conforms to a profile; None when the profile is unknown.

    It is told the environment that asks, which therefore need not be a part of it: an environment that
    refers to itself would stay until the garbage collector finds it.
    """

    def __call__(self, value: Any, profile: str, env: Any, /) -> bool | None:
        """The answer for one value and one canonical."""


class Subsumption(Protocol):
    """Whether one code or Coding (as JSON) subsumes another; None when it is unknown."""

    def __call__(self, general: Any, special: Any, /) -> bool | None:
        """The answer for two codes."""


class Slicer(Protocol):
    """Whether an element (as JSON) is in the slice of a profile; None when there is no such slice."""

    def __call__(self, value: Any, profile: str, slice_name: str, /) -> bool | None:
        """The answer for one element."""


@dataclass(slots=True)
class Environment:
    """The surroundings of one evaluation, or of all that belong to one request.

    ``now`` has a timezone; ``bundle`` is the Bundle that the resource in question is an entry of;
    ``variables`` are the values of ``%names``; ``tracer`` is told the name and the Results of each trace().
    All evaluations spend one ``budget``; without it each has its own.
    """

    now: datetime
    membership: Membership | None = None
    resolver: Resolver | None = None
    conformance: Conformance | None = None
    subsumption: Subsumption | None = None
    slicer: Slicer | None = None
    bundle: Json | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    tracer: Callable[[str, list[Any]], None] | None = None
    budget: Budget | None = None
    #: The date of ``now``.
    day: calendar_date = field(init=False)
    #: What clocks show, by their names, and constant distances from that.
    _clocks: dict[Any, Any] = field(default_factory=dict)
    _bundles: Indexes = field(default_factory=dict)
    _containers: Indexes = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.day = self.now.date()

    def today(self) -> Temporal:
        """``today()`` in the timezone of ``now``."""
        return self._clock("today", date, lambda: self.now.date().isoformat())

    def moment(self) -> Temporal:
        """``now()`` with milliseconds."""
        found: Temporal | None = self._clocks.get("now")
        if found is None:
            found = self._clocks["now"] = moment(self.now)
        return found

    def time_of_day(self) -> Temporal:
        """``timeOfDay()`` with milliseconds."""
        return self._clock("time", time, lambda: self.now.time().isoformat(timespec="milliseconds"))

    def shifted(
        self, shift: Callable[[Any, Any], Temporal | None], clock: Temporal, amount: Any
    ) -> Temporal | None:
        """``shift(clock, amount)``, computed once for a constant ``amount``: ``today() - 14 years``."""
        key = (shift, id(clock), id(amount))
        found: tuple[Temporal | None, Temporal, Any] | None = self._clocks.get(key)
        if found is None:
            # The operands are kept so that no other objects take their identity.
            found = self._clocks[key] = (shift(clock, amount), clock, amount)
        return found[0]

    def _clock(self, name: str, read: Callable[[str], Temporal | None], text: Callable[[], str]) -> Temporal:
        found: Temporal | None = self._clocks.get(name)
        if found is None:
            found = read(text())
            if found is None:
                raise ValueError("the time passed in does not exist")
            self._clocks[name] = found
        return found

    def contained_index(self, container: Json) -> dict[str, Json]:
        """The resources contained in ``container`` by their id."""
        return _kept(self._containers, container, _contained)

    def bundle_index(self, bundle: Json) -> dict[str, Json]:
        """The resources in ``bundle`` by full URL, and by ``Type/id`` where the full URL ends so."""
        return _kept(self._bundles, bundle, _entries)


#: Indexes kept at once: an environment may live longer than the resources that it has seen.
_INDEXES_KEPT = 16


def _kept(indexes: Indexes, holder: Json, make: Callable[[Json], dict[str, Json]]) -> dict[str, Json]:
    """The index of ``holder``, made when it is first asked for."""
    found = indexes.get(id(holder))
    if found is None or found[0] is not holder:
        if len(indexes) >= _INDEXES_KEPT:
            indexes.clear()
        # The resource is kept with its index so that no other object takes its identity.
        found = indexes[id(holder)] = (holder, make(holder))
    return found[1]


def _contained(container: Json) -> dict[str, Json]:
    resources = [each for each in container.get("contained") or () if isinstance(each, dict)]
    return {each["id"]: each for each in reversed(resources) if isinstance(each.get("id"), str)}


def _entries(bundle: Json) -> dict[str, Json]:
    index: dict[str, Json] = {}
    for entry in bundle.get("entry") or ():
        resource, url = entry.get("resource"), entry.get("fullUrl")
        if not isinstance(resource, dict):
            continue
        if isinstance(url, str):
            index.setdefault(url, resource)
        relative = f"{resource.get('resourceType')}/{resource.get('id')}"
        if url is None or (isinstance(url, str) and url.endswith(f"/{relative}")):
            index.setdefault(relative, resource)
    return index
