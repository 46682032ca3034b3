"""Trees of resources that are too large to be gone through."""

import pytest

from hie.outcome import BadRequest


def test_a_large_tree_is_refused(library, monkeypatch):
    """More resources below than may be looked up are no part of an answer: the search is refused."""
    library.put({"resourceType": "Location", "id": "top"})
    library.put(
        *(
            {"resourceType": "Location", "id": f"part{number}", "partOf": {"reference": "Location/top"}}
            for number in range(5)
        )
    )
    query = "Location?partof:below=Location/top"
    monkeypatch.setattr(library, "max_linked", 6)
    assert [f"part{number}" for number in range(5)] == sorted(library.ids(query))
    monkeypatch.setattr(library, "max_linked", 5)
    with pytest.raises(BadRequest) as caught:
        library.ids(query)
    assert ("search-linked-many", "too-costly") == (caught.value.issues[0].key, caught.value.issues[0].code)
    assert "partof:below" in caught.value.issues[0].text("en")
