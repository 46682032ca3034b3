"""The entry that tells which codes an Observation of a patient has together, for $lastn.

https://hl7.org/fhir/R4/observation-operation-lastn.html

All observations of one code, however many, share one entry, so the codes of a patient are read off the
index: ``patient&codes=<id>&`` and the codings, or the text where there are none.
"""

from collections.abc import Mapping
from typing import Any

#: FHIR's strings have no such character.
_BETWEEN = "\x1f"
#: The type that is asked for its latest by code.
TYPE = "Observation"


def prefix_of(patient: str) -> str:
    """What the entries of the observations of ``patient``, an id, begin with."""
    return f"patient&codes={patient}&"


def entry(pair: str, code: Mapping[str, Any]) -> str:
    """The entry of an Observation with the CodeableConcept ``code``.

    ``pair`` is what its entries of patient and code begin with: ``patient&code=<id>&``.
    """
    forms = sorted(
        {f"{item.get('system', '')}|{item['code']}" for item in code.get("coding", ()) if "code" in item}
    )
    return pair.replace("=", "s=", 1) + (
        _BETWEEN.join(forms) if forms else f"{_BETWEEN}{code.get('text', '')}"
    )


def codings_of(rest: str) -> frozenset[str]:
    """The codings ``system|code`` in an entry without its prefix; of one without any, its text alone."""
    return frozenset((rest,) if rest.startswith(_BETWEEN) else rest.split(_BETWEEN))


def tokens_of(coding: str) -> set[str]:
    """The forms in which a token search looks for ``coding``, as :func:`codings_of` has it."""
    if coding.startswith(_BETWEEN):
        return set()
    system, _, code = coding.rpartition("|")
    return {coding, code, f"{system}|"} if system else {coding, code}
