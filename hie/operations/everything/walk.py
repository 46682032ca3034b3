"""The walk through everything: subject by subject, type by type, newest first, from where a page ended.

A page costs the same wherever it begins: each type is read from the index at the place where the last page
ended.  What is there all the time is met once, whatever is written meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hie.interactions import Exchange
from hie.operations.everything.scope import Scope
from hie.operations.everything.subjects import Subjects
from hie.search import CareDates, members_plan
from hie.storage import Query, Stored

#: A page ends after so many looks, though it may not be full: there may be many patients with nothing.
MOST_LOOKS = 500
#: The same for resources that were looked at and are not wanted.
MOST_READ = 5000


class Place(NamedTuple):
    """Where a page begins: with the subject ``id`` when ``type`` is empty, else among its members.

    ``after`` are the values ``m, n`` of the last resource of ``type`` that was given.
    """

    id: str
    type: str = ""
    after: tuple[int, int] | None = None


class Met(NamedTuple):
    """A resource, and the place behind it, or None where nothing is behind it."""

    stored: Stored
    place: Place | None


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk through the members of ``subjects``, of the ``types`` of their ``scope``, within ``dates``."""

    exchange: Exchange
    scope: Scope
    subjects: Subjects
    types: Sequence[str]
    dates: CareDates

    def page(self, begin: Place, count: int) -> tuple[list[Met], Place | None]:
        """At most ``count`` resources from ``begin`` on, and where there may be more, or None."""
        page: list[Met] = []
        place: Place | None = begin
        read = 0
        for _ in range(MOST_LOOKS):
            if place is None or read > MOST_READ:
                break
            room = count - len(page)
            found, rest, number = self._look(place, room + 1 if self.dates.low is None else count + 1)
            read += number
            page += found[:room]
            if len(found) > room:
                return page, page[-1].place
            place = rest or self._following(place)
        return page, place

    def _look(self, place: Place, limit: int) -> tuple[list[Met], Place | None, int]:
        """What is at ``place`` and of its type behind it, where that goes on, and how many were read."""
        repository = self.exchange.repository
        if not place.type:
            found = repository.read_many(self.scope.type, [place.id])
            return [Met(stored, self._following(place)) for stored in found], None, len(found)
        parameters = self.exchange.parameters_of(place.type)
        entries = self.scope.entries(place.type, [place.id])
        plan = members_plan(parameters, entries, self.dates, place.after, limit)
        found = repository.find(place.type, Query(plan.filter, plan.sort, plan.limit, plan.hint, plan.fields))
        rest = place._replace(after=_values(found[-1])) if len(found) == limit else None
        within = [stored for stored in found if self.dates.hold(parameters, stored.fields or {})]
        met = [Met(stored, place._replace(after=_values(stored))) for stored in self._of(place.id, within)]
        return met, rest, len(found)

    def _of(self, id: str, found: Sequence[Stored]) -> list[Stored]:
        """Those of ``found`` that are met with the subject ``id`` first, and are no subject themselves."""
        owners = [self.scope.owners(stored.type, (stored.fields or {}).get("k", ())) for stored in found]
        before = self.subjects.among({owner for each in owners for owner in each if owner < id})
        own = {stored.id for stored in found if stored.type == self.scope.type}
        subjects = self.subjects.among(own)
        return [
            stored
            for stored, each in zip(found, owners, strict=True)
            if not each & before and not (stored.type == self.scope.type and stored.id in subjects)
        ]

    def _following(self, place: Place) -> Place | None:
        """The place behind all that is of the type at ``place``."""
        type = next((type for type in self.types if type > place.type), None)
        if type is not None:
            return Place(place.id, type)
        id = self.subjects.next(place.id)
        return None if id is None else Place(id)

    def unmet(self, found: Sequence[Stored]) -> list[Stored]:
        """Those of ``found``, with their ``k``, ``m`` and ``d``, that are not met anywhere on the walk."""
        owners = [self._owners(stored) for stored in found]
        subjects = self.subjects.among({owner for each in owners for owner in each})
        return [stored for stored, each in zip(found, owners, strict=True) if not each & subjects]

    def _owners(self, stored: Stored) -> set[str]:
        """With which subjects ``stored`` would be met, if they are subjects."""
        fields = stored.fields or {}
        itself = {stored.id} if stored.type == self.scope.type else set()
        if stored.type not in self.types:
            return itself
        if not self.dates.hold(self.exchange.parameters_of(stored.type), fields):
            return itself
        return itself | self.scope.owners(stored.type, fields.get("k", ()))


def _values(stored: Stored) -> tuple[int, int]:
    return (stored.fields or {})["m"], stored.n
