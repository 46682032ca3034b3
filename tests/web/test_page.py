"""The pages for people."""

import json

import pytest


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
    assert 'href="/validate?lang=en"' in page


@pytest.mark.parametrize("path", ["/", "/validate"])
def test_they_speak_the_readers_language(client, path):
    """By a link, by what the browser asks for, and Ukrainian when nobody says anything."""
    pages = [
        client.get(path).text,
        client.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).text,
        client.get(path + "?lang=uk", headers={"Accept-Language": "en"}).text,
    ]

    assert ['<html lang="uk">', '<html lang="en">', '<html lang="uk">'] == [
        page.splitlines()[1] for page in pages
    ]


@pytest.mark.parametrize("path", ["/", "/validate"])
def test_they_need_nothing_from_elsewhere(client, path):
    """No scripts, no fonts, no pictures: the policy forbids them, and the only style is named by its hash."""
    response = client.get(path)

    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "no-referrer" == response.headers["Referrer-Policy"]
    assert "no-store" == response.headers["Cache-Control"]
    assert [] == [mark for mark in ("<script", "src=", "style=", "<link", "@import") if mark in response.text]


def test_health(client):
    assert {"status": "ok"} == client.get("/health").json
