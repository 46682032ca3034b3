"""The playground: what is pasted, uploaded or in the link, with findings beside its lines."""

import html
import io
import json
import re

import pytest

from hie.web.permalink import pack
from hie.web.playground import LARGEST

WRONG = json.dumps({"resourceType": "Patient", "gender": "m", "birthDate": "2020-02-30"}, indent=1)
VALID = json.dumps({"resourceType": "Basic", "code": {"text": "x"}})
VITAL_SIGNS = "http://hl7.org/fhir/StructureDefinition/vitalsigns"


def paste(client, text, lang="en", **fields):
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogatepass")
    fields = {"resource": (io.BytesIO(text), None, "text/plain"), **fields}
    return client.post("/validate", query_string={"lang": lang}, data=fields)


def upload(client, data):
    return client.post("/validate?lang=en", data={"file": (io.BytesIO(data), "resource.json")})


def rows_of(page):
    """The rows of the listing, each with the findings below it."""
    return html.unescape(page[page.index('<div class="source">') :]).split('<div class="row">')[1:]


def links_in(page):
    return [html.unescape(link) for link in re.findall(r'href="(/validate\?[^"]*\br=[^"]*)"', page)]


def test_findings_stand_beside_their_lines(client):
    """The line of the element, then the finding about it, in the language chosen."""
    rows = rows_of(paste(client, WRONG, "uk").text)

    gender = next(row for row in rows if '"gender"' in row)
    birth = next(row for row in rows if '"birthDate"' in row)
    assert "Patient.gender" in gender
    assert "Patient.birthDate" in birth
    assert "помилка" in birth


def test_a_list_leads_to_the_findings_and_they_to_each_other(client):
    """Every link inside the page has its target; findings are chained in both directions."""
    page = paste(client, WRONG).text

    targets = re.findall(r'id="([^"]+)"', page)
    links = re.findall(r'href="#([^"]+)"', page)
    count = page.count('<div class="issue')
    assert sorted(targets) == sorted(set(targets))
    assert set(links) <= set(targets)
    listed = page[page.index('<ol class="findings">') : page.index("</ol>")]
    assert [f"f{number}" for number in range(1, count + 1)] == re.findall(r'href="#([^"]+)"', listed)
    assert count - 1 == page.count("↑ previous") == page.count("↓ next")


def test_findings_are_counted_by_severity(client):
    page = paste(client, WRONG).text

    counted = {name: page.count(f'<div class="issue {name}"') for name in ("error", "warning")}
    assert f"Errors: {counted['error']} · Warnings: {counted['warning']}" in page
    assert f"<title>Errors: {counted['error']} · " in page


def test_a_text_that_is_only_english_says_so(client):
    """A finding from a definition without Ukrainian words is marked as English."""
    page = paste(client, VALID, "uk").text

    assert re.search(r'<span lang="en">dom-6: ', page)


def test_a_valid_resource_is_told_so(client):
    valid = '{"resourceType": "Basic", "code": {"text": "x"}}'

    assert "No errors." in paste(client, valid).text


def test_a_file_goes_before_the_text(client):
    """It may begin with a byte order mark and have Windows' line ends."""
    file = b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode()

    page = paste(client, VALID, file=(io.BytesIO(file), "patient.json")).text

    assert f"\n{html.escape(WRONG, quote=True).replace('&quot;', '&#34;')}</textarea>" in page
    assert "Patient.birthDate" in next(row for row in rows_of(page) if '"birthDate"' in row)


def test_a_file_without_a_name_is_none(client):
    assert "No errors." in paste(client, VALID, file=(io.BytesIO(b""), "")).text


def test_a_single_line_is_laid_out(client):
    """Findings about JSON without line ends still have a line each; digits stay."""
    page = paste(client, '{"resourceType":"Observation","valueQuantity":{"value":1.10,"unit":1}}').text

    assert "it is shown laid out" in page
    assert "Observation.value.unit" in next(row for row in rows_of(page) if '"unit": 1' in row)
    assert "1.10" in page


