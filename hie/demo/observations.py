"""Observations of an encounter: vital signs and laboratory results with UCUM units.

https://hl7.org/fhir/R4/observation.html
"""

from decimal import Decimal
from random import Random
from typing import Any

from hie.demo.data import CLINIC
from hie.demo.resources import Resource, World

_CHILD = 12
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"


def observation(world: World, key: str, name: str, shared: Resource, age: int) -> Resource:
    """The observation ``name`` of the clinic's list; ``shared`` is what all of one encounter have."""
    random = world.random("observation", key)
    if name == "blood-pressure":
        measured = _blood_pressure(random)
    else:
        measured = _measurement(random, CLINIC["observations"][name], age)
    return world.new("Observation", key, status="final", **measured, **shared)


def _measurement(random: Random, kind: dict[str, Any], age: int) -> Resource:
    low, high = kind["child"] if age < _CHILD and "child" in kind else (kind["low"], kind["high"])
    return {
        "category": [_category(kind["category"])],
        "code": _loinc(kind),
        "valueQuantity": _quantity(random.uniform(low, high), kind["digits"], kind),
    }


def _blood_pressure(random: Random) -> Resource:
    kind = CLINIC["bloodPressure"]
    components = [
        {"code": _loinc(part), "valueQuantity": _quantity(random.uniform(part["low"], part["high"]), 0, kind)}
        for part in kind["components"]
    ]
    return {"category": [_category("vital-signs")], "code": _loinc(kind), "component": components}


def _loinc(kind: dict[str, Any]) -> Resource:
    return {"coding": [{"system": "http://loinc.org", "code": kind["code"]}], "text": kind["text"]}


def _category(code: str) -> Resource:
    return {"coding": [{"system": _CATEGORIES, "code": code}]}


def _quantity(value: float, digits: int, kind: dict[str, Any]) -> Resource:
    number: Decimal | int = round(value) if digits == 0 else Decimal(f"{value:.{digits}f}")
    return {
        "value": number,
        "unit": kind["unitText"],
        "system": "http://unitsofmeasure.org",
        "code": kind["unit"],
    }
