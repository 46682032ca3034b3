"""Documented query shapes look at few documents more than they give: here on a small population.

``make shapes`` asks the same of 100,000 resources, and allows nothing beside the bound.
"""

import re
import uuid
from datetime import date
from pathlib import Path

import pytest
from werkzeug.test import Client

from benchmarks.query_shapes.__main__ import table
from benchmarks.query_shapes.measured import MOST, Measured, measured
from benchmarks.query_shapes.profiler import Work
from benchmarks.query_shapes.shape import Shape, shapes
from benchmarks.resources import Makes
from hie.app import create_app
from hie.config import Settings
from hie.demo import bundles
from hie.fhir import encode

ROOT = Path(__file__).parents[2]
PATIENTS = 40
#: Where so little is looked at, MongoDB may take one index as well as another.
FEW = 20


@pytest.fixture(scope="module")
def found(plain, mongod, tmp_path_factory) -> list[Measured]:
    """What each shape did to the database."""
    name = f"shapes_{uuid.uuid4().hex[:10]}"
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(mongodb_uri=mongod, mongodb_database=name, data=folder, profiles="none")
    client = Client(create_app(settings, plain).wsgi_app)
    for bundle in bundles(PATIENTS, 1, date(2026, 1, 15), Makes.of_checkout().canonical):
        for entry in bundle["entry"]:
            # Whether a patient is valid may depend on the day of the test: the profile asks more of adults.
            entry["resource"].pop("meta", None)
        answer = client.post("/fhir", data=encode(bundle), content_type="application/fhir+json")
        assert answer.status_code == 200, answer.text
    return list(measured(client, mongod, name))


def test_shapes_look_at_little_more_than_they_give(found):
    """The bound holds for every shape that names no reason why it may not."""
    kept = [each for each in found if not each.shape.beyond]
    assert len(kept) >= 40
    assert [each for each in kept if not each.holds and each.work.examined > FEW] == []


def test_no_shape_reads_a_collection(found):
    assert [each for each in found if each.work.scans] == []


def test_every_shape_finds_something(found):
    """A query that finds nothing proves nothing."""
    assert [each.path for each in found if not each.entries or not each.work.returned] == []


def test_sections_are_those_of_the_document():
    text = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
    titles = set(re.findall(r"^##+ (.+)$", text, re.MULTILINE))
    assert {shape.section for shape in shapes()} - titles == set()


def test_a_shape_is_filled_from_a_resource():
    shape = Shape("", "Patient?family={name.0.family}&general-practitioner={a.reference:id}", "Patient")
    resource = {"name": [{"family": "Кіт"}], "a": {"reference": "Practitioner/1"}}
    assert shape.filled(resource) == "Patient?family=%D0%9A%D1%96%D1%82&general-practitioner=1"
    assert shape.filled({"name": []}) is None


def test_the_table_marks_what_does_not_hold():
    """A ratio above the bound is bold, and its reason stands below the table."""
    sorts = Shape("Strings", "Patient?family={name.0.family}", "Patient", "It is sorted.")
    found = [
        Measured(sorts, "Patient?family=a", Work(MOST * 10 + 1, 10, 40, ("IXSCAN",)), 10),
        Measured(Shape("Tokens", "Patient?a=b|c", "Patient"), "", Work(21, 21, 21, ("IXSCAN",)), 20),
    ]
    told = table({"date": "2026-01-01", "command": "c", "hie": "1", "resources": 1000}, found)
    assert "1 of 2 shapes" in told
    assert "| Strings | `Patient?family={name.0.family}` | 31 | 10 | **3.10** | 10 |" in told
    assert "| Tokens | `Patient?a=b\\|c` | 21 | 21 | 1.00 | 20 |" in told
    assert "- `Patient?family={name.0.family}`: It is sorted." in told