def test_xml_is_read_too(client):
    """Findings stand at the lines of the XML; what is on a single line is laid out."""
    whole = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<Patient xmlns="http://hl7.org/fhir">\n'
        '  <gender value="m"/>\n  <birthDate value="2020-02-30"/>\n</Patient>'
    )
    single = re.sub(r"\n\s*", "", whole)

    pages = [paste(client, text).text for text in (whole, "\n" + single)]

    assert rows_of(pages[0]) == rows_of(pages[1])
    assert "Patient.birthDate" in next(row for row in rows_of(pages[0]) if "<birthDate" in row)
    assert [False, True] == ["it is shown laid out" in page for page in pages]


def test_xml_in_an_encoding_of_its_own_is_told_so(client):
    text = '<?xml version="1.0" encoding="windows-1251"?><Patient xmlns="http://hl7.org/fhir"/>'

    assert "windows-1251" in paste(client, text).text


def test_profiles_are_chosen_by_list_and_by_url(client):
    """Both at once; the form keeps them."""
    text = '{"resourceType": "Observation", "status": "final", "code": {"text": "x"}}'

    plain = paste(client, text).text
    page = paste(client, text, profile=[VITAL_SIGNS, " http://example.org/a  http://example.org/b "]).text

    assert ">vs-2: " not in plain
    assert ">vs-2: " in page
    assert f'<option value="{VITAL_SIGNS}" selected>' in page
    assert 'value="http://example.org/a http://example.org/b"' in page
    assert "http://example.org/b" in page[: page.index("<form")]


def test_a_date_chooses_the_packages_of_that_day(client):
    """The form and the link keep it."""
    page = paste(client, VALID, **{"as-of": "2026-01-31"}).text
    (link,) = links_in(page)

    assert "in force on 2026-01-31" in page
    assert 'name="as-of" value="2026-01-31"' in page
    assert "as-of=2026-01-31" in link
    assert "in force on 2026-01-31" in client.get(link).text


@pytest.mark.parametrize("day", ["2026-02-30", "2026", "tomorrow", "<script>", "9" * 5000])
def test_a_date_that_is_none_is_told_so(client, day):
    """What was pasted stays in the form."""
    response = paste(client, VALID, **{"as-of": day})

    assert 400 == response.status_code
    assert "There is no such date" in response.text
    assert "Basic" in response.text[response.text.index("<textarea") :]


def test_profiles_of_every_package_are_listed(client, national):
    page = client.get("/validate").text

    assert set(national.national["Patient"]) <= set(re.findall(r'<option value="([^"]+)"', page))
    assert 'label="hl7.fhir.r4.core@4.0.1"' in page


@pytest.mark.parametrize(
    "profile",
    ["nonsense", "http://hl7.org/fhir/ValueSet/languages", "http://hl7.org/fhir/StructureDefinition/bp|9",
     "http://hl7.org/fhir/StructureDefinition/Patient", "Patient", "|", "<script>", "\0", "https://[",
     "x" * 5000],
)  # fmt: skip
def test_any_profile_is_answered(client, profile):
    response = paste(client, VALID, profile=profile)

    assert 200 == response.status_code
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    "text",
    ["not json", "[1", '"x"', "{}", "null", '{"resourceType":1}', "\ud800", "<script>", "\0", "{" * 100_000,
     "[" * 100_000 + "]" * 100_000, '{"a":' * 50 + "1" + "}" * 50, '{"a":1,"a":2}', '"' + '\\"' * 100_000,
     '{"resourceType":"Patient","name":[{"family":"</textarea><script>"}]}', b"\xff\xfe{\0}\0",
     "<", "<a/>", "<Patient xmlns='http://hl7.org/fhir'>", "<a>" * 10_000, "<script>alert(1)</script>",
     "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
     "<Patient xmlns='http://hl7.org/fhir'><x><y/></x></Patient>",
     '{"resourceType":"Patient","\u2028":"\x85\u2029"}', '{"resourceType":"Patient","x":"{{ 711*711 }}"}'],
)  # fmt: skip
def test_whatever_is_pasted_is_answered(client, text):
    """The page never fails, and shows what was pasted as text."""
    response = paste(client, text)

    assert 200 == response.status_code
    assert "<title>Errors: " in response.text
    assert "<script>" not in response.text
    assert "505521" not in response.text


