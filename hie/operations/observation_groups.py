"""The observations of a patient by their codes: which codes there are, and which of them mean the same.

https://hl7.org/fhir/R4/observation-operation-lastn.html

Codings that one observation has are translations of each other, and so are what these are translations of.
"""

from collections.abc import Iterable, Sequence

from hie.operations.distinct import distinct_entries
from hie.outcome import BadRequest, Issue
from hie.repository import Repository
from hie.search import Condition, code_group

#: Nobody has observations of more different codes.
LARGEST = 2000


def groups_of(repository: Repository, patient: str, codes: Sequence[Condition]) -> list[list[str]]:
    """The groups of the observations of ``patient`` (an id) that meet ``codes``, each as its index entries.

    Raises BadRequest for a patient with more different codes than anybody has.
    """
    one = _one(codes)
    if one is not None:
        # All that have this coding are one group, whatever else they have.
        return [[f"patient&code={patient}&{one}"]]
    prefix = code_group.prefix_of(patient)
    found: dict[str, frozenset[str]] = {}
    for rest, _ in distinct_entries(repository, code_group.TYPE, prefix, bodies=False):
        if len(found) == LARGEST:
            raise BadRequest([Issue("lastn-many", "too-costly", params={"limit": LARGEST})])
        codings = code_group.codings_of(rest)
        if all(_meets(condition, codings) for condition in codes):
            found[prefix + rest] = codings
    return _joined(found.items())


def _one(codes: Sequence[Condition]) -> str | None:
    """The one coding, with its system, that ``codes`` ask for; None where they ask for others too."""
    forms = [
        wanted.removeprefix("code=") for condition in codes for value in condition.values for wanted in value
    ]
    is_whole = len(forms) == 1 and "|" in forms[0] and not forms[0].endswith("|")
    return forms[0] if is_whole else None


def _meets(condition: Condition, codings: frozenset[str]) -> bool:
    tokens = {f"code={form}" for coding in codings for form in code_group.tokens_of(coding)}
    return any(wanted in tokens for value in condition.values for wanted in value)


def _joined(found: Iterable[tuple[str, frozenset[str]]]) -> list[list[str]]:
    """The entries that share a coding, or that others lead from one to the other."""
    groups: list[tuple[set[str], list[str]]] = []
    for entry, codings in found:
        same = [group for group in groups if not group[0].isdisjoint(codings)]
        together = set(codings).union(*(group[0] for group in same))
        entries = [each for group in same for each in group[1]]
        groups = [group for group in groups if group not in same]
        groups.append((together, [*entries, entry]))
    return [entries for _, entries in groups]
