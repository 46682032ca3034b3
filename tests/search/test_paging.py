"""Paging through results by cursors, on a real MongoDB."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from hie.outcome import BadRequest, Gone
from hie.search import Place, page_link, self_link


def _observation(number: int) -> dict:
    """Observations of three patients, many on the same day, some without date or value."""
    resource = {
        "resourceType": "Observation",
        "id": f"o{number:03}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": f"c{number % 2}"}]},
        "subject": {"reference": f"Patient/{number % 3}"},
    }
    if number % 7:
        resource["effectiveDateTime"] = f"2024-01-{1 + number % 5:02}"
    if number % 4:
        resource["valueString"] = f"текст {number % 3}"
    return resource


@pytest.fixture(scope="module")
def observations(library):
    """The library with a hundred observations, five of them deleted."""
    library.put(*(_observation(number) for number in range(100)))
    for number in range(10, 60, 10):
        library.delete("Observation", f"o{number:03}")
    return library


QUERIES = [
    "Observation",
    "Observation?_sort=date",
    "Observation?_sort=-date",
    "Observation?_sort=_id",
    "Observation?_sort=-_lastUpdated",
    "Observation?_sort=value-string",
    "Observation?_sort=-value-string",
    "Observation?_sort=-value-string,date",
    "Observation?_sort=value-string,-_id",
    "Observation?status=final",
    "Observation?patient=1&code=c1",
    "Observation?patient=1&code=c1&date=ge2024-01-02&_sort=-date",
    "Observation?date=lt2024-01-04",
    "Observation?status=final&code=c1&patient=2",
    "Observation?status=final&code=c1&performer:missing=true&date=le2024-01-04&date=sa2024-01-01",
    "Observation?patient=1&code=c1&date=ge2024-01-02&date=le2024-01-04&status=final",
    "Observation?date=ge2024-01-02",
    "Observation?date=ge2024-01-02&_sort=date",
    "Observation?value-string=т",
    "Observation?value-string=т&_sort=-_lastUpdated",
    "Observation?code:not=c0&_sort=-value-string",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("count", [1, 7, 100])
def test_pages_are_the_whole(observations, query, count):
    """The pages together are what one page would hold, in the same order, and tombstones are not in them."""
    if count == 1 and "=" not in query:
        count = 2
    whole = observations.ids(query)
    assert len(whole) > 5
    assert not {f"o{number:03}" for number in range(10, 60, 10)} & set(whole)
    assert whole == _pages(observations, query, count)


def _pages(library, query, count):
    """Ids of all pages, following the links."""
    found = []
    query += ("&" if "?" in query else "?") + f"_count={count}"
    while query:
        request = library.request(query)
        planned = library.plan(query)
        page = library.find(planned)
        assert len(page) <= count + 1
        found += [stored.id for stored in page[:count]]
        link = ""
        if len(page) > count:
            link = page_link(
                library.base, request, library.cursors, Place(planned.sort_values(page[count - 1]))
            )
            assert self_link(library.base, library.request(_query(link)), library.cursors) == link
        query = _query(link)
    return found


def _query(link):
    parts = urlsplit(link)
    return f"{parts.path.removeprefix('/fhir/')}?{parts.query}" if link else ""


def test_pages_are_stable_while_others_write(observations):
    """What is written in front of the page that was read neither moves nor repeats what follows."""
    query = "Observation?_count=30"
    library = observations
    request, planned = library.request(query), library.plan(query)
    first = library.find(planned)[:30]
    library.put(_observation(900) | {"effectiveDateTime": "2025-01-01"})
    link = page_link(library.base, request, library.cursors, Place(planned.sort_values(first[-1])))
    second = library.find(library.plan(_query(link)))[:30]
    assert not {stored.id for stored in first} & {stored.id for stored in second}
    assert "o900" not in {stored.id for stored in second}


def test_a_cursor_belongs_to_its_query(observations):
    """A cursor is refused for another type, with other parameters, or changed."""
    request, planned = observations.request("Observation?_count=5"), observations.plan("Observation?_count=5")
    link = page_link(
        observations.base,
        request,
        observations.cursors,
        Place(planned.sort_values(observations.find(planned)[4])),
    )
    cursor = dict(parse_qsl(urlsplit(link).query))["_cursor"]
    assert observations.request(f"Observation?_cursor={cursor}&_count=5&_format=json").place.after
    changed = cursor[:20] + ("A" if cursor[20] != "A" else "B") + cursor[21:]
    gone, added = (Gone, "cursor-invalid"), (BadRequest, "cursor-alone")
    for query, (error, key) in {
        f"Patient?_cursor={cursor}": gone,
        f"Observation?_cursor={changed}": gone,
        f"Observation?_cursor={cursor[:-1]}": gone,
        f"Observation?_cursor={cursor}&status=final": added,
        f"Observation?_cursor={cursor}&_count=50": added,
        f"Observation?_cursor={cursor}&_cursor={cursor}": added,
    }.items():
        with pytest.raises(error) as caught:
            observations.request(query)
        assert caught.value.issues[0].key == key


def _stages(explained):
    """Names of the stages of the winning plan."""
    names, waiting = [], [explained["queryPlanner"]["winningPlan"]]
    while waiting:
        stage = waiting.pop()
        names.append(stage.get("stage"))
        waiting += [stage[name] for name in ("inputStage", "queryPlan") if name in stage]
        waiting += stage.get("inputStages", [])
    return [name for name in names if name]


def _follow(library, query, count):
    """The plan of the second page."""
    request, planned = library.request(query), library.plan(query)
    last = library.find(planned)[count - 1]
    return library.plan(
        _query(page_link(library.base, request, library.cursors, Place(planned.sort_values(last))))
    )


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("Observation?_count=5", 6),
        ("Observation?patient=1&code=c1&_count=5", 6),
        ("Observation?patient=1&code=http://loinc.org|c1&_sort=-date&_count=5", 6),
        ("Observation?patient=1&code=c1&date=le2024-01-03&_count=5", 6),
        ("Observation?patient=1&code=c1&date=ge2024-01-02&date=lt2024-01-04&_count=2", 3),
        ("Observation?subject=Patient/1&code=c1&_sort=date&_count=2", 3),
        ("Observation?patient=1&_count=5", 6),
        ("Observation?status=final&_count=5", 6),
        # The second page passes over those of the same day that the first one held.
        ("Observation?date=ge2024-01-02&_count=5", 25),
    ],
)
def test_one_index_range_and_no_sort(observations, query, most):
    """A documented query reads one range of an index, in its order, and looks at nothing but its page."""
    count = int(query.rpartition("=")[2])
    for planned in (observations.plan(query), _follow(observations, query, count)):
        explained = observations.explain(planned)
        stages = _stages(explained)
        assert "SORT" not in stages
        assert "COLLSCAN" not in stages
        assert explained["executionStats"]["totalDocsExamined"] <= most
