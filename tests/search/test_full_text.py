"""Words in the index, and the plans that read them."""

import pytest

from hie.conformance import CodeCache
from hie.outcome import BadRequest
from hie.search import Indexer, SearchOptions, parse
from hie.search.stems import stem
from hie.search.words import words_of


@pytest.mark.parametrize(
    "forms",
    [
        "біль болю болем болі болів болями болях",
        "головний головного головному головна головної головну головні головних",
        "печінка печінки печінці печінку печінкою",
        "гіпертензія гіпертензії гіпертензію гіпертензією гіпертензій",
        "лікування лікуванню лікуванням лікувань",
        "серце серця серцю серцем серць",
        "здоров'я здоров'ю здоров'ям",
        "тиск тиску тиском тиски тисків",
        "ніч ночі ніччю",
        "лікар лікаря лікарю лікарем лікарі лікарів лікарям",
        "bone bones",
        "allergy allergies",
        "fracture fractured fractures",
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    """Cases and numbers of a word are found by one another."""
    assert 1 == len({stem(form) for form in forms.split()}), {form: stem(form) for form in forms.split()}


@pytest.mark.parametrize("pair", ["ґрунт грунт", "нирка норка", "печінка печиво", "тиск тест", "рак рука"])
def test_other_words_have_other_stems(pair):
    """What is not the same word is not taken for it."""
    first, second = pair.split()
    assert stem(first) != stem(second)


def test_what_is_no_word_is_not_kept():
    """Codes, identifiers, addresses, dates, units and data are found by other parameters, or not at all."""
    resource = {
        "resourceType": "DocumentReference",
        "id": "abc",
        "meta": {"tag": [{"display": "Мітка"}]},
        "language": "uk",
        "status": "current",
        "identifier": [{"system": "urn:x", "value": "ab-cd"}],
        "type": {"coding": [{"system": "http://loinc.org", "code": "ab", "display": "Виписка"}]},
        "subject": {"reference": "Patient/xy", "display": "Олена"},
        "date": "2024-05-01T10:00:00Z",
        "content": [
            {"attachment": {"contentType": "text/plain", "data": "c2VjcmV0", "title": "Огляд 5 лікаря"}}
        ],
        "extension": [{"url": "http://example.org/abc", "valueQuantity": {"value": 5, "unit": "mg"}}],
    }
    assert sorted(map(stem, ["виписка", "олена", "огляд", "лікаря"])) == sorted(words_of(resource))


def test_an_index_finds_words(library):
    """A word is looked up in the index; no other resource is read."""
    library.put(
        *(
            {"resourceType": "Basic", "id": f"b{number}", "code": {"text": f"слово{'бвг'[number % 3]} друге"}}
            for number in range(600)
        ),
        *(
            {"resourceType": "Basic", "id": f"a{number}", "code": {"text": "словок друге"}}
            for number in range(5)
        ),
    )
    for query in ("_content=словок", "_content=словок AND друге", "_content=словок*"):
        explained = library.explain(library.plan(f"Basic?{query}&_count=1000"))
        plan = str(explained["queryPlanner"]["winningPlan"])
        assert "COLLSCAN" not in plan
        assert "'w_1_m_-1_n_-1'" in plan
        assert 5 == explained["executionStats"]["nReturned"]
        assert explained["executionStats"]["totalDocsExamined"] <= 10


def test_without_full_text(registry, tmp_path):
    """Where words are not kept, none are in the index and the parameters are refused."""
    indexer = Indexer(registry, CodeCache(tmp_path), full_text=False)

    assert "w" not in indexer.extract("Basic", {"resourceType": "Basic", "code": {"text": "слово"}})
    with pytest.raises(BadRequest) as caught:
        parse(indexer.parameters, "Basic", [("_content", "слово")], SearchOptions(0))
    assert "search-parameter-unsupported" == caught.value.issues[0].key
