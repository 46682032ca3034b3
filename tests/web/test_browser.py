"""The pages in a real browser, on a server as a user starts it."""

import shutil
import subprocess

import pytest

from hie.web.permalink import LONGEST, pack

OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
OPTIONS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture
def drawn(tmp_path):
    """Draws the page at a URL and gives its document."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine")

    def draw(url):
        command = [browser, *OPTIONS, f"--user-data-dir={tmp_path}", "--dump-dom", url]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    return draw


def test_a_browser_shows_the_server(server, drawn):
    page = drawn(server.url)

    assert server.base in page
    assert "Patient</a>" in page


def test_a_browser_shows_the_playground(server, drawn):
    """The longest link gets through the server; the browser finds the findings in its document."""
    text = '{\n"resourceType": "Patient",\n"birthDate": "2020-02-30"\n}'
    filler = "".join(f"{number * 7919 % 104729:x}" for number in range(1400))
    long = pack(text.replace("}", f', "x": "{filler}"}}'))

    page = drawn(f"{server.url}/validate?lang=en&r={long}")

    assert LONGEST * 0.7 < len(long)
    assert ' id="f1"' in page
    assert "Patient.birthDate" in page
