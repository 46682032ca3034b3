"""``hie serve`` and the verbs beside it, as a user calls them."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import requests

PATIENT = {"resourceType": "Patient", "name": [{"family": "Сервер"}]}


def hie(*arguments, **environment):
    """Run ``hie`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hie", *arguments],
        env={**os.environ, "HIE_MIN_FREE_DISK_MB": "1", "HIE_MONGOD_CACHE_GB": "0.25", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def children(pid):
    """The processes that ``pid`` has started, and theirs."""
    listed = subprocess.run(
        ["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout.split()
    parents = dict(zip(map(int, listed[::2]), map(int, listed[1::2]), strict=True))
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        own = [child for child, above in parents.items() if above == parent]
        found += own
        waiting += own
    return found


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - a file of the system.
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_tells_where_it_is_and_what_to_try(server):
    """The greeting names the base, the page for people, and a curl line that works."""
    said = server.log.read_text()
    line = next(line for line in said.splitlines() if "curl" in line)

    answered = subprocess.run(
        ["sh", "-c", line.partition("Try")[2].strip()], capture_output=True, text=True, check=True
    )

    assert server.base in said
    assert "--auth off" in said
    assert "Bundle" == json.loads(answered.stdout)["resourceType"]


def test_ctrl_c_stops_all_that_was_started_and_nothing_is_lost(start_server, tmp_path):
    """No worker and no mongod stays behind; the next start finds what was stored."""
    first = start_server(tmp_path / "data", "--workers", "2", HIE_PROFILES="none")
    id = requests.post(
        f"{first.base}/Patient", json=PATIENT, headers={"Content-Type": "application/fhir+json"}, timeout=30
    ).json()["id"]
    started = children(first.process.pid)

    first.stop()

    deadline = time.monotonic() + 10
    while any(map(is_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(started) >= 4
    assert [] == [pid for pid in started if is_alive(pid)]
    second = start_server(tmp_path / "data", "--workers", "1", HIE_PROFILES="none")
    assert 200 == requests.get(f"{second.base}/Patient/{id}", timeout=30).status_code


def test_a_killed_server_is_followed_by_another(start_server, tmp_path):
    """After kill -9 of the server its folder can be used again at once, and nothing is lost."""
    first = start_server(tmp_path / "data", "--workers", "1", HIE_PROFILES="none")
    headers = {"Content-Type": "application/fhir+json"}
    id = requests.post(f"{first.base}/Patient", json=PATIENT, headers=headers, timeout=30).json()["id"]
    started = children(first.process.pid)
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(30)

    second = start_server(tmp_path / "data", "--workers", "1", HIE_PROFILES="none")

    assert 200 == requests.get(f"{second.base}/Patient/{id}", timeout=30).status_code
    deadline = time.monotonic() + 20
    while any(map(is_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [] == [pid for pid in started if is_alive(pid)]


def test_a_folder_in_use_is_told_with_the_process(server):
    refused = hie("serve", "--port", "1", "--data", str(server.data))

    assert 1 == refused.returncode
    assert str(server.process.pid) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_in_use_is_told_in_one_line(server, tmp_path):
    port = server.url.rpartition(":")[2]
    refused = hie("serve", "--port", port, "--data", str(tmp_path / "data"))

    assert 1 == refused.returncode
    assert f"port {port}" in refused.stderr.lower()
    assert "Traceback" not in refused.stderr


def test_status_tells_what_the_server_holds(server):
    running = hie("status", "--data", str(server.data), "--json")
    told = json.loads(running.stdout)

    assert 0 == running.returncode
    assert (True, server.url, "ok") == (told["running"], told["url"], told["database"])
    assert told["resources"]["Patient"] >= 2


def test_status_of_a_folder_without_a_server(tmp_path):
    told = hie("status", "--data", str(tmp_path), "--json")

    assert (1, False) == (told.returncode, json.loads(told.stdout)["running"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "--auth", "on"), "--auth on"),
        (("serve", "--host", "0.0.0.0"), "not a loopback address"),  # noqa: S104 - it is to be refused.
        (("serve", "--port", "99999"), "99999"),
        (("serve", "--prot", "1"), "--prot"),
        (("validate", "nowhere.json"), "nowhere.json"),
        (("load", "nowhere"), "nowhere"),
        (("packages", "install", "nowhere.tgz"), "nowhere.tgz"),
        (("demo", "--patients", "0", "--out", "x"), "0"),
        (("fly",), "fly"),
    ],
)
def test_a_wrong_call_gives_a_clear_line(arguments, said):
    """No traceback, exit code other than 0, and the words name what was wrong."""
    refused = hie(*arguments)

    assert 0 != refused.returncode
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_broken_setting_gives_a_clear_line():
    refused = hie("packages", "list", HIE_MAX_BODY_MB="many")

    assert 1 == refused.returncode
    assert "HIE_MAX_BODY_MB" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_load_into_a_running_server_goes_on_where_it_stopped(server, tmp_path):
    """Files, NDJSON and Bundles are loaded; what is refused stands in the report with its outcome."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({**PATIENT, "id": "loaded-a"}))
    lines = [{**PATIENT, "id": f"loaded-{n}"} for n in range(3)] + [{"resourceType": "Patient", "nme": 1}]
    (folder / "b.ndjson").write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n")
    entries = [{"resource": {**PATIENT, "id": "loaded-c"}}]
    (folder / "c.json").write_text(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    )
    report = tmp_path / "refused.ndjson"

    runs = [
        hie(
            "load",
            str(folder),
            "--data",
            str(server.data),
            "--report",
            str(report),
            "--json",
            HIE_PROFILES="none",
        )
        for _ in range(2)
    ]

    refused = [json.loads(line) for line in report.read_text().splitlines()]
    assert [1, 1] == [run.returncode for run in runs]
    assert {"Patient": 5} == json.loads(runs[0].stdout)["stored"]
    assert ["unknown-element", "json-invalid"] == sorted(
        (line["outcome"]["issue"][0]["details"]["coding"][0]["code"] for line in refused), reverse=True
    )
    for name in ("a", "0", "1", "2", "c"):
        read = requests.get(f"{server.base}/Patient/loaded-{name}", timeout=30)
        assert (200, "1") == (read.status_code, read.json()["meta"]["versionId"])


def test_validate_needs_no_server(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"resourceType": "Basic", "code": {"text": "x"}}))
    bad.write_text(json.dumps({"resourceType": "Basic", "cod": {}}))

    passed = hie("validate", str(good))
    failed = hie("validate", str(bad), "--json", "--language", "en")

    assert (0, 1) == (passed.returncode, failed.returncode)
    outcome = json.loads(failed.stdout)
    assert "Basic.cod" in [place for found in outcome["issue"] for place in found.get("expression", [])]


def test_demo_writes_bundles_that_are_valid(tmp_path):
    written = hie("demo", "--patients", "2", "--out", str(tmp_path / "demo"))
    validated = hie("validate", str(tmp_path / "demo"))

    assert (0, 0) == (written.returncode, validated.returncode)
    assert len(list((tmp_path / "demo").iterdir())) > 2
