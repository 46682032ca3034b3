"""FHIRPath Patch: what the public cases leave out."""

import pytest

from hie.outcome import BadRequest, Unprocessable

PATH = {"valueString": "Patient"}


def _patient(**members):
    return {"resourceType": "Patient", "id": "p", **members}


def _keys(error):
    return [issue.key for issue in error.value.issues]


def test_what_stands_beside_a_primitive_moves_with_it(fhirpath_patched):
    """Two lists with nulls are one list of elements."""
    beside = {"extension": [{"url": "http://example.org/e", "valueCode": "x"}]}
    patient = _patient(name=[{"given": ["Ганна", "Марія"], "_given": [None, beside]}])

    patched = fhirpath_patched(
        patient,
        {
            "type": {"valueCode": "move"},
            "path": {"valueString": "Patient.name[0].given"},
            "source": {"valueInteger": 1},
            "destination": {"valueInteger": 0},
        },
    )

    assert {"given": ["Марія", "Ганна"], "_given": [beside, None]} == patched["name"][0]


def test_a_choice_takes_the_key_of_its_type(fhirpath_patched):
    observation = {"resourceType": "Observation", "id": "o"}

    patched = fhirpath_patched(
        observation,
        {
            "type": {"valueCode": "add"},
            "path": {"valueString": "Observation"},
            "name": {"valueString": "value"},
            "value": {"valueQuantity": {"value": 5}},
        },
    )

    assert {"value": 5} == patched["valueQuantity"]


def test_an_extension_of_a_primitive(fhirpath_patched):
    patched = fhirpath_patched(
        _patient(birthDate="1970-01-01"),
        {
            "type": {"valueCode": "add"},
            "path": {"valueString": "Patient.birthDate"},
            "name": {"valueString": "extension"},
            "value": {
                "part": [
                    {"name": "url", "valueUri": "http://example.org/e"},
                    {"name": "value", "valueDateTime": "1970-01-01T10:00:00Z"},
                ]
            },
        },
    )

    assert [{"url": "http://example.org/e", "valueDateTime": "1970-01-01T10:00:00Z"}] == patched[
        "_birthDate"
    ]["extension"]


def test_what_becomes_empty_goes_too(fhirpath_patched):
    patched = fhirpath_patched(
        _patient(contact=[{"name": {"text": "x"}}], active=True),
        {"type": {"valueCode": "delete"}, "path": {"valueString": "Patient.contact[0].name.text"}},
    )

    assert _patient(active=True) == patched


def test_a_resource_inside_a_bundle(fhirpath_patched):
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": _patient(active=True)}]}

    patched = fhirpath_patched(
        bundle,
        {
            "type": {"valueCode": "replace"},
            "path": {"valueString": "Bundle.entry[0].resource.active"},
            "value": {"valueBoolean": False},
        },
    )

    assert patched["entry"][0]["resource"]["active"] is False


@pytest.mark.parametrize(
    ("operation", "key"),
    [
        ({"type": "delete", "path": "Patient.name"}, "patch-several"),
        ({"type": "replace", "path": "Patient.gender", "value": "male"}, "patch-nothing"),
        ({"type": "replace", "path": "Patient", "value": "x"}, "patch-whole"),
        ({"type": "replace", "path": "Patient.name.count()", "value": "x"}, "patch-computed"),
        ({"type": "delete", "path": "Patient.name["}, "patch-expression"),
        ({"type": "add", "path": "Patient", "name": "wings", "value": "2"}, "patch-element-unknown"),
        ({"type": "add", "path": "Patient", "name": "active", "value": "x"}, "patch-element-there"),
        ({"type": "add", "path": "Patient", "name": "deceased", "value": "x"}, "patch-element-unknown"),
        ({"type": "insert", "path": "Patient.name", "index": 3, "value": "x"}, "patch-position"),
        ({"type": "insert", "path": "Patient.active", "index": 0, "value": "x"}, "patch-not-list"),
        ({"type": "move", "path": "Patient.name", "source": 2, "destination": 0}, "patch-position"),
    ],
)
def test_what_does_not_fit_is_named_with_its_number(fhirpath_patched, operation, key):
    patient = _patient(name=[{"family": "Сова"}, {"family": "Пугач"}], active=True)
    parts = {
        name: {"valueInteger" if isinstance(value, int) else "valueString": value}
        for name, value in operation.items()
    }

    with pytest.raises(Unprocessable) as error:
        fhirpath_patched(patient, parts)

    assert ["patch-operation", key] == _keys(error)
    assert 1 == error.value.issues[0].params["number"]


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"type": {"valueCode": "delete"}},
        {"type": {"valueCode": "explode"}, "path": PATH},
        {"type": {"valueCode": "add"}, "path": PATH, "value": {"valueCode": "x"}},
        {"type": {"valueCode": "replace"}, "path": PATH},
        {"type": {"valueCode": "insert"}, "path": PATH, "value": {"valueCode": "x"}},
        {"type": {"valueCode": "move"}, "path": PATH, "source": {"valueInteger": -1}},
    ],
)
def test_an_operation_that_is_incomplete_is_refused(fhirpath_patched, parts):
    with pytest.raises(BadRequest) as error:
        fhirpath_patched(_patient(), parts)

    assert ["patch-operation-malformed"] == _keys(error)
