"""``_filter``: its tree, its limits, and what its plans cost."""

import pytest

from hie.outcome import BadRequest
from hie.search.filter_syntax import Comparison, Logical, Step, parse_filter


def compare(name, operator, value):
    return Comparison((Step(name),), operator, value)


def test_the_tree():
    """Operators of a row are evaluated from left to right, and a row of the same one is one node."""
    a, b, c, d = (compare(name, "eq", "1") for name in "abcd")
    assert a == parse_filter("a eq 1")
    assert Logical("and", (a, b, c)) == parse_filter("a eq 1 and b eq 1 and c eq 1")
    assert Logical("and", (Logical("or", (a, b)), c)) == parse_filter("a eq 1 or b eq 1 and c eq 1")
    assert Logical("or", (a, Logical("and", (b, c)), d)) == parse_filter(
        "a eq 1 or (b eq 1 and c eq 1) or d eq 1"
    )
    assert Logical("and", (Logical("not", (a,)), b)) == parse_filter("not(a eq 1)and b eq 1")
    assert Logical("not", (Logical("or", (a, b)),)) == parse_filter("not ( a eq 1 or b eq 1 )")


def test_paths_and_values():
    """A link may be followed by a demand; words are operators only where one is expected."""
    demand = compare("x", "eq", "and")
    assert Comparison((Step("a", demand), Step("b-c")), "re", "or") == parse_filter("a[x eq and].b-c re or")
    assert compare("not", "eq", "not") == parse_filter("not eq not")
    assert compare("a", "co", 'x) "y"') == parse_filter('a co "x) \\"y\\""')
    assert compare("_has:T:p:q", "pr", "true") == parse_filter("_has:T:p:q pr true")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        ("a", 2),
        ("a eq", 5),
        ("a eq 1 x", 8),
        ("(a eq 1", 8),
        ("a eq 1 or", 8),
        ("a. eq 1", 3),
        ("a xx 1", 3),
    ],
)
def test_the_place_of_a_fault_is_told(text, place):
    with pytest.raises(BadRequest) as caught:
        parse_filter(text)
    issue = caught.value.issues[0]
    assert ("search-filter-syntax", place) == (issue.key, issue.params["place"])
    assert f"character {place}" in issue.text("en")


def test_limits():
    """What nobody writes by hand is refused before it costs anything."""
    parse_filter(" or ".join(["a eq 1"] * 100))
    for text, key in (
        (" or ".join(["a eq 1"] * 101), "search-conditions"),
        ("(" * 31 + "a eq 1" + ")" * 31, "search-filter-deep"),
        ("a[" * 31 + "a eq 1" + "].a" * 31 + " eq 1", "search-filter-deep"),
    ):
        with pytest.raises(BadRequest) as caught:
            parse_filter(text)
        assert key == caught.value.issues[0].key


def test_a_value_that_nobody_looks_for(library):
    """A value of a filter has the limit that values have elsewhere."""
    assert [] == library.ids(f"Patient?_filter=family sw {'x' * 8000}")
    with pytest.raises(BadRequest) as caught:
        library.ids(f"Patient?_filter=family sw {'x' * 8001}")
    assert "search-value-long" == caught.value.issues[0].key


def test_a_way_through_every_type_is_bounded(library):
    """Each question of each type is asked once, however many ways lead to it."""
    assert [] == library.ids("Observation?_filter=" + "focus." * 12 + "code eq 1")
    assert [] == library.ids(
        "Observation?_filter=focus[focus[focus[focus.code eq 1].code eq 1].code eq 1].code eq 1"
    )
    with pytest.raises(BadRequest) as caught:
        library.ids("Observation?_filter=" + "focus." * 21 + "code eq 1")
    assert "search-chain-long" == caught.value.issues[0].key


def test_the_steps_of_a_search_are_bounded(libraries, monkeypatch):
    """Types that nothing is stored of cost no step; what takes very many all the same is refused."""
    library = libraries()
    library.put({"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "x"}})
    library.ids("Observation?focus.identifier=1")
    assert 10 + 1 >= len(library.links.steps)
    text = " or ".join(f"focus:Observation.code eq {number}" for number in range(100))
    assert [] == library.ids(f"Observation?_filter={text}")
    assert 100 == len(library.links.steps)
    monkeypatch.setattr("hie.interactions.links.MAX_STEPS", 99)
    with pytest.raises(BadRequest) as caught:
        library.ids(f"Observation?_filter={text}")
    assert "search-steps-many" == caught.value.issues[0].key
    assert 99 == len(library.links.steps)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gender eq male", {"k": "gender=male"}),
        ("gender eq male or gender eq other", {"k": {"$in": ["gender=male", "gender=other"]}}),
        ("gender eq male and active eq true", {"k": "gender=male", "$and": [{"k": "active=true"}]}),
        ("family eq 'x'", {"s": "family='x'"}),
    ],
)
def test_a_filter_is_planned_as_the_same_parameters_are(library, text, found):
    """Alternatives of exact values are one condition, whose ranges the index gives in order."""
    planned = library.plan(f"Patient?_filter={text}")
    assert found == planned.filter
    assert (planned.hint is None) == ("s" in found)


def test_patient_and_code_are_one_entry(library):
    planned = library.plan("Observation?_filter=patient re Patient/1 and code eq http://loinc.org|8480-6")
    assert {"k": "patient&code=1&http://loinc.org|8480-6"} == planned.filter


@pytest.fixture(scope="module")
def people(libraries):
    """Four thousand patients, of whom a hundred are named otherwise and ten are of another gender."""
    library = libraries()
    library.put(
        *(
            {
                "resourceType": "Patient",
                "id": f"p{number}",
                "gender": "other" if number % 400 == 0 else "female",
                "name": [{"family": "Рідкісна" if number % 40 == 0 else f"Часта{number}"}],
                "birthDate": f"{1900 + number % 100}-01-{number % 28 + 1:02}",
            }
            for number in range(4000)
        )
    )
    return library


@pytest.mark.parametrize(
    "text",
    [
        "gender eq other",
        "gender eq other or gender eq male",
        "gender ne female",
        "family eq рідкісна",
        "family sw рідк",
        "family ge рі",
        "birthdate eq 1950-01-03",
        "birthdate po 1950-01-03",
        "birthdate co 1950-01-03T10:00:00Z",
        "gender eq other or family eq рідкісна",
        "gender eq other or birthdate eq 1950-01-03",
        "gender eq other and not (family eq рідкісна)",
        "gender eq other and (family eq рідкісна or birthdate lt 1910)",
    ],
)
def test_a_filter_runs_on_an_index(people, text):
    """Nothing is scanned, and no more than three documents are looked at for each that is given."""
    explained = people.explain(people.plan(f"Patient?_count=500&_filter={text}"))
    statistics = explained["executionStats"]
    assert "COLLSCAN" not in str(explained["queryPlanner"]["winningPlan"])
    assert statistics["totalDocsExamined"] <= max(3 * statistics["nReturned"], 12), text
