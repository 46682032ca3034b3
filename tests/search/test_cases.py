"""Behaviour of the search specification, section by section, from the files of tests/cases/search."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hie.outcome import FhirError

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "search"
FILES = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}
CASES = [
    pytest.param(name, case, id=f"{name}: {case['query']}")
    for name, section in FILES.items()
    for case in section["cases"]
]


@pytest.fixture(scope="module")
def loaded(libraries: Callable[[], Any]) -> Callable[[str], Any]:
    """Gives the library with the resources of a file."""

    @cache
    def load(name: str) -> Any:
        library = libraries()
        library.put(*FILES[name]["resources"])
        return library

    return load


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: dict[str, Any], loaded: Callable[[str], Any]) -> None:
    """A query finds the resources, or is refused with the rule, that the case names."""
    library = loaded(name)
    if "error" in case:
        with pytest.raises(FhirError) as caught:
            library.ids(case["query"])
        assert case["error"] == caught.value.issues[0].key
        for language in ("uk", "en"):
            assert caught.value.issues[0].text(language)
        return
    found = library.ids(case["query"])
    if "included" in case:
        assert sorted(case["included"]) == sorted(library.included(case["query"]))
    if case.get("ordered"):
        assert case["expect"] == found
    else:
        assert sorted(case["expect"]) == sorted(found)
