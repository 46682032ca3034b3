"""What was found sound is remembered, and lets nothing pass that is not."""

from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from hie.conformance import Registry
from hie.validation import Validator
from hie.validation import codings as codings_module
from hie.validation.codings import Codings

_CODING = {"system": "http://hl7.org/fhir/observation-status", "code": "final", "display": "Final"}
_OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/Observation"]},
    "identifier": [{"system": "http://x.test/id", "value": "1"}],
    "status": "final",
    "category": [{"coding": [_CODING], "text": "Огляд"}],
    "code": {"coding": [_CODING]},
    "subject": {"reference": "Patient/1"},
    "valueQuantity": {"value": 1, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
}
#: Paths in the Observation, and what makes it invalid there.
_WRONG: list[tuple[tuple[str | int, ...], Any]] = [
    (("meta", "profile"), [" "]),
    (("meta", "profile"), {"0": "http://hl7.org/fhir/StructureDefinition/Observation"}),
    (("meta", "profile"), "x"),
    (("identifier", 0, "value"), ""),
    (("identifier", 0, "value"), 5),
    (("identifier", 0, "value"), None),
    (("identifier", 0, "value"), "\x00"),
    (("identifier", 0, "value"), ["1"]),
    (("identifier", 0, "use"), "no such use"),
    (("category", 0, "text"), ""),
    (("category", 0, "text"), ["Огляд"]),
    (("category", 0, "coding"), []),
    (("category", 0, "coding"), _CODING),
    (("category", 0, "coding", 0, "display"), "Another name"),
    (("category", 0, "coding", 0, "code"), "no-such-code"),
    (("category", 0, "coding", 0, "code"), ["final"]),
    (("category", 0, "coding", 0, "userSelected"), "yes"),
    (("code", "coding", 0), None),
    (("subject", "reference"), "Practitioner/1"),
    (("subject", "reference"), "Patient/1\x00"),
    (("subject", "reference"), "Patient/" + "1" * 1024 * 1024),
    (("subject", "reference"), None),
    (("subject", "reference"), ["Patient/1"]),
    (("subject", "reference"), "#1"),
    (("subject", "display"), ""),
    (("valueQuantity", "value"), "1"),
    (("valueQuantity", "value"), None),
    (("valueQuantity", "value"), True),
    (("valueQuantity", "value"), Decimal("NaN")),
    (("valueQuantity", "unit"), ""),
    (("valueQuantity", "comparator"), "about"),
]


@pytest.mark.parametrize(("path", "wrong"), _WRONG, ids=lambda each: str(each)[:60])
def test_what_is_known_hides_no_fault(
    validator: Validator, now: datetime, path: tuple[str | int, ...], wrong: Any
) -> None:
    """After a sound resource, one that is wrong in one place is refused, and the walk says why."""
    assert validator.accepts(_OBSERVATION, now=now)
    assert [issue for issue in validator.validate(_OBSERVATION, now=now) if issue.is_error] == []
    resource = deepcopy(_OBSERVATION)
    node: Any = resource
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = wrong
    assert not validator.accepts(resource, now=now)
    assert validator.check(resource, now=now)


def test_only_so_many_codings_are_remembered(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that invents codings does not fill the memory."""
    monkeypatch.setattr(codings_module, "_MAX_REMEMBERED", 10)
    codings = Codings(registry)
    for number in range(95):
        codings.remember_coding({"system": "http://x.test/a", "code": str(number)})
    assert len(codings.sound) == 5


def test_a_coding_with_more_to_it_is_not_remembered(registry: Registry) -> None:
    """A version, an extension or a null is judged each time."""
    codings = Codings(registry)
    for more in ({"version": "1"}, {"_display": {"id": "a"}}, {"display": None}):
        codings.remember_coding({"system": "http://x.test/a", "code": "b", **more})
    assert codings.sound == set()


@pytest.mark.parametrize("wrong", [["Patient"], None, 5, {}])
def test_entries_of_no_type_are_no_targets(validator: Validator, now: datetime, wrong: Any) -> None:
    """A reference to an entry whose type is no text is walked as one that leads nowhere."""
    url = "urn:uuid:00000000-0000-4000-8000-000000000001"
    observation = {**_OBSERVATION, "subject": {"reference": url}}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": url, "resource": {"resourceType": wrong}},
            {"fullUrl": url.replace("01", "02"), "resource": observation},
        ],
    }
    assert not validator.accepts(bundle, now=now)
    places = [issue.expression for issue in validator.check(bundle, now=now)]
    assert "Bundle.entry[1].resource.subject" not in places
    assert places
