"""Value sets are expanded as far as the definitions at hand say, and no further."""

import json

import pytest

from hie.conformance import Package, Registry
from hie.terminology import contains, display, expand

GENDER = "http://hl7.org/fhir/administrative-gender"
EX = "http://example.org/"


def system(name, concepts, **more):
    """A complete code system."""
    definition = {"resourceType": "CodeSystem", "url": EX + name, "content": "complete", "concept": concepts}
    return {**definition, **more}


def value_set(name, *include, exclude=(), **more):
    """A value set."""
    compose = {"include": list(include), "exclude": list(exclude)}
    return {"resourceType": "ValueSet", "url": EX + name, "compose": compose, **more}


TREE = [
    {
        "code": "animal",
        "concept": [
            {"code": "dog", "display": "Dog", "designation": [{"language": "uk-UA", "value": "Собака"}]},
            {"code": "cat", "property": [{"code": "status", "valueCode": "retired"}]},
        ],
    },
    {"code": "pet"},
    {"code": "puppy", "property": [{"code": "subsumedBy", "valueCode": "dog"}]},
    {
        "code": "goldfish",
        "property": [{"code": "up", "valueCode": "pet"}, {"code": "legs", "valueInteger": 0}],
    },
]
PARENT = [{"code": "up", "uri": "http://hl7.org/fhir/concept-properties#parent", "type": "code"}]
A = {"system": EX + "animals"}
DEFINITIONS = [
    system("animals", TREE, property=PARENT),
    system("partial", [{"code": "a"}], content="fragment"),
    {
        "resourceType": "CodeSystem",
        "url": EX + "animals-uk",
        "content": "supplement",
        "supplements": EX + "animals",
        "language": "uk",
        "concept": [{"code": "pet", "display": "Домашня тварина"}],
    },
    value_set("all", A),
    value_set("is-a", {**A, "filter": [{"property": "concept", "op": "is-a", "value": "dog"}]}),
    value_set("below", {**A, "filter": [{"property": "concept", "op": "descendent-of", "value": "animal"}]}),
    value_set("pets", {**A, "filter": [{"property": "concept", "op": "is-a", "value": "pet"}]}),
    value_set("not", {**A, "filter": [{"property": "concept", "op": "is-not-a", "value": "animal"}]}),
    value_set("up", {**A, "filter": [{"property": "concept", "op": "generalizes", "value": "puppy"}]}),
    value_set("in", {**A, "filter": [{"property": "concept", "op": "in", "value": "dog, cat"}]}),
    value_set("legs", {**A, "filter": [{"property": "legs", "op": "=", "value": "0"}]}),
    value_set("legged", {**A, "filter": [{"property": "legs", "op": "exists", "value": "true"}]}),
    value_set("regex", {**A, "filter": [{"property": "code", "op": "regex", "value": "p.*"}]}),
    value_set("bad-regex", {**A, "filter": [{"property": "code", "op": "regex", "value": "("}]}),
    value_set("strange", {**A, "filter": [{"property": "code", "op": "near", "value": "x"}]}),
    value_set("active", {**A, "filter": [{"property": "concept", "op": "in", "value": "dog,cat"}]}),
    value_set("list", {**A, "concept": [{"code": "dog"}, {"code": "cat"}]}),
    value_set("import", {"valueSet": [EX + "list", EX + "is-a"]}),
    value_set("excluded", A, exclude=[{"valueSet": [EX + "below"]}]),
    value_set("circle", {"valueSet": [EX + "circle"]}),
    value_set("fragment", {"system": EX + "partial"}),
    value_set("mixed", {"system": EX + "partial"}, {**A, "concept": [{"code": "dog"}]}),
    value_set("empty"),
    {
        "resourceType": "ValueSet",
        "url": EX + "given",
        "expansion": {"contains": [{"abstract": True, "contains": [{"system": EX + "x", "code": "1"}]}]},
    },
    {"resourceType": "ValueSet", "url": EX + "page", "expansion": {"total": 9, "contains": []}},
]
DEFINITIONS[15]["compose"]["inactive"] = False

EXPANSIONS = {
    "all": {"animal", "dog", "cat", "pet", "puppy", "goldfish"},
    "is-a": {"dog", "puppy"},
    "below": {"dog", "cat", "puppy"},
    "pets": {"pet", "goldfish"},
    "not": {"pet", "goldfish"},
    "up": {"puppy", "dog", "animal"},
    "in": {"dog", "cat"},
    "legs": {"goldfish"},
    "legged": {"goldfish"},
    "regex": {"pet", "puppy"},
    "active": {"dog"},
    "list": {"dog", "cat"},
    "import": {"dog"},
    "excluded": {"animal", "pet", "goldfish"},
    "given": {"1"},
    **dict.fromkeys(["bad-regex", "strange", "circle", "fragment", "mixed", "empty", "page", "absent"]),
}


@pytest.fixture(scope="module")
def animals(tmp_path_factory):
    """The registry of the definitions above."""
    folder = tmp_path_factory.mktemp("animals")
    for number, definition in enumerate(DEFINITIONS):
        (folder / f"{number}.json").write_text(json.dumps(definition))
    return Registry.load([Package.at(folder)], tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize("name", EXPANSIONS)
def test_expansion(animals, name):
    """Filters, lists, imports and excludes are followed; what cannot be enumerated is None."""
    found = expand(animals, EX + name)
    assert (found and {code for _, code in found}) == EXPANSIONS[name]


@pytest.mark.parametrize(
    ("name", "of", "code", "expected"),
    [
        ("list", EX + "animals", "dog", True),
        ("list", EX + "animals", "cow", False),
        ("list", EX + "other", "dog", False),
        ("list", None, "dog", True),
        ("mixed", EX + "animals", "dog", True),
        ("mixed", EX + "animals", "cat", False),
        ("mixed", EX + "partial", "a", None),
        ("mixed", EX + "other", "a", False),
        ("fragment", EX + "partial", "a", None),
        ("circle", EX + "partial", "a", None),
        ("absent", EX + "partial", "a", None),
    ],
)
def test_membership_is_three_valued(animals, name, of, code, expected):
    """A value set that cannot be enumerated can still tell that another system's code is not in it."""
    assert contains(animals, EX + name, of, code) is expected


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("dog", None, "Dog"),
        ("dog", "uk", "Собака"),
        ("dog", "uk-UA", "Собака"),
        ("dog", "de", "Dog"),
        ("pet", "uk-UA", "Домашня тварина"),
        ("pet", "en", None),
        ("cow", "uk", None),
    ],
)
def test_display(animals, code, language, expected):
    """A name in the language asked for, from the code system or a supplement of it, else its display."""
    assert display(animals, EX + "animals", code, language) == expected


def test_required_bindings_of_r4_can_be_enumerated(registry):
    """All but those that draw on code systems which R4 does not carry."""
    names = registry.resource_types | registry.complex_types
    bindings = {
        element.binding.value_set.partition("|")[0]
        for name in names
        for element in registry.tree(name).walk()
        if element.binding and element.binding.strength == "required"
    }
    assert {url for url in bindings if expand(registry, url) is None} == {
        "http://hl7.org/fhir/ValueSet/currencies",
        "http://hl7.org/fhir/ValueSet/mimetypes",
        "http://hl7.org/fhir/ValueSet/ucum-units",
        "http://loinc.org/vs/LL379-9",
    }
    assert expand(registry, "http://hl7.org/fhir/ValueSet/administrative-gender") == {
        (GENDER, code) for code in ("male", "female", "other", "unknown")
    }