@pytest.mark.parametrize(
    "data", [b"\xff\xfe{\0}\0", b'{"a": "\xcf\xf0\xe8"}', b"\0" * 1000, bytes(range(256))]
)
def test_whatever_is_uploaded_is_answered(client, data):
    """Files in other encodings, and files that are no text at all."""
    response = upload(client, data)

    assert 200 == response.status_code
    assert "<title>Errors: 1" in response.text


def test_nothing_pasted_is_told_so(client):
    assert "Paste a resource or choose a file first." in paste(client, " \r\n").text
    assert "Paste a resource or choose a file first." in client.post("/validate?lang=en").text


@pytest.mark.parametrize("name", ["resource", "file"])
@pytest.mark.parametrize("size", [LARGEST + 1, 10 * LARGEST])
def test_too_much_is_refused_with_a_limit(client, name, size):
    """A message on the page, not a broken connection."""
    file = (io.BytesIO(b"x" * size), "x.json" if name == "file" else None, "text/plain")

    response = client.post("/validate?lang=en", data={name: file})

    assert 413 == response.status_code
    assert "up to 2 MB" in response.text
    assert "<textarea" in response.text


def test_long_text_is_shown_around_its_findings(client):
    entries = [{"resource": {"resourceType": "Basic", "code": {"text": "x"}}} for _ in range(400)]
    entries[200]["resource"]["created"] = "2020-02-30"
    bundle = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)
    bundle = bundle.replace('"x"', '"' + "y" * 5000 + '"', 1)

    page = paste(client, bundle).text

    rows = rows_of(page)
    assert "Bundle.entry[200].resource.created" in next(row for row in rows if '"created"' in row)
    assert "nothing found</p>" in page
    assert len(rows) < bundle.count("\n")


def test_long_lines_are_cut(client):
    page = paste(client, '{\n"resourceType": "Basic", "x": "' + "y" * 5000 + '"}').text

    assert re.search(r"… 40\d\d more characters", page)


def test_a_link_holds_the_resource(client):
    """What it leads to is the same result, with the profiles, from nothing but the link."""
    page = paste(client, WRONG, profile=VITAL_SIGNS).text
    (link,) = links_in(page)

    linked = client.get(link).text

    assert rows_of(page) == rows_of(linked)
    assert f'<option value="{VITAL_SIGNS}" selected>' in linked
    assert [link] == links_in(linked)


def test_the_example_is_a_link(client):
    (link,) = links_in(client.get("/validate?lang=en").text)

    assert "Errors: " in client.get(link).text


def test_a_large_resource_has_no_link(client):
    text = json.dumps([f"{number * 7919 % 104729:x}" for number in range(4000)], indent=0)

    page = paste(client, text).text

    assert [] == links_in(page)
    assert "There is no link" in page


def test_a_file_in_another_encoding_has_no_link(client):
    """What the page shows of it is not what it holds."""
    assert [] == links_in(upload(client, b"{\xff").text)


@pytest.mark.parametrize("r", ["", "!", "AAAA", "я", pack("{}")[:-3], pack("{}") + "A", pack("{}") * 2000])
def test_a_damaged_link_is_told_so(client, r):
    response = client.get("/validate", query_string={"lang": "en", "r": r})

    assert 400 == response.status_code
    assert "The link is damaged" in response.text


def test_a_link_does_not_unpack_without_end(client):
    """A few letters may stand for many megabytes."""
    bomb = pack(" " * 2 * LARGEST)
    if bomb is None:
        pytest.skip("it is longer than a link may be")

    assert 400 == client.get("/validate", query_string={"r": bomb}).status_code


def test_the_other_language_keeps_what_was_pasted(client):
    """A button of the same form, after the button that validates: Enter means the latter."""
    page = paste(client, WRONG, "uk").text

    assert 'form="form" formaction="/validate?lang=en#result"' in page
    assert page.index(">Перевірити</button>") < page.index(">English</button>")


def test_fields_have_labels(client):
    page = client.get("/validate").text

    fields = re.findall(r'<(?:textarea|input|select)[^>]* id="([^"]+)"', page)
    assert fields == re.findall(r'<label for="([^"]+)"', page)
