import pytest
from fhirpath_cases import cases

from hie.fhirpath import FhirpathSyntaxError, parse
from hie.fhirpath.syntax import Call, Literal, Member, Operation, Polarity, TypeOperation


@pytest.mark.parametrize("case", cases("syntax_errors"))
def test_a_syntax_error_names_its_position(case):
    """What is no expression is refused where it stops being one."""
    with pytest.raises(FhirpathSyntaxError) as caught:
        parse(case["expression"])
    assert case["position"] == caught.value.position


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "-" * 5000 + "1",
        "a" + ".a" * 5000,
        "1" + "+1" * 5000,
        "a(" * 5000,
        "[" * 5000,
    ],
)
def test_hostile_depth_is_refused(text):
    """Deep nesting of any kind is a syntax error, not the end of the stack."""
    with pytest.raises(FhirpathSyntaxError):
        parse(text)


def test_a_long_list_of_alternatives_is_flat():
    """Many operands of | are no depth."""
    node = parse(" | ".join(f"'{code}'" for code in range(2000)))
    assert isinstance(node, Operation)
    assert len(node.operands) == 2000


def test_operators_bind_as_the_grammar_says():
    """Polarity binds weaker than a path, ``is`` tighter than ``|``, ``and`` tighter than ``or``."""
    assert isinstance(parse("-1.abs()"), Polarity)
    union = parse("1 | 1 is Integer")
    assert isinstance(union, Operation)
    assert isinstance(union.operands[1], TypeOperation)
    disjunction = parse("a or b and c")
    assert isinstance(disjunction, Operation)
    assert disjunction.operator == "or"


def test_words_of_operators_are_names_where_a_name_stands():
    """``contains``, ``as``, ``is`` and ``in`` are ordinary names after a dot."""
    node = parse("expansion.contains.as(Coding)")
    assert isinstance(node, Call)
    assert isinstance(node.focus, Member)
    assert node.focus.name == "contains"


def test_comments_and_escapes():
    """Comments are space; escapes in strings and backquotes are read."""
    node = parse("/* a */ '\\u0406\\'' // b")
    assert isinstance(node, Literal)
    assert node.value == "І'"


def test_line_and_column_count_from_one():
    """An editor can jump to the fault."""
    with pytest.raises(FhirpathSyntaxError) as caught:
        parse("a and\n  )")
    assert (caught.value.line, caught.value.column) == (2, 3)
