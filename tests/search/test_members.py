"""Members of a compartment, page by page, on a real MongoDB."""

import pytest

from hie.search import CareDates, members_plan

_YEAR_2021, _YEAR_2022 = 1_609_459_200_000, 1_640_995_200_000


@pytest.fixture(scope="module")
def record(library):
    """Two thousand observations of one patient and as many of others, a day apart."""
    library.put(
        *(
            {
                "resourceType": "Observation",
                "id": f"o{number}",
                "status": "final",
                "code": {"text": "x"},
                "subject": {"reference": f"Patient/{number % 2}"},
                "performer": [{"reference": f"Patient/{number % 2}"}],
                **({"effectiveDateTime": f"{2010 + number % 12}-01"} if number % 10 else {}),
            }
            for number in range(4000)
        )
    )
    return library


@pytest.mark.parametrize(
    "dates", [CareDates(), CareDates(high=_YEAR_2021), CareDates(_YEAR_2021, _YEAR_2022)]
)
def test_a_page_reads_what_it_holds(record, dates):
    """However deep, nothing is sorted, and no more documents are read than are given."""
    parameters = record.indexer.parameters("Observation")
    entries = ["subject=Patient/1", "performer=Patient/1"]
    after, met = None, []
    for _ in range(5):
        plan = members_plan(parameters, entries, dates, after, 20)
        page = record.find(plan)
        met += [stored.id for stored in page]
        after = (page[-1].fields["m"], page[-1].n)
        explained = record.explain(plan)
        assert "'SORT'" not in str(explained["queryPlanner"]["winningPlan"])
        statistics = explained["executionStats"]
        assert 20 == statistics["totalDocsExamined"]
    assert 100 == len(set(met))
