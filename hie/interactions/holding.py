"""Conditions that match nothing, held: no other transaction may store what would match.

https://hl7.org/fhir/R4/http.html#ccreate

Most conditions are one identifier, a business key, that the new resource carries.  No two resources have it,
and of two transactions that store it the second conflicts with the first in the index of keys, whether it was
committed yet or not.  So nothing is locked.  Others take a lock, a document of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hie.repository import Repository
from hie.search import alike

#: A resource type, a condition on it, and what is stored because nothing matches.
Unmatched = tuple[str, Sequence[tuple[str, str]], Mapping[str, Any]]


def hold(repository: Repository, conditions: Iterable[Unmatched]) -> None:
    """Hold ``conditions`` for the transaction of ``repository``: it runs again when another one is first."""
    repository.lock(
        [
            f"{type}?{sorted(pairs)}"
            for type, pairs, resource in conditions
            if _key(pairs) not in repository.keys_of(resource)
        ]
    )


def _key(pairs: Sequence[tuple[str, str]]) -> str | None:
    """The identifier that is the whole condition, as business keys are written; None for other conditions."""
    if len(pairs) != 1 or pairs[0][0] != "identifier":
        return None
    system, bar, value = pairs[0][1].rpartition("|")
    is_plain = bar and not set(",\\|$") & set(system + value)
    return f"{system}|{alike(value)}" if is_plain else None
