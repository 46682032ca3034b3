"""The codes of a patient in the index."""

from hie.search import code_group


def test_an_entry_for_the_codings_together(indexer):
    """Whatever their order; of a text alone, its text; none without a patient."""
    system = {"system": "s", "code": "b"}
    found = {}
    for name, code, subject in (
        ("both", {"coding": [system, {"code": "a"}, {"display": "x"}], "text": "t"}, "Patient/7"),
        ("turned", {"coding": [{"code": "a"}, system, system]}, "Patient/7"),
        ("text", {"text": "t"}, "Patient/7"),
        ("group", {"text": "t"}, "Group/7"),
    ):
        resource = {"resourceType": "Observation", "subject": {"reference": subject}, "code": code}
        entries = indexer.extract("Observation", resource)["k"]
        prefix = code_group.prefix_of("7")
        found[name] = [
            code_group.codings_of(each[len(prefix) :]) for each in entries if each.startswith(prefix)
        ]
    assert [{"s|b", "|a"}] == found["both"] == found["turned"]
    assert [{"\x1ft"}] == found["text"]
    assert [] == found["group"]
    assert {"s|b", "b", "s|"} == code_group.tokens_of("s|b")
    assert set() == code_group.tokens_of("\x1ft")
