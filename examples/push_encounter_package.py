"""Push an encounter package (encounter, diagnosis, temperature) into an open episode: all of it, or nothing.

Start a server with ``make serve``, then: ``python examples/push_encounter_package.py [FHIR_BASE [VISIT]]``.
A repeat of the same VISIT stores nothing twice.  Needs Python and ``requests``, nothing of hie.
"""

import sys
import time
import uuid
from datetime import UTC, datetime, timedelta

import requests

FHIR = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080/fhir"
VISIT = sys.argv[2] if len(sys.argv) > 2 else "visit-1"  # Its number in your system.
UA, HL7 = "https://fhir.hie-ua.example", "http://terminology.hl7.org"


def concept(base: str, dictionary: str, code: str) -> dict:
    """A code of a national (UA) or of HL7's dictionary."""
    return {"coding": [{"system": f"{base}/CodeSystem/{dictionary}", "code": code}]}


def entry(kind: str, **content: object) -> dict:
    """A create that happens once: the identifier is made of the visit, and is the same in a repeat."""
    own = {"system": f"{UA}/sid/esoz", "value": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{VISIT}/{kind}"))}
    request = {"method": "POST", "url": kind, "ifNoneExist": f"identifier={own['system']}|{own['value']}"}
    resource = {"resourceType": kind, "identifier": [own], **content}
    return {"fullUrl": f"urn:uuid:{own['value']}", "resource": resource, "request": request}


def package(episode: dict) -> dict:
    """The transaction Bundle of a visit of primary care that ended a minute ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    start, end = ((now - timedelta(minutes=minutes)).isoformat() for minutes in (20, 1))
    patient, doctor = episode["patient"], episode["careManager"]
    action, role = concept(UA, "icpc2-actions", "A30"), concept(HL7, "v3-ParticipationType", "PPRF")
    # fmt: off
    encounter = entry("Encounter", status="finished", subject=patient, period={"start": start, "end": end},
        extension=[{"url": f"{UA}/StructureDefinition/encounter-action", "valueCodeableConcept": action}],
        type=[concept(UA, "encounter-classes", "PHC"),
              concept(UA, "encounter-types", "service_delivery_location")],
        episodeOfCare=[{"reference": f"EpisodeOfCare/{episode['id']}"}],
        participant=[{"type": [role], "individual": doctor}],
        reasonCode=[concept(UA, "icpc2-reasons", "A03")],
        **{"class": {"system": f"{HL7}/CodeSystem/v3-ActCode", "code": "AMB"}})
    shared = {"subject": patient, "encounter": {"reference": encounter["fullUrl"]}}
    condition = entry("Condition", **shared, code=concept(UA, "icpc2-conditions", "R74"),
        clinicalStatus=concept(HL7, "condition-clinical", "active"), onsetDateTime=start, asserter=doctor,
        verificationStatus=concept(HL7, "condition-ver-status", "confirmed"))
    observation = entry("Observation", **shared, status="final", effectiveDateTime=start, issued=end,
        code={"coding": [{"system": "http://loinc.org", "code": "8310-5"}]}, performer=[doctor],
        category=[concept(HL7, "observation-category", "vital-signs")],
        valueQuantity={"value": 37.8, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"})
    # fmt: on
    diagnosis = {"condition": {"reference": condition["fullUrl"]}, "rank": 1}
    encounter["resource"]["diagnosis"] = [{**diagnosis, "use": concept(UA, "diagnosis-roles", "primary")}]
    return {"resourceType": "Bundle", "type": "transaction", "entry": [encounter, condition, observation]}


def push(bundle: dict, language: str) -> requests.Response:
    """Post; after a 503 post the same again, when the server asks for it: a repeat does no harm."""
    headers = {"Content-Type": "application/fhir+json", "Accept-Language": language}
    while True:
        answer = requests.post(FHIR, json=bundle, headers=headers, timeout=60)
        if answer.status_code != 503:
            return answer
        time.sleep(int(answer.headers.get("Retry-After", 2)))


if __name__ == "__main__":
    found = requests.get(f"{FHIR}/EpisodeOfCare?status=active&type=PHC", timeout=60).json()
    if not found.get("entry"):
        sys.exit("The server has no active episode of primary care: start it with demo data (make serve).")
    bundle = package(found["entry"][0]["resource"])
    answer = push(bundle, "uk")
    if answer.ok:
        for stored in answer.json()["entry"]:
            print(stored["response"]["status"], stored["response"]["location"])
        sys.exit()
    # Nothing was stored, so the same may be asked in the other language too.
    for uk, en in zip(answer.json()["issue"], push(bundle, "en").json()["issue"], strict=True):
        print(*uk.get("expression", ()), f"\n  {uk['details']['text']}\n  {en['details']['text']}")
    sys.exit(1)
