"""Contained resources: found with the resources that they are contained in.

https://hl7.org/fhir/R4/search.html#contained

The document of a container has the index values of each contained resource as an element of ``h``, so that
all conditions are met by one of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from hie.search.cursor import START
from hie.search.entries import entries_filter
from hie.search.merging import merged
from hie.search.plan import plan
from hie.search.request import SearchRequest, Test


def entry(type: str) -> str:
    """The entry of a contained resource that tells its type."""
    return f"contained={type}"


def in_containers(request: SearchRequest, types: Sequence[str]) -> list[SearchRequest]:
    """The searches for what contains resources that ``request``, which is resolved, is about.

    ``types`` are those that may contain some.  Where the resources by themselves are wanted, too, the
    search for these comes first.
    """
    inner = plan(replace(request, sort=(), place=START)).matching
    element = merged([entries_filter([entry(request.type)]), inner])
    test = Test({"h": {"$elemMatch": element}})
    outer = replace(request, conditions=(test,), main=None, path=request.address, is_alone=False)
    if request.as_contained:
        outer = replace(outer, element=element)
    found = [replace(outer, type=type) for type in types or (request.type,)]
    return [replace(request, is_alone=False), *found] if request.contained == "both" else found
