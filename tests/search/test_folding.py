"""Folding of strings, and escapes."""

import pytest

from hie.search.escapes import escape, split, unescape
from hie.search.folding import fold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Шевченко", "шевченко"),
        ("Їжак Йосип Ґалаґан Єва", "їжак йосип ґалаґан єва"),
        ("И\u0306од І\u0308жа", "йод їжа"),
        ("Лук’яненко", "лук'яненко"),
        ("Лукʼяненко", "лук'яненко"),
        ("Лук`яненко", "лук'яненко"),
        ("O`Brien", "o'brien"),
        ("за́мок", "замок"),
        ("Ёлка", "ёлка"),
        ("Élodie ÅNGSTRÖM Çelik Łódź", "elodie angstrom celik łodz"),
        ("  two\t spaces ", "two spaces"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("", ""),
    ],
)
def test_fold(text, expected):
    """Case, spaces and marks of Latin letters do not count; й ї ґ є are letters of their own."""
    assert expected == fold(text)
    assert expected == fold(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b", ["a", "b"]),
        ("a\\,b", ["a\\,b"]),
        ("a\\\\,b", ["a\\\\", "b"]),
        ("a,", ["a", ""]),
        ("", [""]),
        ("\\", ["\\"]),
    ],
)
def test_split(text, expected):
    """A separator counts unless a backslash stands before it."""
    assert expected == split(text, ",")


@pytest.mark.parametrize("text", ["a", "a,b|c$d\\e", "\\", "\\\\,", ",", "ї\\"])
def test_escaped_text_means_itself(text):
    """What is escaped is not split, and is itself again when it is unescaped."""
    escaped = escape(text)
    assert [escaped] == split(escaped, ",") == split(escaped, "|") == split(escaped, "$")
    assert text == unescape(escaped)


def test_lone_backslash_stays():
    """A backslash at the end escapes nothing."""
    assert unescape("a\\") == "a\\"
