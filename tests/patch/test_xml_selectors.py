"""The selectors of XML Patch: what they may say, and that none of them takes for ever.

https://www.rfc-editor.org/rfc/rfc5261#section-7
"""

import time

import pytest

from hie.outcome import Unprocessable
from hie.patch import selectors, xml_patch

NAMES = 3000
DOCUMENT = b"".join(
    (
        b'<Patient xmlns="http://hl7.org/fhir">',
        *(
            b'<name id="n%d"><use value="official"/><given value="a%d"/><given value="b"/></name>' % (n, n)
            for n in range(NAMES)
        ),
        b'<photo><title value="x"/></photo>',
        b'<text><div xmlns="http://www.w3.org/1999/xhtml"><p>one</p><p>two</p></div></text></Patient>',
    )
)


def _patch(*wanted: str) -> xml_patch.Operations:
    """A patch that removes what each of the selectors ``wanted`` names."""
    removals = "".join(
        f"<remove sel='{selector.replace('&', '&amp;').replace('<', '&lt;')}'/>" for selector in wanted
    )
    return xml_patch.read(f"<diff>{removals}</diff>".encode())


@pytest.mark.parametrize(
    "selector",
    [
        "Patient/photo",
        "/Patient/photo",
        "f:Patient/f:photo[1]",
        "Patient/name[3]/given[2]",
        'Patient/name[@id="n7"]',
        'Patient/name[given/@value="a7"]',
        'Patient/name[use/@value="official" and given/@value="a7"]/given[last()]',
        'Patient/name[ given/@value = "a7" or given/@value="none" ]/use/@value',
        'Patient/*[title/@value="x"]',
        "Patient/photo/title/@value",
        'Patient/text/h:div/h:p[.="two"]',
        "Patient/text/h:div/h:p[2]/text()",
        'Patient/photo[title/@value!="y"]',
        "*/photo[title]",
    ],
)
def test_what_a_selector_may_say(selector):
    changed = xml_patch.apply(_patch(selector), DOCUMENT)

    assert 0 < len(DOCUMENT) - len(changed) < 120


HOSTILE = [
    "//photo",
    "Patient//given",
    "Patient/name/../photo",
    "Patient/name[../photo]",
    "Patient/name[//photo]",
    "Patient/name[/Patient/photo]",
    "Patient/descendant::photo",
    "Patient/name[following-sibling::name]",
    "Patient/name[given[@value]]",
    "Patient/photo[count(title)=1]",
    'Patient/photo[contains(title/@value, "x")]',
    "Patient/name[given/@value=use/@value]",
    "Patient/photo | Patient/text",
    "(Patient/photo)[1]",
    'id("n7")',
    'document("/etc/passwd")',
    'Patient/name[given/@value="a7"',
    "Patient/photo]",
    "Patient/",
    "",
    "/",
    "Patient/" + "a" * 1000,
    "Patient/name" + "[a" * 400,
    "Patient/name[" + " " * 900,
    "Patient/name[" + "a/" * 400 + "(",
    "Patient/name[" + "a and " * 150 + "(",
]  # fmt: skip


@pytest.mark.parametrize("selector", [each for each in HOSTILE if each])
def test_what_a_selector_may_not_say(selector):
    """It is refused before it is looked up, in no time."""
    started = time.perf_counter()
    with pytest.raises(Unprocessable) as refused:
        xml_patch.apply(_patch(selector), DOCUMENT)

    assert ["patch-operation", "patch-selector"] == [issue.key for issue in refused.value.issues]
    assert time.perf_counter() - started < 1


def test_names_without_a_prefix_stand_in_the_default_namespace():
    """Also those that XPath has another meaning for, and in predicates; literals are left alone."""
    document = b'<Basic xmlns="http://hl7.org/fhir"><div value="and or"/><mod/></Basic>'
    changed = xml_patch.apply(_patch('Basic/div[@value="and or" and not]', "Basic/mod")[1:], document)

    assert b"<mod" not in changed
    assert b"<div" not in xml_patch.apply(_patch('Basic/div[@value="and or"]'), document)


def test_the_dearest_selectors_are_looked_up_in_seconds():
    """The time that a patch takes is bounded by its length and the size of the resource."""
    test = '*/*/*="x" or '
    selector = f'Patient/*[{test * ((selectors.LONGEST - 30) // len(test))}*/*="x"]'
    affordable = selectors.MOST // (len(DOCUMENT) + 2 * len(selector)) // len(selector)
    started = time.perf_counter()
    for _ in range(affordable):
        with pytest.raises(Unprocessable) as refused:
            xml_patch.apply(_patch(selector), DOCUMENT)
        assert "patch-nothing" == refused.value.issues[-1].key
    taken = time.perf_counter() - started

    assert taken < 30
    with pytest.raises(Unprocessable) as refused:
        xml_patch.apply(_patch(*[selector] * (affordable + 1)), DOCUMENT)
    assert "patch-costly" == refused.value.issues[0].key


def test_what_a_patch_adds_counts_too():
    """A small resource does not make many operations on what was just added cheap."""
    adding = b"<diff><add sel='Patient'>%s</add>%s</diff>" % (
        b"<name/>" * 100_000,
        b"<remove sel='Patient/name[given/@value=\"x\" or use]'/>" * 200,
    )
    with pytest.raises(Unprocessable) as refused:
        xml_patch.apply(xml_patch.read(adding), b'<Patient xmlns="http://hl7.org/fhir"/>')
    assert "patch-costly" == refused.value.issues[0].key
