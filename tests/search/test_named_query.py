"""Whatever a client gives for a parameter of a named query, it stays a part of one search value.

https://hl7.org/fhir/R4/search.html#query
"""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hie.conformance import NamedQuery, QueryParameter
from hie.outcome import BadRequest
from hie.search.escapes import split, unescape
from hie.search.named_query import MAX_ALTERNATIVES, expanded
from hie.search.options import SearchOptions
from hie.search.parameters import TypeParameters

PLAIN = QueryParameter("x", "string")
CODED = replace(PLAIN, search_type="token")
TEXTS = st.text(st.sampled_from("ab\\,|$&={} :"), min_size=1, max_size=12)


def _made(parameter, template, *values, more=()):
    """The pairs that ``values`` make."""
    query = NamedQuery("q", "urn:q", ("Patient",), (parameter,), template)
    known = TypeParameters("Patient", {}, queries=(query,))
    pairs = [("_query", "q"), *(("x", value) for value in values), *more]
    return expanded(pairs, known, SearchOptions(now_ms=0)).pairs


@given(TEXTS)
@example("\\")
@example("\\,")
def test_a_plain_value_means_itself(text):
    [(name, value)] = _made(PLAIN, "identifier=urn:x|{x}", text)

    assert ("identifier", [value]) == (name, split(value, ","))
    assert ["urn:x", text] == [unescape(part) for part in split(value, "|")]
    assert [value] == split(value, "$")


@given(TEXTS)
@example("a\\")
@example("a\\\\,b")
def test_a_search_value_stays_one_value(text):
    """It has the syntax of its type; what makes alternatives and parts is escaped."""
    [(_, value)] = _made(CODED, "code={x},z", text)

    first, last = split(value, ",")
    assert "z" == last
    assert [first] == split(first, "$")
    assert len(split(text, "|")) == len(split(first, "|"))


@given(TEXTS, TEXTS)
def test_values_do_not_run_into_each_other(one, other):
    [(_, value)] = _made(replace(CODED, max=None), "code={x}", one, other)

    assert 2 == len(split(value, ","))


def test_what_is_not_given_is_left_out():
    template = "a={x}&b={x},c&d=e&_sort=-date&_count=3"
    rest = [("b", "c"), ("d", "e")]

    assert [*rest, ("_sort", "-date"), ("_count", "3")] == list(_made(PLAIN, template))
    assert [*rest, ("_count", "3")] == list(_made(PLAIN, template, more=[("_sort", "date")]))


def test_alternatives_are_limited():
    many = replace(PLAIN, max=None)
    values = [str(number) for number in range(MAX_ALTERNATIVES)]
    assert MAX_ALTERNATIVES == len(split(_made(many, "a={x}", *values)[0][1], ","))

    with pytest.raises(BadRequest) as caught:
        _made(many, "a={x},b", *values)

    assert "search-query-many" == caught.value.issues[0].key
