"""XML that is not read: why, and where in the text."""

import pytest

from hie.outcome import BadRequest

FHIR = "xmlns='http://hl7.org/fhir'"
DEEP = "<extension url='x'>"
LAUGHS = "".join(
    f"<!ENTITY l{level} '{f'&l{level - 1};' * 10}'>" if level else "<!ENTITY l0 'ha'>" for level in range(10)
)

#: Text, rule key, place, line, column.
REFUSED = {
    "nothing": ("", "xml-invalid", None, 1, 1),
    "JSON": ('{"resourceType":"Patient"}', "xml-invalid", None, 1, 1),
    "cut short": (f"<Patient {FHIR}>\n<name>", "xml-invalid", "Patient.name[0]", 2, 7),
    "a tag that does not match": (
        f"<Patient {FHIR}>\n <name></nam>",
        "xml-invalid",
        "Patient.name[0]",
        2,
        10,
    ),
    "an attribute twice": (f"<Patient {FHIR}>\n<id value='a' value='b'/>", "xml-invalid", "Patient", 2, 15),
    "two roots": (f"<Patient {FHIR}/>\n<Patient {FHIR}/>", "xml-invalid", None, 2, 1),
    "an entity of HTML": (f"<Patient {FHIR}>\n&nbsp;", "xml-invalid", "Patient", 2, 1),
    "an entity of HTML in a narrative": (
        f"<Patient {FHIR}><text>\n<div xmlns='http://www.w3.org/1999/xhtml'>&reg;</div>",
        "xml-invalid",
        "Patient.text.div",
        2,
        43,
    ),
    "a prefix that is not declared": ("<f:Patient/>", "xml-invalid", None, 1, 1),
    "NUL": (f"<Patient {FHIR}>\n<id value='&#0;'/>", "xml-invalid", "Patient", 2, 12),
    "a document type": (f"\n<!DOCTYPE Patient>\n<Patient {FHIR}/>", "xml-doctype", None, 2, 18),
    "a billion laughs": (
        f"<!DOCTYPE Patient [{LAUGHS}]>\n<Patient {FHIR}><id value='&l9;'/></Patient>",
        "xml-doctype",
        None,
        1,
        19,
    ),
    "an external entity": (
        f"<!DOCTYPE Patient [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<Patient {FHIR}>&x;</Patient>",
        "xml-doctype",
        None,
        1,
        19,
    ),
    "an external document type": (
        f"<!DOCTYPE Patient SYSTEM 'http://127.0.0.1:1/x.dtd'><Patient {FHIR}/>",
        "xml-doctype",
        None,
        1,
        52,
    ),
    "no namespace": ("<Patient/>", "xml-namespace", None, 1, 1),
    "another namespace": ("\n <html xmlns='http://www.w3.org/1999/xhtml'/>", "xml-namespace", None, 2, 2),
    "an element of another namespace": (
        f"<Patient {FHIR}>\n<name><x xmlns='urn:x'/></name></Patient>",
        "xml-namespace",
        "Patient.name[0]",
        2,
        7,
    ),
    "text": (
        f"<Patient {FHIR}>\n<name><family>a</family></name></Patient>",
        "xml-text",
        "Patient.name[0].family",
        2,
        16,
    ),
    "text around elements": (
        f"<Patient {FHIR}>\n<active value='true'/>a</Patient>",
        "xml-text",
        "Patient",
        2,
        24,
    ),
    "two resources in one place": (
        f"<Patient {FHIR}>\n<contained><Basic/><Basic/></contained></Patient>",
        "xml-resources",
        "Patient.contained[0]",
        2,
        20,
    ),
    "an attribute that is an element": (
        f"<Patient {FHIR}>\n<name/><name family='a'/></Patient>",
        "xml-attribute",
        "Patient.name[1]",
        2,
        8,
    ),
    "an id where the resource's own stands": (
        f"<Patient {FHIR}><contained id='a'><Basic/></contained></Patient>",
        "xml-attribute",
        "Patient.contained[0]",
        1,
        38,
    ),
    "an attribute of another namespace": (
        f"<Patient {FHIR}><name xml:lang='uk'/></Patient>",
        "xml-attribute",
        "Patient.name[0]",
        1,
        38,
    ),
    "an element that is an attribute": (
        f"<Patient {FHIR}><extension><url value='a'/></extension></Patient>",
        "xml-name",
        "Patient.extension[0]",
        1,
        49,
    ),
    "a name that JSON uses": (f"<Patient {FHIR}><_birthDate/></Patient>", "xml-name", "Patient", 1, 38),
    "the name resourceType": (f"<Patient {FHIR}><resourceType/></Patient>", "xml-name", "Patient", 1, 38),
    "deep nesting": (f"<Patient {FHIR}>" + DEEP * 100_000, "xml-too-deep", None, 1, 38 + 399 * len(DEEP)),
    "a deep narrative": (
        f"<Patient {FHIR}><text><div xmlns='http://www.w3.org/1999/xhtml'>" + "<b>" * 100_000,
        "xml-too-deep",
        "Patient.text.div",
        1,
        1286,
    ),
}


def refusal(xml, data):
    """Rule key, place, line and column of the only issue."""
    with pytest.raises(BadRequest) as caught:
        xml.decode(data)
    (issue,) = caught.value.issues
    assert issue.text("uk")
    assert issue.text("en")
    return issue.key, issue.expression, issue.params.get("line"), issue.params.get("column")


@pytest.mark.parametrize("name", REFUSED)
def test_bad_xml_is_refused_with_its_line_and_column(xml, name):
    text, *expected = REFUSED[name]

    assert tuple(expected) == refusal(xml, text.encode())


def test_what_is_not_utf8_is_refused_with_its_place(xml):
    """The line and column are those of the first byte that is wrong."""
    data = f"<Patient {FHIR}>\n<id value='".encode() + b"\xff'/></Patient>"

    assert ("xml-not-utf8", None, 2, 12) == refusal(xml, data)


@pytest.mark.parametrize("encoding", ["windows-1251", "UTF-16", "ISO-8859-1", "no-such-thing"])
def test_another_encoding_is_refused_by_its_declaration(xml, encoding):
    """FHIR is exchanged in UTF-8 only."""
    data = f"<?xml version='1.0' encoding='{encoding}'?><Patient {FHIR}/>".encode()

    assert "xml-encoding" == refusal(xml, data)[0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_by_name(xml, encoding):
    """UTF-16 is told from noise, with or without its mark."""
    assert "xml-encoding" == refusal(xml, f"<Patient {FHIR}/>".encode(encoding))[0]


def test_as_deep_as_it_is_read_it_is_written(xml):
    """A resource at the limit of depth makes the whole way."""
    text = f"<Patient {FHIR}>" + DEEP * 398 + "</extension>" * 398 + "</Patient>"

    value = xml.decode(text.encode())

    assert value == xml.decode(xml.encode(value))
