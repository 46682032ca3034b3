"""Whose everything is asked for: one resource, the patients of a Group, or all of a type.

https://hl7.org/fhir/R4/patient-operation-everything.html
https://hl7.org/fhir/R4/group-operation-everything.html

They are gone through by their ids, which no write changes.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol

from hie.fhir import parse_reference
from hie.repository import Repository
from hie.storage import Query


class Subjects(Protocol):
    """The resources of one type whose everything is asked for."""

    def next(self, after: str | None) -> str | None:
        """The first id beyond ``after``, or None."""
        ...

    def among(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are subjects."""
        ...


class Listed:
    """The subjects whose ``ids`` are known."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = sorted(set(ids))

    def next(self, after: str | None) -> str | None:
        """The first id beyond ``after``, or None."""
        return next((id for id in self._ids if after is None or id > after), None)

    def among(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are subjects."""
        return set(ids).intersection(self._ids)


class All:
    """All resources of ``type``."""

    def __init__(self, repository: Repository, type: str) -> None:
        self._repository = repository
        self._type = type

    def next(self, after: str | None) -> str | None:
        """The first id beyond ``after``, or None."""
        beyond = {"gone": None} if after is None else {"gone": None, "_id": {"$gt": after}}
        order = (("_id", 1),)
        query = Query(beyond, order, limit=1, hint=order, bodies=False)
        return next((stored.id for stored in self._repository.find(self._type, query)), None)

    def among(self, ids: Collection[str]) -> set[str]:
        """Those of ``ids`` that are subjects."""
        if not ids:
            return set()
        query = Query({"_id": {"$in": sorted(ids)}, "gone": None}, bodies=False)
        return {stored.id for stored in self._repository.find(self._type, query)}


def members_of(group: Mapping[str, Any]) -> list[str]:
    """The ids of the patients that are members of ``group`` now."""
    found = []
    for member in group.get("member", ()):
        link = parse_reference(member.get("entity", {}).get("reference", ""))
        if link is not None and link.type == "Patient" and member.get("inactive") is not True:
            found.append(link.id)
    return found
