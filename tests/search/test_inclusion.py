"""What is looked up for ``_include`` and ``_revinclude``."""

from hie.search import sources, targets
from hie.storage import Query


def test_targets_are_read_by_id(library):
    """What the matches link to is given once, by type, and narrowed to the target that was asked for."""
    held = [
        ["subject=Patient/1", "subject:identifier=s|v", "encounter=Encounter/9", "subject=https://x.example/Patient/3"],
        ["subject=Patient/1", "subject=Group/2"],
    ]  # fmt: skip
    parameters = library.indexer.parameters
    both = library.request("Observation?_include=Observation:subject&_include=Observation:encounter").includes
    assert [
        ("Patient", {"_id": {"$in": ["1"]}, "gone": None}),
        ("Encounter", {"_id": {"$in": ["9"]}, "gone": None}),
        ("Group", {"_id": {"$in": ["2"]}, "gone": None}),
    ] == targets(both, parameters, "Observation", held).filters()
    patients = library.request("Observation?_include=Observation:subject:Patient").includes
    assert ["Patient"] == [type for type, _ in targets(patients, parameters, "Observation", held).filters()]
    assert [] == targets(patients, parameters, "Encounter", held).filters()


def test_sources_are_one_look_for_each_type(library):
    """However many parameters of a type are asked for, its resources are looked for once, by an index."""
    parameters = library.indexer.parameters
    asked = "Patient?_revinclude=Observation:subject&_revinclude=Observation:performer&_revinclude=List:*"
    revincludes = library.request(asked).revincludes
    library.put(
        {"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/1"}}
    )
    found = sources(revincludes, parameters, list, "Patient", {"1": [], "2": []})
    references = {"Observation": ("subject", "performer"), "List": ("item", "patient", "source", "subject")}
    assert [
        (type, {"k": {"$in": [f"{code}=Patient/{id}" for code in codes for id in "12"]}})
        for type, codes in references.items()
    ] == found
    explained = library.store.explain("Observation", Query(found[0][1], limit=10))
    assert "COLLSCAN" not in str(explained["queryPlanner"]["winningPlan"])
    assert 1 == explained["executionStats"]["totalDocsExamined"]
    assert [] == sources(revincludes, parameters, list, "Patient", {})


def test_everything_that_links_here_is_looked_for_where_something_is_stored(library):
    """``_revinclude=*`` asks the types that hold resources, each once."""
    revincludes = library.request("Patient?_revinclude=*").revincludes
    found = sources(
        revincludes, library.indexer.parameters, lambda: ["Basic", "Binary"], "Patient", {"1": []}
    )
    assert ["Basic"] == [type for type, _ in found]
