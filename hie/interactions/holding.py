"""Conditions that match nothing, held: no other transaction may store what would match.

https://hl7.org/fhir/R4/http.html#ccreate

Most conditions are one identifier, a business key, that the new resource carries.  The database itself sees
to it that no two resources have it, so nothing is locked.  Others take a lock, a document of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hie.repository import Repository
from hie.search import alike

#: A resource type, a condition on it, and what is stored because nothing matches.
Unmatched = tuple[str, Sequence[tuple[str, str]], Mapping[str, Any]]


def hold(repository: Repository, conditions: Iterable[Unmatched]) -> None:
    """Hold ``conditions`` for the transaction of ``repository``: it runs again when another one is first."""
    claims, locks = [], []
    for type, pairs, resource in conditions:
        key = _key(pairs)
        if key is not None and key in repository.keys_of(resource):
            claims.append(key)
        else:
            locks.append(f"{type}?{sorted(pairs)}")
    repository.claim(claims)
    repository.lock(locks)


def _key(pairs: Sequence[tuple[str, str]]) -> str | None:
    """The identifier that is the whole condition, as business keys are written; None for other conditions."""
    if len(pairs) != 1 or pairs[0][0] != "identifier":
        return None
    system, bar, value = pairs[0][1].rpartition("|")
    is_plain = bar and not set(",\\|$") & set(system + value)
    return f"{system}|{alike(value)}" if is_plain else None
