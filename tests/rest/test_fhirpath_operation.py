"""The operation $fhirpath.

https://github.com/brianpos/fhirpath-lab/blob/develop/server-api.md
"""

import json

import pytest
from outcomes import first_issue

PATIENT = {
    "resourceType": "Patient",
    "active": True,
    "birthDate": "1980-02",
    "name": [{"given": ["Олена", "Іванівна"], "family": "Коваль"}, {"given": ["Оля"]}],
    "contact": [{"name": {"text": "x"}}],
    "text": {"status": "empty", "div": '<div xmlns="http://www.w3.org/1999/xhtml">-</div>'},
}
JSON_VALUE = "http://fhir.forms-lab.com/StructureDefinition/json-value"
XML_VALUE = "http://fhir.forms-lab.com/StructureDefinition/xml-value"
RESOURCE_PATH = "http://fhir.forms-lab.com/StructureDefinition/resource-path"


def asked(expression, *others, resource=PATIENT, **strings):
    """Parameters as a client sends them."""
    listed = [{"name": "expression", "valueString": expression}, *others]
    listed += [{"name": name, "valueString": text} for name, text in strings.items()]
    if resource is not None:
        key = "valueString" if isinstance(resource, str) else "resource"
        listed.append({"name": "resource", key: resource})
    return {"resourceType": "Parameters", "parameter": listed}


def results(response):
    """The parameters ``result``."""
    assert 200 == response.status_code, response.json
    return [found for found in response.json["parameter"] if found["name"] == "result"]


def extension(part, url):
    """The text of an extension of ``part``."""
    return next((item["valueString"] for item in part.get("extension", ()) if item["url"] == url), None)


def test_results_have_type_value_and_place(shared_api):
    """Without a context there is one result, which has no name."""
    (result,) = results(shared_api.post("$fhirpath", asked("name.given | active")))

    assert "valueString" not in result
    assert [
        ("string", "Олена", "Patient.name[0].given[0]"),
        ("string", "Іванівна", "Patient.name[0].given[1]"),
        ("string", "Оля", "Patient.name[1].given[0]"),
        ("boolean", True, "Patient.active"),
    ] == [
        (part["name"], part.get("valueString", part.get("valueBoolean")), extension(part, RESOURCE_PATH))
        for part in result["part"]
    ]


@pytest.mark.parametrize(
    ("expression", "name", "value"),
    [
        ("1 + 1", "integer", {"valueInteger": 2}),
        ("1.10", "decimal", {"valueDecimal": 1.10}),
        ("'' ", "empty-string", {}),
        ("@2020-01-01", "date", {"valueDate": "2020-01-01"}),
        ("@T14:30:00", "time", {"valueTime": "14:30:00"}),
        ("name[0]", "HumanName", {"valueHumanName": PATIENT["name"][0]}),
        (
            "4 'mg'",
            "Quantity",
            {
                "valueQuantity": {
                    "value": 4,
                    "unit": "mg",
                    "system": "http://unitsofmeasure.org",
                    "code": "mg",
                }
            },
        ),
        ("$this", "Patient", {"resource": PATIENT}),
    ],
)
def test_values_are_of_fhirs_types(shared_api, expression, name, value):
    """Each type that Parameters can hold stands in its own value[x]."""
    (result,) = results(shared_api.post("$fhirpath", asked(expression)))
    (part,) = result["part"]

    assert name == part["name"]
    assert value == {key: held for key, held in part.items() if key not in ("name", "extension")}


@pytest.mark.parametrize(
    ("expression", "name", "value"),
    [
        ("contact", "Patient.contact", PATIENT["contact"][0]),
        ("text", "Narrative", PATIENT["text"]),
        ("active.type()", "TypeInfo", {"namespace": "FHIR", "name": "boolean"}),
        ("@2020-01-01T14", "dateTime", "2020-01-01T14"),
    ],
)
def test_other_types_stand_as_json(shared_api, expression, name, value):
    """What Parameters cannot hold is JSON text in an extension."""
    (result,) = results(shared_api.post("$fhirpath", asked(expression)))
    (part,) = result["part"]

    assert (name, value) == (part["name"], json.loads(extension(part, JSON_VALUE)))


def test_a_context_gives_a_result_for_each_item(shared_api):
    """Each is named by its place, and has the traces of its own evaluation."""
    body = asked("given.trace('g').count()", context="name")

    found = results(shared_api.post("$fhirpath", body))

    assert ["Patient.name[0]", "Patient.name[1]"] == [each["valueString"] for each in found]
    assert [2, 1] == [each["part"][0]["valueInteger"] for each in found]
    assert [("trace", "g", 2), ("trace", "g", 1)] == [
        (trace["name"], trace["valueString"], len(trace["part"]))
        for each in found
        for trace in each["part"][1:]
    ]


def test_what_was_asked_comes_back(shared_api):
    """With the name of the engine."""
    body = asked("active")
    answer = shared_api.post("$fhirpath", body).json

    parts = answer["parameter"][0]["part"]
    assert parts[0]["valueString"].startswith("hie ")
    assert body["parameter"] == parts[1:]


