"""Push encounter_package.json (encounter, diagnosis, temperature) into an open episode: all, or nothing.

Start a server with ``make serve``, then: ``python examples/push_encounter_package.py [FHIR_BASE [VISIT]]``.
A repeat of the same VISIT stores nothing twice.  Needs Python and ``requests``, nothing of hie.
"""

import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template

import requests

FHIR, VISIT = (*sys.argv[1:], *("http://127.0.0.1:8080/fhir", "visit-1")[len(sys.argv) - 1 :])
KINDS = ("encounter", "condition", "observation")


def package(episode: dict) -> bytes:
    """The transaction of a visit; its identifiers are made of VISIT, so they are the same in a repeat."""
    now = datetime.now(UTC).replace(microsecond=0)
    known = {"ua": "https://fhir.hie-ua.example", "hl7": "http://terminology.hl7.org"}
    links = {"patient": episode["patient"]["reference"], "doctor": episode["careManager"]["reference"]}
    links["episode"] = f"EpisodeOfCare/{episode['id']}"
    times = {"start": (now - timedelta(minutes=20)).isoformat(), "end": now.isoformat()}
    ids = {kind: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{VISIT}/{kind}")) for kind in KINDS}
    template = Template(Path(__file__).with_name("encounter_package.json").read_text("utf-8"))
    return template.substitute(**known, **links, **times, **ids).encode()


found = requests.get(f"{FHIR}/EpisodeOfCare?status=active&type=PHC&_count=1", timeout=60).json()
bundle = package(found["entry"][0]["resource"])
headers = {"Content-Type": "application/fhir+json", "Accept-Language": "uk"}
while (answer := requests.post(FHIR, bundle, headers=headers, timeout=60)).status_code == 503:
    time.sleep(int(answer.headers["Retry-After"]))  # Busy.  A repeat does no harm.
for entry in answer.json().get("entry", ()):
    print(entry["response"]["status"], entry["response"]["location"])
for issue in answer.json().get("issue", ()):  # Refused: nothing was stored.
    print(*issue.get("expression", ()), issue["details"]["text"])
