"""Long and hostile queries on a real MongoDB."""

from urllib.parse import quote

import pytest


@pytest.fixture(scope="module")
def patient(library):
    """The library with one patient."""
    library.put(
        {
            "resourceType": "Patient",
            "id": "p",
            "name": [{"family": "х" * 9000}, {"family": "n999"}],
            "identifier": [{"system": "s", "value": "999"}],
            "birthDate": "1980-01-01",
        }
    )
    return library


@pytest.mark.parametrize(
    "query",
    [
        "Patient?family=" + "х" * 8000,
        "Patient?family:contains=" + "." * 7999 + ",х",
        "Patient?family=" + ",".join(f"n{number}" for number in range(1000)),
        "Patient?family:contains=" + ",".join(f"n{number}" for number in range(1000)),
        "Patient?family:exact=" + ",".join(f"n{number}" for number in range(1000)),
        "Patient?identifier=" + ",".join(f"s|{number}" for number in range(1000)),
        "Patient?birthdate=" + ",".join(f"ge{number}" for number in range(1500, 2000)),
        "Patient?" + "&".join(["birthdate=ge1970"] * 100),
        "Patient?" + "&".join(["family:contains=х"] * 100),
        "Patient?_id=" + ",".join(["q"] * 5000 + ["p"]),
    ],
    ids=lambda query: query[:30],
)
def test_long_queries(patient, query):
    """A thousand values or a hundred conditions are answered."""
    assert patient.ids(query) == ["p"]
    assert patient.ids(query + "&_sort=-birthdate") == ["p"]


@pytest.mark.parametrize(
    "value",
    ["$where", "{$gt:1}", "a.b", "^", "(((", "[", "\\", "(?s).*", "\\Q", "%", "'", '"', "﷽"],
)
@pytest.mark.parametrize(
    "name",
    ["family", "family:contains", "family:exact", "identifier", "_id", "_tag", "link", "_profile:below"],
)
def test_values_are_data(patient, name, value):
    """No value is an operator or an expression: it is looked for and not found."""
    assert patient.ids(f"Patient?{name}={quote(value)}") == []
