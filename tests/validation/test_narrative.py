"""The XHTML of narratives."""

import pytest

from hie.fhir import narrative

DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


@pytest.mark.parametrize(
    "content",
    [
        "text",
        "<p>text<br/></p>",
        "&nbsp;",
        '<img src="#a" alt="a"/>',
        '<a href="https://x">x</a>',
        "1 &lt; 2",
        '<table border="1"><tr><td colspan="2" xml:lang="uk">x</td></tr></table>',
        '<p xmlns:a="urn:a">x</p>',
    ],
)
def test_valid(content: str) -> None:
    """Formatting, images, links and HTML's own entities are allowed."""
    assert not narrative.faults(DIV.format(content))
    assert narrative.is_sound(DIV.format(content))


@pytest.mark.parametrize(
    ("xhtml", "key"),
    [
        ("", "narrative-not-xml"),
        ("text", "narrative-not-xml"),
        (DIV.format("<b>"), "narrative-not-xml"),
        (DIV.format("&foo;"), "narrative-not-xml"),
        (DIV.format("\x00"), "narrative-not-xml"),
        ("\ud800", "narrative-not-xml"),
        ('<!DOCTYPE d [<!ENTITY a "b">]>' + DIV.format("&a;"), "narrative-doctype"),
        ("<div>text</div>", "narrative-namespace"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">text</p>', "narrative-root"),
        (DIV.format("<script>alert(1)</script>"), "narrative-element"),
        (DIV.format("text<form/>"), "narrative-element"),
        (DIV.format('<b onclick="x()">text</b>'), "narrative-attribute"),
        (DIV.format('<p data-x="1">text</p>'), "narrative-attribute"),
        (DIV.format('<a href="#a" target="_top">text</a>'), "narrative-attribute"),
        (DIV.format('<a href=" JAVA\nscript:x()">text</a>'), "narrative-attribute"),
        (DIV.format(" \n "), "narrative-blank"),
    ],
)
def test_invalid(xhtml: str, key: str) -> None:
    """Each rule of the narrative has its own key."""
    assert [key] == [found for found, _ in narrative.faults(xhtml)]
    assert not narrative.is_sound(xhtml)
