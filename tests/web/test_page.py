"""The page for people."""

import html
import json
import shutil
import subprocess

import pytest
from werkzeug.test import Client

from hie.app import create_app
from hie.config import Settings

WRONG = json.dumps({"resourceType": "Patient", "gender": "m", "birthDate": "2020-02-30"}, indent=1)


@pytest.fixture(scope="module")
def client(mongod, national, tmp_path_factory):
    settings = Settings(mongodb_uri=mongod, mongodb_database="web_page", data=tmp_path_factory.mktemp("data"))
    return Client(create_app(settings, national).wsgi_app)


def test_it_tells_what_the_server_is_and_holds(client, national):
    client.put(
        "/fhir/Basic/one",
        data=json.dumps({"resourceType": "Basic", "id": "one", "code": {"text": "x"}}),
        headers={"Content-Type": "application/fhir+json"},
    )

    page = client.get("/?lang=en").text

    assert "FHIR R4 health information exchange" in page
    assert "http://localhost/fhir" in page
    assert 'Basic</a></td><td class="number">1<' in page
    assert national.national["Patient"][0] in page


def test_it_speaks_the_readers_language(client):
    """By a link, by what the browser asks for, and Ukrainian when nobody says anything."""
    pages = [
        client.get("/").text,
        client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).text,
        client.get("/?lang=uk", headers={"Accept-Language": "en"}).text,
    ]

    assert ['<html lang="uk">', '<html lang="en">', '<html lang="uk">'] == [
        page.splitlines()[1] for page in pages
    ]


def test_findings_stand_beside_their_lines(client):
    """The line of the element, then the finding about it, in the language chosen."""
    page = html.unescape(client.post("/", data={"resource": WRONG, "lang": "uk"}).text)

    rows = page[page.index('<div class="source">') :].split('<div class="row">')[1:]
    gender = next(row for row in rows if '"gender"' in row)
    birth = next(row for row in rows if '"birthDate"' in row)
    assert "Patient.gender" in gender
    assert "Patient.birthDate" in birth
    assert "помилка" in birth
    assert WRONG in page


def test_a_valid_resource_is_told_so(client):
    valid = json.dumps({"resourceType": "Basic", "code": {"text": "x"}})

    assert "No errors." in client.post("/", data={"resource": valid, "lang": "en"}).text


@pytest.mark.parametrize(
    "text", ["", "not json", "[1", '"x"', "{}", '{"resourceType":1}', "\ud800", "<script>"]
)
def test_whatever_is_pasted_is_answered(client, text):
    """The page never fails, and shows what was pasted as text."""
    response = client.post("/", data={"resource": text.encode("utf-8", "surrogatepass"), "lang": "en"})

    assert 200 == response.status_code
    assert "Errors found" in response.text
    assert "<script>" not in response.text


def test_it_needs_nothing_from_elsewhere(client):
    """No scripts, no fonts, no pictures of others: the policy forbids them and the page has none."""
    response = client.get("/")

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "<script" not in response.text
    assert "src=" not in response.text


def test_health(client):
    assert {"status": "ok"} == client.get("/health").json


def test_a_browser_shows_it(server):
    """A real browser draws the page and its form."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
    options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]

    drawn = subprocess.run(
        [browser, *options, f"--user-data-dir={server.data.parent / 'browser'}", "--dump-dom", server.url],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout

    assert "<textarea" in drawn
    assert server.base in drawn
    assert "Patient</a>" in drawn
