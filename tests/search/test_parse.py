"""Requests from their parameters."""

import pytest

from hie.outcome import BadRequest
from hie.search import Include, self_link

BASE = "https://hie.example/fhir"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("5", 5),
        ("1000", 1000),
        ("1001", 1000),
        ("00000000000000000005", 5),
        ("1" + "0" * 30, 1000),
        ("9" * 5000, 1000),
    ],
)
def test_count(ask, text, expected):
    """A page is as long as asked, but never above the largest; the self link tells its length."""
    request = ask("Patient", ("_count", text))
    assert expected == request.count
    assert f"{BASE}/Patient?_count={expected}" == self_link(BASE, request)


@pytest.mark.parametrize("pair", [("_count", "0"), ("_summary", "count")])
def test_only_the_count(ask, pair):
    """A page of no resources and a summary that is a count ask for the total alone."""
    assert ask("Patient", pair).only_count


def test_defaults(ask):
    """Without result parameters the page has the length of the setting, and nothing is added."""
    request = ask("Patient", default_count=7)
    assert (7, None, False, (), ()) == (
        request.count,
        request.total,
        request.only_count,
        request.sort,
        request.includes,
    )


def test_unknown_parameter_is_refused_with_the_nearest(ask):
    """The message names the parameter, the one that was perhaps meant, and all that are known."""
    with pytest.raises(BadRequest) as caught:
        ask("Patient", ("famliy", "x"))
    issue = caught.value.issues[0]
    assert issue.key == "search-parameter-unknown"
    assert "Did you mean 'family'?" in issue.text("en")
    assert "малося на увазі «family»" in issue.text("uk")
    assert "birthdate" in issue.text("en")


def test_unknown_modifier_is_refused_with_the_nearest(ask):
    """The message names the modifiers of the parameter."""
    with pytest.raises(BadRequest) as caught:
        ask("Patient", ("family:exakt", "x"))
    assert "Did you mean 'exact'?" in caught.value.issues[0].text("en")


def test_lenient_drops_what_is_unknown(ask):
    """A lenient search goes on without unknown parameters, and its self link shows what it used."""
    request = ask(
        "Patient",
        ("famliy", "x"),
        ("family", "Шев"),
        ("given:nonsense", "y"),
        ("_sort", "nonsense"),
        ("_sort", "-family"),
        ("link.nmae", "z"),
        ("_has:Nonsense:patient:code", "z"),
        lenient=True,
    )
    assert request.dropped == (
        "famliy",
        "given:nonsense",
        "_sort",
        "link.nmae",
        "_has:Nonsense:patient:code",
    )
    assert request.pairs == (("family", "Шев"), ("_sort", "-family"))
    assert self_link(BASE, request) == f"{BASE}/Patient?family=%D0%A8%D0%B5%D0%B2&_sort=-family"


@pytest.mark.parametrize(
    "pair", [("birthdate", "soon"), ("_count", "-1"), ("family", ""), ("active", "maybe")]
)
def test_lenient_does_not_forgive_bad_values(ask, pair):
    """A value that is not understood is refused even by a lenient search: ignoring it finds too much."""
    with pytest.raises(BadRequest):
        ask("Patient", pair, lenient=True)


def test_includes(ask):
    """Links to follow from and to the matches are checked against the definitions."""
    request = ask(
        "Observation",
        ("_include", "Observation:subject"),
        ("_include", "Observation:subject:Patient"),
        ("_revinclude", "Provenance:target"),
    )
    assert (
        Include("Observation", "subject"),
        Include("Observation", "subject", "Patient"),
    ) == request.includes
    assert (Include("Provenance", "target"),) == request.revincludes


def test_unknown_type(ask):
    """A search of a type that is none is the caller's fault."""
    with pytest.raises(KeyError):
        ask("Nonsense")


@pytest.mark.parametrize("value", ["\ud800", "a\0", "\0"])
def test_text_that_no_database_holds(ask, value):
    """Half a surrogate pair and NUL are refused, never passed on."""
    with pytest.raises(BadRequest):
        ask("Patient", ("family", value))
    with pytest.raises(BadRequest):
        ask("Patient", (value, "x"))


@pytest.mark.parametrize(
    "name", ["$where", "$or", "k", "body", "_id.x", "name.$gt", "x.family", "", ":", "name:", "_has:a:b:c"]
)
def test_no_name_reaches_the_database(ask, name):
    """Operators and field names are no search parameters."""
    if name == "name:":
        assert ask("Patient", (name, "x")).conditions
        return
    with pytest.raises(BadRequest):
        ask("Patient", (name, "x"))


def test_limits(ask):
    """Values and queries that no person needs are refused before they burden the database."""
    assert ask("Patient", ("family", "х" * 8000)).conditions
    for pairs in ([("family", "х" * 8001)], [("family", "x")] * 101):
        with pytest.raises(BadRequest):
            ask("Patient", *pairs)


def test_a_thousand_values(ask):
    """A list of a thousand values is one condition."""
    request = ask("Patient", ("identifier", ",".join(f"s|{number}" for number in range(1000))))
    assert len(request.conditions[0].values) == 1000
