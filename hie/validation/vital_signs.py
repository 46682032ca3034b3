"""The profiles that the specification asks of every Observation of a vital sign, claimed or not.

https://hl7.org/fhir/R4/observation-vitalsigns.html

"If implementations use any of these codes, the observation SHALL conform": the table is by the code of
the Observation, in LOINC and, as HL7's validator reads it, in SNOMED CT.
"""

from collections.abc import Mapping
from typing import Any

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"

#: Profile to its codes in LOINC and in SNOMED CT.
_CODES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "vitalspanel": (("85353-1",), ()),
    "resprate": (("9279-1",), ("86290005",)),
    "heartrate": (("8867-4",), ("364075005",)),
    "oxygensat": (("2708-6", "59408-5"), ("431314004",)),
    "bodytemp": (("8310-5",), ("276885007", "386725007")),
    "bodyheight": (("8302-2",), ("50373000",)),
    "headcircum": (("9843-4",), ("363812007",)),
    "bodyweight": (("29463-7",), ("27113001",)),
    "bmi": (("39156-5",), ("60621009",)),
    "bp": (("85354-9", "76534-7"), ("75367002",)),
}
_PROFILES: Mapping[tuple[str, str], str] = {
    (system, code): _BASE + name
    for name, codes in _CODES.items()
    for system, of_system in zip((_LOINC, _SNOMED), codes, strict=True)
    for code in of_system
}


def vital_sign_profiles(observation: Mapping[str, Any]) -> tuple[str, ...]:
    """The canonicals of the profiles that the codes of ``observation`` ask for; mostly none."""
    found: tuple[str, ...] = ()
    try:
        for coding in observation["code"].get("coding") or ():
            profile = _PROFILES.get((coding.get("system"), coding.get("code")))
            if profile is not None and profile not in found:
                found += (profile,)
    except (AttributeError, KeyError, TypeError):
        # Something is not what it should be, which is noted elsewhere.
        return found
    return found
