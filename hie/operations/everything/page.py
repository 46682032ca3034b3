"""A page of $everything: the resources that were met, and what they refer to that no page held yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from hie.fhir import Reference, decode, encode
from hie.interactions import Exchange, Request, links_of, read_links
from hie.operations.everything.asked import Asked
from hie.operations.everything.walk import Met, Place, Walk
from hie.outcome import Issue, operation_outcome
from hie.search import BundleEntry
from hie.storage import Query, Stored

_FIELDS = ("k", "m", "d")

#: References by ``Type/id``.
_Links = dict[str, Reference]


@dataclass(frozen=True, slots=True)
class Page:
    """Makes a page of what ``request`` has ``asked`` for, on a ``walk``.

    ``asked.seen`` learns what the page holds beside what was met.
    """

    exchange: Exchange
    request: Request
    walk: Walk
    asked: Asked

    def entries(self, met: Sequence[Met], following: Place | None) -> tuple[list[BundleEntry], Place | None]:
        """The entries, and where the next page begins: earlier than ``following`` if that were too many."""
        links = [self._links(each.stored) for each in met]
        fitting, issues = self._fitting(links)
        if fitting < len(met):
            following = met[fitting - 1].place
        page = [each.stored for each in met[:fitting]]
        names = {_name(stored) for stored in page}
        provenances = self._provenances(page)
        wanted = _joined([*links[:fitting], *(self._links(stored) for stored in provenances)])
        others = [*provenances, *self._others(wanted, names | {_name(stored) for stored in provenances})]
        self.asked.seen.add(_name(stored) for stored in others)
        if self.asked.seen.is_full and following is not None:
            issues.append(Issue("everything-again", "incomplete", "information"))
        entries = [self._entry(stored, "match") for stored in page if self.asked.wants(stored)]
        entries += [self._entry(stored, "include") for stored in others if self.asked.wants(stored)]
        if issues:
            entries.append(BundleEntry(encode(operation_outcome(issues, self.request.language)), "outcome"))
        return entries, following

    def _fitting(self, links: list[_Links]) -> tuple[int, list[Issue]]:
        """Of how many resources the ``links`` are not too many for a page: of one at least.

        Those of one that has too many are cut off, with an issue that says so.
        """
        limit = self.exchange.settings.max_included
        together: set[str] = set()
        for index, each in enumerate(links):
            together |= {name for name in each if name not in self.asked.seen}
            if len(together) > limit:
                if index > 0:
                    return index, []
                links[0] = dict(list(each.items())[:limit])
                params = {"limit": limit}
                return 1, [Issue("everything-links-cut", "incomplete", "warning", params=params)]
        return len(links), []

    def _provenances(self, page: Sequence[Stored]) -> list[Stored]:
        """Who made what is on the ``page``, as far as it does not come by itself."""
        if self.asked.types and "Provenance" not in self.asked.types:
            return []
        entries = [f"target={_name(stored)}" for stored in page]
        query = Query({"k": {"$in": entries}}, limit=self.exchange.settings.max_included, fields=_FIELDS)
        found = self.exchange.repository.find("Provenance", query) if entries else []
        return [stored for stored in self.walk.unmet(found) if _name(stored) not in self.asked.seen]

    def _others(self, links: _Links, given: set[str]) -> list[Stored]:
        """What ``links`` lead to, what that refers to in turn, and so on; ``given`` is there already.

        Who belongs to somebody is given, but not followed: it would lead to everything of everybody.
        """
        found: list[Stored] = []
        while links:
            wanted = [
                link for name, link in links.items() if name not in given and name not in self.asked.seen
            ]
            read = self.walk.unmet(list(read_links(self.exchange, wanted, _FIELDS).values()))
            given = given | links.keys()
            found += read
            supporting = [stored for stored in read if stored.type not in self.walk.scope.personal]
            links = {
                name: link
                for name, link in _joined(self._links(stored) for stored in supporting).items()
                if link.type not in self.walk.scope.personal and name not in given
            }
        return found

    def _entry(self, stored: Stored, mode: Literal["match", "include"]) -> BundleEntry:
        return BundleEntry(self.asked.cut(stored.body or b""), mode, stored.type, stored.id)

    def _links(self, stored: Stored) -> _Links:
        return links_of(self.exchange, self.request.base, decode(stored.body or b"{}"))


def _joined(links: Iterable[_Links]) -> _Links:
    together: _Links = {}
    for each in links:
        together |= each
    return together


def _name(stored: Stored) -> str:
    return f"{stored.type}/{stored.id}"
