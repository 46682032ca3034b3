"""Element trees say what snapshots say, with the quirks of R4 put right."""

import pytest

from hie.conformance import TypeRef, build_tree


def test_every_type_has_a_tree(registry):
    """All types of R4 can be read."""
    names = registry.resource_types | registry.complex_types | registry.primitive_types
    assert {name for name in names if registry.tree(name).path != name} == set()


def test_the_id_of_a_resource_is_an_id_and_of_an_element_a_string(registry):
    """R4 writes both as a FHIRPath string, but the rules of id hold for resources."""
    assert registry.tree("Patient").child("id").types == (TypeRef("id"),)
    assert registry.tree("HumanName").child("id").types == (TypeRef("string"),)
    assert registry.tree("Patient").find("Patient.contact").child("id").types == (TypeRef("string"),)


def test_system_types_become_fhir_types(registry):
    """Extension.url is a uri although its definition says System.String."""
    assert registry.tree("Extension").child("url").types[0].code == "uri"


def test_a_choice_has_a_key_for_each_type(registry):
    """value[x] is valueQuantity, valueCodeableConcept … in JSON."""
    value = registry.tree("Observation").child("value")
    assert value.choice
    assert list(dict(value.keys()))[:3] == ["valueQuantity", "valueCodeableConcept", "valueString"]
    assert dict(value.keys())["valueDateTime"].code == "dateTime"


def test_a_list_stays_a_list_when_a_profile_allows_one_item(registry):
    """Whether JSON has an array follows the base definition."""
    bmi = registry.tree("http://hl7.org/fhir/StructureDefinition/bmi")
    coding = bmi.child("code").child("coding")
    (code,) = coding.slices
    assert (code.slice_name, code.min, code.max, code.is_list) == ("BMICode", 1, 1, True)
    assert (code.child("code").fixed, code.child("code").fixed_type) == ("39156-5", "code")


def test_slices_hang_on_what_they_slice(registry):
    """A slice is no child of the parent element."""
    blood_pressure = registry.tree("http://hl7.org/fhir/StructureDefinition/bp")
    component = blood_pressure.child("component")
    assert [item.slice_name for item in component.slices] == ["SystolicBP", "DiastolicBP"]
    assert component.slicing.discriminators[0].path == "code.coding.code"
    assert component.slices[0].child("code").path == "Observation.component.code"


def test_a_content_reference_names_the_element_it_repeats(registry):
    """Questionnaire.item.item has no children of its own."""
    item = registry.tree("Questionnaire").find("Questionnaire.item.item")
    assert (item.content_reference, item.children, item.types) == ("Questionnaire.item", [], ())


def test_a_constraint_has_its_text_in_each_language():
    """Translations of ``human`` are read from the translation extension."""
    translation = {
        "url": "http://hl7.org/fhir/StructureDefinition/translation",
        "extension": [
            {"url": "lang", "valueCode": "uk-UA"},
            {"url": "content", "valueString": "Потрібне ім'я"},
        ],
    }
    constraint = {
        "key": "x-1",
        "severity": "error",
        "human": "A name is needed",
        "_human": {"extension": [translation]},
        "expression": "name.exists()",
    }
    root = build_tree({"snapshot": {"element": [{"path": "Patient", "constraint": [constraint]}]}})
    assert root.constraints[0].texts == {"en": "A name is needed", "uk": "Потрібне ім'я"}


def test_an_old_type_slice_belongs_to_its_choice():
    """Observation.valueQuantity beside Observation.value[x] is a slice of it, with its own children."""
    elements = [
        {"path": "Observation"},
        {"path": "Observation.value[x]", "max": "1", "type": [{"code": "Quantity"}, {"code": "string"}]},
        {"path": "Observation.valueQuantity", "max": "1", "type": [{"code": "Quantity"}]},
        {"path": "Observation.valueQuantity.code", "max": "1", "fixedCode": "kg"},
    ]
    value = build_tree({"kind": "resource", "snapshot": {"element": elements}}).child("value")
    assert [item.slice_name for item in value.slices] == ["valueQuantity"]
    assert value.slices[0].children[0].fixed == "kg"


def test_an_element_without_a_parent_is_refused():
    """A snapshot that skips a level is broken."""
    elements = [{"path": "Patient"}, {"path": "Patient.contact.name"}]
    with pytest.raises(ValueError, match="no parent"):
        build_tree({"url": "x", "snapshot": {"element": elements}})
