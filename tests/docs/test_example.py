"""examples/push_encounter_package.py does what the documents for vendors say."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from werkzeug.serving import make_server

from hie.app import Definitions, create_app
from hie.config import Settings
from hie.conformance import Package
from hie.demo import bundles
from hie.fhir import encode

EXAMPLE = Path(__file__).parents[2] / "examples" / "push_encounter_package.py"


@pytest.fixture(scope="module")
def base(mongod: str, national: Definitions) -> Iterator[str]:
    """The FHIR base of a server with a demo patient."""
    settings = Settings(mongodb_uri=mongod, mongodb_database="docs-example", profiles="national")
    server = make_server("127.0.0.1", 0, create_app(settings, national), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.port}/fhir"
    canonical = Package.at(settings.national_package).manifest["canonical"]
    for bundle in bundles(1, 1, datetime.now(UTC).date(), canonical):
        headers = {"Content-Type": "application/fhir+json"}
        assert requests.post(url, data=encode(bundle), headers=headers, timeout=60).status_code == 200
    yield url
    server.shutdown()


def run(script: Path, base: str, visit: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(script), base, visit]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_package_is_stored_once(base: str) -> None:
    """The first run creates three resources, a repeat finds them."""
    first, repeat = run(EXAMPLE, base, "1"), run(EXAMPLE, base, "1")

    assert ["201", "201", "201"] == re.findall(r"^\d+", first.stdout, re.MULTILINE), first.stderr
    assert ["200", "200", "200"] == re.findall(r"^\d+", repeat.stdout, re.MULTILINE), repeat.stderr
    assert re.findall(r"http.*", first.stdout) == re.findall(r"http.*", repeat.stdout)


def test_a_refusal_is_shown_with_its_place(base: str, tmp_path: Path) -> None:
    """Whoever makes a mistake reads where and why."""
    broken, template = tmp_path / "broken.py", EXAMPLE.with_name("encounter_package.json")
    broken.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    wrong = template.read_text("utf-8").replace('"status": "final"', '"status": "done"')
    (tmp_path / template.name).write_text(wrong, "utf-8")

    told = run(broken, base, "2")

    assert "Bundle.entry[2].resource.status" in told.stdout, told.stderr
    assert "Код done" in told.stdout


def test_a_busy_server_is_asked_again(base: str, tmp_path: Path) -> None:
    """After a 503 the same is posted once more, when Retry-After says."""
    calls = tmp_path / "calls"
    busy = tmp_path / "busy.py"
    # A server is not made busy so easily: the first answer is replaced on its way.
    busy.write_text(
        "import json, requests\n"
        "real, calls = requests.post, []\n"
        "def post(*args, **options):\n"
        "    calls.append(1)\n"
        f"    open({str(calls)!r}, 'w').write(json.dumps(calls))\n"
        "    answer = real(*args, **options)\n"
        "    if len(calls) == 1:\n"
        "        answer.status_code, answer.headers['Retry-After'] = 503, '0'\n"
        "    return answer\n"
        "requests.post = post\n"
        f"__file__ = {str(EXAMPLE)!r}\n"
        "exec(compile(open(__file__).read(), 'example', 'exec'))\n",
        "utf-8",
    )

    told = run(busy, base, "3")

    assert [1, 1] == json.loads(calls.read_text("utf-8"))
    assert 0 == told.returncode, told.stderr