def test_variables_have_their_types(shared_api):
    """A variable is a primitive, an element or a resource."""
    variables = {
        "name": "variables",
        "part": [
            {"name": "n", "valueInteger": 2},
            {"name": "who", "valueHumanName": {"family": "Шевчук"}},
            {"name": "other", "resource": {"resourceType": "Basic", "id": "b"}},
            {"name": "none"},
        ],
    }
    expression = "%n + 1 | %who.family | %other.id | %none"

    (result,) = results(shared_api.post("$fhirpath", asked(expression, variables)))

    assert [3, "Шевчук", "b"] == [
        part.get("valueInteger", part.get("valueString", part.get("valueId"))) for part in result["part"]
    ]


def test_a_resource_may_be_stored_or_json(shared_api):
    """A reference to this server, also by GET; JSON and XML in extensions."""
    stored = shared_api.post("Patient", PATIENT).json["id"]
    in_extension = {
        "name": "resource",
        "extension": [{"url": JSON_VALUE, "valueString": json.dumps(PATIENT)}],
    }
    as_xml = '<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>'
    in_xml = {"name": "resource", "extension": [{"url": XML_VALUE, "valueString": as_xml}]}
    answers = [
        shared_api.post("$fhirpath", asked("active", in_xml, resource=None)),
        shared_api.post("$fhirpath", asked("active", resource=f"Patient/{stored}")),
        shared_api.get(f"$fhirpath?expression=active&resource=Patient/{stored}"),
        shared_api.post("$fhirpath", asked("active", in_extension, resource=None)),
    ]

    assert [True, True, True, True] == [results(each)[0]["part"][0]["valueBoolean"] for each in answers]


def test_nothing_selected_is_an_empty_result(shared_api):
    assert [{"name": "result"}] == results(shared_api.post("$fhirpath", asked("deceased")))


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        (asked("name."), 400, "fhirpath-syntax"),
        (asked("name", context="("), 400, "fhirpath-syntax"),
        (asked("nonsense()"), 422, "fhirpath-meaning"),
        (asked("nam", {"name": "validate", "valueBoolean": True}), 422, "fhirpath-meaning"),
        (asked("name.given.single()"), 422, "fhirpath-evaluation"),
        (asked("%unknown"), 422, "fhirpath-evaluation"),
        (asked("x", resource=None, context="y"), 400, "parameter-missing"),
        (asked("x", resource="Patient/none"), 404, "resource-not-found"),
        (asked("x", resource="Nothing/none"), 404, "resource-not-found"),
        (asked("x", resource="http://elsewhere/Patient/1"), 400, "fhirpath-resource"),
        (asked("x", {"name": "resource", "valueBoolean": True}, resource=None), 400, "fhirpath-resource"),
        (
            asked(
                "x",
                {"name": "resource", "extension": [{"url": JSON_VALUE, "valueString": "["}]},
                resource=None,
            ),
            400,
            "fhirpath-embedded",
        ),
        (
            asked(
                "x",
                {"name": "resource", "extension": [{"url": XML_VALUE, "valueString": "<x"}]},
                resource=None,
            ),
            400,
            "fhirpath-embedded",
        ),
        (asked("x", {"name": "variables", "part": [{}]}), 400, "parameter-name"),
        (
            asked("x", {"name": "variables", "part": [{"name": "a", "resource": 3}]}),
            400,
            "fhirpath-embedded",
        ),
        (asked("x", resource={"resourceType": "Nothing"}), 400, "type-unknown"),
        (asked("x", {"name": "variables", "part": 3}), 400, "parameter-type"),
        (
            asked("x", {"name": "variables", "part": [{"name": "a", "valueCode": "x", "valueString": "x"}]}),
            400,
            "fhirpath-variable",
        ),
        (asked("x", {"name": "expression", "valueString": "y"}), 400, "parameter-repeated"),
        (asked("x", {"name": "validate", "valueString": "true"}), 400, "parameter-type"),
        ({"resourceType": "Parameters"}, 400, "parameter-missing"),
        ({"resourceType": "Patient"}, 400, "resource-type-mismatch"),
        (b"{", 400, "json-invalid"),
        (b"", 400, "parameter-missing"),
    ],
)
def test_what_it_cannot_answer(shared_api, body, status, key):
    """Every fault is an OperationOutcome."""
    response = shared_api.post("$fhirpath", body)

    assert (status, key) == (response.status_code, first_issue(response)[0])


def test_a_syntax_error_tells_where(shared_api):
    """In the expression, by the text; in the Parameters, by the place of the expression at fault."""
    response = shared_api.post("$fhirpath", asked("name", context="name.\n("))

    assert ("fhirpath-syntax", "Parameters.parameter[1].value") == first_issue(response)
    assert "line 2, column 1" in response.json["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    "expression",
    [
        "repeat($this | $this)",
        "(1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9).repeat($this + 1)",
        "descendants().select(%resource.descendants()).select(%resource.descendants())",
        "(" * 5000,
        "'a'" + ".replace('', 'aaaaaaaaaaaaaaaaaaaa')" * 40,
    ],
)
def test_hostile_expressions_end(shared_api, expression):
    """Work, time and size have limits."""
    assert shared_api.post("$fhirpath", asked(expression)).status_code in (200, 400, 422)


def test_contexts_share_one_budget(shared_api):
    """A thousand contexts may not take a thousand times the work."""
    many = {"resourceType": "Patient", "name": [{"given": ["x"] * 100}] * 100}
    body = asked(
        "%resource.descendants().select(%resource.descendants().count())", context="name.given", resource=many
    )

    response = shared_api.post("$fhirpath", body)

    assert (422, "fhirpath-evaluation") == (response.status_code, first_issue(response)[0])
