"""The different entries of a type in the index of exact values, one look for each."""

from collections.abc import Iterator

from hie.repository import Repository
from hie.search import BY_ENTRY
from hie.storage import Query, Stored


def distinct_entries(
    repository: Repository, type: str, prefix: str, *, bodies: bool = True
) -> Iterator[tuple[str, Stored]]:
    """Each entry that begins with ``prefix``, without it, in their order, and a resource that has it.

    A look leaps over all resources that have the same entry.  Without ``bodies`` the resources are not read.
    """
    after, end = prefix, f"{prefix}\U0010ffff"
    while True:
        between = {"k": {"$elemMatch": {"$gt": after, "$lt": end}}}
        query = Query(between, limit=1, hint=BY_ENTRY, fields=("k",), bodies=bodies)
        first = next(iter(repository.find(type, query)), None)
        if first is None:
            return
        after = min(entry for entry in (first.fields or {})["k"] if after < entry < end)
        yield after[len(prefix) :], first
