"""$stats."""

from decimal import Decimal
from typing import Any

import pytest
from rest_api import Api

from hie.operations.statistics import COUNTS, STATISTICS, SYSTEM
from hie.validation import check_parameters

_UCUM = "http://unitsofmeasure.org"
_TESTS = "http://example.org/tests"
#: Figures that were worked out by hand.
_VALUES = [2, 4, 4, 4, 5, 5, 7, 9]
_FIGURES = {
    "average": ["5"],
    "maximum": ["9"],
    "minimum": ["2"],
    "median": ["4.5"],
    "std-dev": ["2.1380899353"],
    "sum": ["40"],
    "variance": ["4.57142857143"],
    "20-percent": ["4"],
    "80-percent": ["6.2"],
    "4-lower": ["4"],
    "4-upper": ["5.5"],
    "4-dev": ["0.75"],
    "5-1": ["4"],
    "5-2": ["4"],
    "5-3": ["5"],
    "5-4": ["6.2"],
    "skew": ["0.65625"],
    "kurtosis": ["-0.21875"],
    "regression": ["0.809523809524", "2.16666666667"],
}


def _quantity(value: Any, code: str = "mmol/L", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": code, "system": _UCUM, "code": code, **more}


def _observation(id: str, code: str, hour: int | None = 0, **more: Any) -> dict[str, Any]:
    body = {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": _TESTS, "code": code}]},
        "subject": {"reference": "Patient/p"},
        **({} if hour is None else {"effectiveDateTime": f"2024-01-01T{hour:02}:00:00Z"}),
    }
    return {**body, **more}


def _component(code: str, value: int) -> dict[str, Any]:
    return {
        "code": {"coding": [{"system": _TESTS, "code": code}]},
        "valueQuantity": _quantity(value, "mm[Hg]"),
    }


OTHERS = [
    _observation("wrong", "a", 5, status="entered-in-error", valueQuantity=_quantity(1000)),
    _observation("words", "a", 5, valueString="many"),
    _observation("less", "a", 5, valueQuantity=_quantity(1000, comparator="<")),
    _observation("mass", "a", 5, valueQuantity=_quantity(1000, "kg")),
    _observation("else", "a", 5, valueQuantity=_quantity(1000), subject={"reference": "Patient/q"}),
    _observation("kg", "w", 1, valueQuantity=_quantity(1, "kg")),
    _observation("g", "w", 2, valueQuantity=_quantity(500, "g")),
    _observation("bp1", "panel", 1, component=[_component("sys", 120), _component("dia", 80)]),
    _observation("bp2", "panel", 2, component=[_component("sys", 130), _component("dia", 90)]),
    _observation("m1", "x", 1, valueQuantity=_quantity(10)),
    _observation(
        "all", "battery", 1, hasMember=[{"reference": "Observation/m1"}, {"reference": "Observation/g"}]
    ),
    _observation("undated", "u", None, valueQuantity=_quantity(3)),
]


@pytest.fixture(scope="module")
def stored(make_api, plain) -> Api:
    """A series of one test, an hour apart, and others that do not belong to it."""
    api: Api = make_api(plain, profiles="none")
    series = [
        _observation(f"a{hour}", "a", hour, valueQuantity=_quantity(value))
        for hour, value in enumerate(_VALUES)
    ]
    for body in (*series, *OTHERS):
        answer = api.put(f"Observation/{body['id']}", body)
        assert answer.status_code == 201, answer.text
    return api


def _figures(api: Api, query: str) -> dict[str, dict[str, list[Any]]]:
    """The figures by the code of the test and of the statistic."""
    answer = api.get(f"Observation/$stats?subject=Patient/p&{query}")
    assert answer.status_code == 200, answer.text
    told: dict[str, dict[str, list[Any]]] = {}
    for parameter in answer.json["parameter"]:
        if parameter["name"] != "statistics":
            continue
        observation = parameter["resource"]
        held = told.setdefault(observation["code"]["coding"][0]["code"], {})
        for each in observation["component"]:
            value = each.get("valueInteger", each.get("valueQuantity", {}).get("value"))
            held.setdefault(each["code"]["coding"][0]["code"], []).append(value)
    return told


def test_every_statistic(stored: Api, plain) -> None:
    """Of what is a value, in the order that was asked for; the answer is as its definition says."""
    names = [*_FIGURES, *COUNTS]
    assert set(names) == {*STATISTICS, *COUNTS}
    known = plain.registry.resolve(SYSTEM, "CodeSystem")
    assert set(names) == {concept["code"] for concept in known["concept"]}
    query = "&".join(f"statistic={name}" for name in names)
    found = _figures(stored, f"code=a&system={_TESTS}&{query}")["a"]
    expected = {**{name: [float(Decimal(v)) for v in values] for name, values in _FIGURES.items()}}
    assert {**expected, "count": [8], "total-count": [11]} == found
    assert names == list(found)
    answer = stored.get(f"Observation/$stats?subject=Patient/p&code=a&{query}&include=true").json
    operation = plain.registry.resolve("http://hl7.org/fhir/OperationDefinition/Observation-stats")
    assert [] == check_parameters(plain.registry, operation, answer, "out")


def test_units_and_the_time(stored: Api) -> None:
    """A unit for each figure; the time is that of the measurements, or what was asked for."""
    path = "Observation/$stats?subject=Patient/p&code=a&statistic=max,variance,regression,skew"
    observation = stored.get(path).json["parameter"][0]["resource"]
    units = [each["valueQuantity"]["code"] for each in observation["component"]]
    assert ["mmol/L", "(mmol/L)2", "(mmol/L)/h", "mmol/L", "1"] == units
    assert SYSTEM == observation["component"][0]["code"]["coding"][0]["system"]
    times = {"start": "2024-01-01T00:00:00.000Z", "end": "2024-01-01T07:00:00.000Z"}
    assert times == observation["effectivePeriod"]
    assert {"w": {"sum": [1.5]}} == _figures(stored, "code=w&statistic=sum")


def test_panels(stored: Api) -> None:
    """Of a panel each measurement by itself, of its components and of its members."""
    found = _figures(stored, "code=panel&statistic=average&statistic=count")
    assert {"sys": {"average": [125], "count": [2]}, "dia": {"average": [85], "count": [2]}} == found
    assert {"sys": {"max": [130]}} == {
        code: {"max": held["maximum"]} for code, held in _figures(stored, "code=sys&statistic=max").items()
    }
    assert {"x": {"sum": [10]}, "w": {"sum": [500]}} == _figures(stored, "code=battery&statistic=sum")


def test_periods(stored: Api) -> None:
    """The time may be a Period, or the last hours."""
    listed = [
        {"name": "subject", "valueUri": "Patient/p"},
        {"name": "coding", "valueCoding": {"system": _TESTS, "code": "a"}},
        {"name": "statistic", "valueCode": "count"},
        {"name": "period", "valuePeriod": {"start": "2024-01-01T02:00:00Z", "end": "2024-01-01T03:30:00Z"}},
        {"name": "include", "valueBoolean": True},
        {"name": "limit", "valuePositiveInt": 1},
    ]
    answer = stored.post("Observation/$stats", {"resourceType": "Parameters", "parameter": listed})
    statistics, source = answer.json["parameter"]
    assert 2 == statistics["resource"]["component"][0]["valueInteger"]
    assert ("source", "a2") == (source["name"], source["resource"]["id"])
    stored.put("Observation/now", _observation("now", "n", None, valueQuantity=_quantity(1)))
    assert {"a": {"count": [0]}} == _figures(stored, "code=a&statistic=count&duration=1.5")
    assert {"a": {"count": [8]}} == _figures(stored, "code=a&statistic=count&duration=999999")


def test_too_few_values(stored: Api) -> None:
    """A figure that cannot be had is absent, and says so; so it is where there is no value at all."""
    assert {"u": {"std-dev": [None], "average": [3]}} == _figures(stored, "code=u&statistic=std-dev,average")
    assert {"none": {"average": [None], "count": [0]}} == _figures(
        stored, "code=none&statistic=average,count"
    )


@pytest.mark.parametrize(
    "query",
    [
        "code=a&statistic=count",
        "subject=Patient/p&statistic=count",
        "subject=Patient/p&code=a",
        "subject=p&code=a&statistic=count",
        "subject=http://other.example/Patient/p&code=a&statistic=count",
        "subject=Patient/p&code=a&statistic=mode",
        "subject=Patient/p&code=a&statistic=count&duration=-1",
        "subject=Patient/p&code=a&statistic=count&duration=x",
        "subject=Patient/p&code=a&statistic=count&limit=0",
        "subject=Patient/p&code=a&statistic=count&period=2024",
        "subject=Patient/p&code=a&statistic=count&nonsense=1",
    ],
)
def test_bad_requests(stored: Api, query: str) -> None:
    """What the definition does not allow is refused."""
    answer = stored.get(f"Observation/$stats?{query}")
    assert (400, "OperationOutcome") == (answer.status_code, answer.json["resourceType"])


@pytest.mark.parametrize("period", [{"start": "x"}, {"start": 3}, {"end": "2024-02-31"}, {"start": []}])
def test_bad_periods(stored: Api, period: dict[str, Any]) -> None:
    """A Period that is none is refused."""
    listed = [
        {"name": "subject", "valueUri": "Patient/p"},
        {"name": "code", "valueString": "a"},
        {"name": "statistic", "valueCode": "count"},
        {"name": "period", "valuePeriod": period},
    ]
    answer = stored.post("Observation/$stats", {"resourceType": "Parameters", "parameter": listed})
    assert 422 == answer.status_code
