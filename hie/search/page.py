"""Pages: what of a query's results is on this page, and which pages lie around it.

https://hl7.org/fhir/R4/http.html#paging
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from hie.search.cursor import START, Place
from hie.search.plan import Found, Plan
from hie.search.request import SearchRequest

F = TypeVar("F", bound=Found)


class Surroundings(NamedTuple):
    """The places of the pages around a page; None where there is none, or where nobody can tell."""

    first: Place | None
    prev: Place | None
    next: Place | None
    last: Place | None


def page_of(request: SearchRequest, plan: Plan, found: Sequence[F]) -> tuple[list[F], Surroundings]:
    """The page of ``request`` in what ``plan`` has ``found``, and what lies around it.

    One more than the page holds was looked for: it tells whether there is more on that side.  What the
    other side holds is known from having come from there.
    """
    limit = plan.limit - 1
    page = list(found[:limit])
    more = len(found) > limit
    place = request.place
    if place.backwards:
        page.reverse()
    if not page:
        return page, Surroundings(None if place == START else START, None, None, None)
    before = place.seen - len(page) if place.backwards else place.seen
    has_prev = more if place.backwards else place.after is not None
    has_next = place.after is not None if place.backwards else more and _has_room(request, before + len(page))
    values = plan.sort_values
    return page, Surroundings(
        first=START if has_prev else None,
        prev=Place(values(page[0]), True, before) if has_prev else None,
        next=Place(values(page[-1]), False, before + len(page)) if has_next else None,
        last=Place(None, True) if has_next and request.max_results is None else None,
    )


def in_order(plan: Plan, found: Sequence[F]) -> list[F]:
    """What plans of several types, that differ in the type alone, have ``found``, in their common order."""
    ordered = list(found)
    # Sorting keeps the order of what is equal, so the first criterion comes last.
    for place, (_, direction) in reversed([*enumerate(plan.sort)]):
        ordered.sort(key=lambda each: plan.sort_values(each)[place], reverse=direction < 0)
    return ordered


def _has_room(request: SearchRequest, seen: int) -> bool:
    """Whether the client wants more than it has ``seen``."""
    return request.max_results is None or seen < request.max_results
