"""Measures operations on records of three sizes: ``make bench-operations``.

What an operation costs shall depend on what it gives, not on how much there is beside it.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import Client

from benchmarks import processes
from benchmarks.report import Figures, put_into
from hie import __version__
from hie.app import create_app, define
from hie.config import Settings
from hie.storage import EmbeddedMongod

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "bench-operations.json"
DOCUMENT = ROOT / "docs" / "performance.md"

#: Observations of each patient.
RECORDS = (200, 2_000, 20_000)
CODES, PRACTITIONERS, PAGE, TIMES = 40, 200, 100, 25
_SYSTEM = "http://example.org/codes"
_QUERY = """{ name { family } ObservationList(_reference: subject, _count: 100) {
    valueQuantity { value } performer { resource { ... on Practitioner { id } } } } }"""


def observation(number: int, patient: int) -> dict[str, Any]:
    """An Observation of about 1 KB."""
    year, month, day = 2000 + number % 24, 1 + number % 12, 1 + number % 28
    return {
        "resourceType": "Observation",
        "id": f"p{patient}-{number}",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"coding": [{"system": _SYSTEM, "code": f"c{number % CODES}"}]},
        "subject": {"reference": f"Patient/p{patient}"},
        "performer": [{"reference": f"Practitioner/d{number % PRACTITIONERS}"}],
        "effectiveDateTime": f"{year}-{month:02}-{day:02}",
        "valueQuantity": {"value": number, "system": "http://unitsofmeasure.org", "code": "g"},
        "note": [{"text": "x" * 700}],
    }


def load(client: Client) -> None:
    """Store the practitioners, and a patient with each number of observations."""
    doctors = [{"resourceType": "Practitioner", "id": f"d{number}"} for number in range(PRACTITIONERS)]
    patients = [{"resourceType": "Patient", "id": f"p{size}"} for size in RECORDS]
    resources = doctors + patients
    resources += [observation(number, size) for size in RECORDS for number in range(size)]
    for start in range(0, len(resources), 500):
        entries = [
            {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
            for each in resources[start : start + 500]
        ]
        body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries})
        answer = client.post("/fhir/", data=body, content_type="application/fhir+json")
        assert answer.status_code == 200, answer.text


def pages(client: Client, url: str) -> Iterator[float]:
    """The milliseconds of each page."""
    while url:
        begun = time.perf_counter()
        answer = client.get(url)
        yield (time.perf_counter() - begun) * 1000
        following = [link["url"] for link in answer.json["link"] if link["relation"] == "next"]
        url = f"/fhir{following[0].partition('/fhir')[2]}" if following else ""


def median(ask: Callable[[], Any]) -> float:
    """The median of the milliseconds of an answer."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = ask()
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.text
    return round(statistics.median(taken), 1)


def measured(client: Client, size: int) -> Figures:
    """The figures of the patient with ``size`` observations."""
    patient = f"Patient/p{size}"
    everything = list(pages(client, f"/fhir/{patient}/$everything?_count={PAGE}"))
    code = {"code": f"{_SYSTEM}|c3"}
    asked = {
        "lastn": f"Observation/$lastn?patient={patient}&category=laboratory",
        "lastn_code": f"Observation/$lastn?{urlencode({'patient': patient, **code})}",
        "stats": f"Observation/$stats?{urlencode({'subject': patient, 'code': 'c3', 'statistic': 'median'})}",
        "graphql": f"{patient}/$graphql?{urlencode({'query': _QUERY})}",
        "diff": f"{patient}/$diff?fromVersion=1&toVersion=1",
    }
    found: Figures = {
        f"everything_first_{size}_ms": round(everything[0], 1),
        f"everything_median_{size}_ms": round(statistics.median(everything), 1),
        f"everything_pages_{size}": len(everything),
    }
    for name, path in asked.items():
        found[f"{name}_{size}_ms"] = median(lambda path=path: client.get(f"/fhir/{path}"))  # type: ignore[misc]
    return found


def table(figures: Figures) -> str:
    """``figures`` in Markdown."""
    rows = {
        f"`$everything`, a page of {PAGE}, median of all pages": "everything_median",
        f"`$lastn` of {CODES} codes": "lastn",
        "`$lastn` of one code": "lastn_code",
        "`$stats` of one code in forty": "stats",
        "`$graphql`, 100 observations and who made them": "graphql",
        "`$diff` of a Patient": "diff",
    }
    about = (
        f"Measured on {figures['date']} by `{figures['command']}` with hie {figures['hie']}: "
        f"{figures['cores']} cores of {figures['processor']}, Python {figures['python']}; load average "
        f"before it {figures['load_average']}. One client in the process of the server, "
        f"ms, median of {TIMES}."
    )
    lines = [
        about,
        "",
        f"| observations of the patient | {' | '.join(f'{size:,}' for size in RECORDS)} |",
        f"|---|{'---|' * len(RECORDS)}",
    ]
    for title, name in rows.items():
        lines.append(f"| {title} | {' | '.join(str(figures[f'{name}_{size}_ms']) for size in RECORDS)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and keep the figures."""
    average = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="hie-bench-") as folder:
        mongod = EmbeddedMongod(Path(folder) / "db", Settings(mongod_cache_gb=1))
        mongod.start()
        try:
            settings = Settings(mongodb_uri=mongod.uri, data=Path(folder), profiles="none")
            client = Client(create_app(settings, define(settings)).wsgi_app)
            load(client)
            figures: Figures = {
                "date": datetime.now(UTC).date().isoformat(),
                "command": "make bench-operations",
                "hie": __version__,
                **processes.machine(),
                "load_average": average,
            }
            for size in RECORDS:
                figures |= measured(client, size)
        finally:
            mongod.stop()
    RESULT.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    put_into(DOCUMENT, table(figures), "bench-operations")
    print(table(figures))


if __name__ == "__main__":
    main()
