"""How fast resources are validated, and what the definitions cost: ``make bench-validation``.

https://hl7.org/fhir/R4/validation.html

One core, CPU time, resources that are decoded already, many different ones in turn.  Beside it, in the
same run and on the same resources: the libraries that people use for this in Python.
"""

import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.report import Figures, put_into
from benchmarks.validation import per_second, r4_schema
from hie import __version__
from hie.app import define
from hie.bundles import rewritten
from hie.config import Settings
from hie.conformance import Package, PackageCache, enable_package
from hie.demo import bundles
from hie.fhir import decode, encode
from hie.outcome import operation_outcome
from hie.validation import Validator

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "bench-validation.json"
DOCUMENT = ROOT / "docs" / "performance.md"
GUIDES = ("hl7.fhir.uv.ips-1.1.0.tgz", "hl7.fhir.us.core-6.1.0.tgz")
TYPES = ("Patient", "Observation", "Encounter")

Resource = dict[str, Any]

#: Figure to what is aimed at, at the most.
TARGETS = {
    "observation_ua_us": 30,
    "patient_ua_us": 60,
    "package_200_ms": 8,
    "observation_invalid_us": 200,
    "warm_start_s": 1.5,
    "cold_start_s": 40,
    "worker_mb": 220,
}
#: Loads all definitions as a worker does, and says what that took.
_START = """
import sys, time
began = time.perf_counter()
from hie.app import define
from hie.bundles import rewritten
from hie.config import Settings
found = define(Settings())
found.validator.warm()
for name in found.registry.resource_types:
    found.indexer.parameters(name)
seconds = time.perf_counter() - began
from benchmarks.processes import memory_mb
import os
print(seconds, memory_mb(os.getpid())[0])
"""


def population() -> tuple[dict[str, list[Resource]], Resource]:
    """Resources of each type from a synthetic population, and a transaction Bundle of 200 of them."""
    canonical = Package.at(Settings().national_package).manifest["canonical"]
    by_type: dict[str, list[Resource]] = {name: [] for name in TYPES}
    targets: dict[str, str] = {}
    entries: list[Resource] = []
    seen: set[str] = set()
    for bundle in bundles(60, 5, date(2026, 1, 15), canonical):
        for entry in bundle["entry"]:
            # Resources come back from JSON, so that they are what a client would have sent.
            resource = decode(encode(entry["resource"]))
            targets[entry["fullUrl"]] = f"{resource['resourceType']}/{len(targets)}"
            if resource["resourceType"] in by_type:
                by_type[resource["resourceType"]].append(resource)
            if entry["fullUrl"] not in seen and len(entries) < 200:
                seen.add(entry["fullUrl"])
                entries.append(decode(encode(entry)))
    # Alone, a resource refers to what is stored; in the Bundle, to the other entries.
    stored = {name: [rewritten(each, targets) for each in found] for name, found in by_type.items()}
    return stored, {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def spoiled(resource: Resource) -> Resource:
    """``resource`` with three faults: an unknown element, a wrong code, a wrong type."""
    return {**resource, "colour": "red", "status": "no such status", "language": 7}


def microseconds(check: Callable[[Resource], object], resources: Sequence[Resource]) -> tuple[float, float]:
    """Median and 99th percentile of the CPU time of one check, over many single calls."""
    clock = time.process_time_ns
    for resource in resources:
        check(resource)
    taken = []
    for resource in itertools.islice(itertools.cycle(resources), 3000 if len(resources) > 1 else 60):
        began = clock()
        check(resource)
        taken.append(clock() - began)
    taken.sort()
    return statistics.median(taken) / 1000, taken[len(taken) * 99 // 100] / 1000


def own(by_type: dict[str, list[Resource]], package: Resource) -> Figures:
    """Our own figures, base R4 and with the national profiles."""
    now = datetime.now(UTC)
    found: Figures = {}
    plain, national = (define(Settings(profiles=which)).validator for which in ("none", "national"))
    for name, resources in by_type.items():
        unclaimed = [
            {key: value for key, value in resource.items() if key != "meta"} for resource in resources
        ]
        for kind, validator, given in (("base", plain, unclaimed), ("ua", national, resources)):
            check = _checks(validator, now)
            assert not any(map(check, given)), f"a valid {name} is refused"
            found[f"{name.lower()}_{kind}_us"], found[f"{name.lower()}_{kind}_p99_us"] = map(
                _short, microseconds(check, given)
            )
        full = _tells(national, now)
        bad = [spoiled(resource) for resource in resources]
        found[f"{name.lower()}_invalid_us"], found[f"{name.lower()}_invalid_p99_us"] = map(
            _short, microseconds(full, bad)
        )
    median, high = microseconds(_checks(national, now), [package])
    return {
        **found,
        "package_200_ms": _short(median / 1000),
        "package_200_p99_ms": _short(high / 1000),
    }


def _checks(validator: Validator, now: datetime) -> Callable[[Resource], object]:
    return lambda resource: validator.check(resource, now=now)


def _tells(validator: Validator, now: datetime) -> Callable[[Resource], object]:
    return lambda resource: encode(operation_outcome(validator.validate(resource, now=now), "uk"))


def _short(number: float) -> float:
    return round(number, 1 if number < 100 else 0)


def others(by_type: dict[str, list[Resource]]) -> Figures:
    """What other libraries take for the same Observations, without the national profile."""
    resources = [
        {key: value for key, value in resource.items() if key != "meta"}
        for resource in by_type["Observation"][:100]
    ]
    found: Figures = {}
    for name, make in (
        ("fhir_resources", _fhir_resources),
        ("fhirkit_rs", _fhirkit),
        ("jsonschema", _jsonschema),
        ("fhirpathpy", _fhirpathpy),
    ):
        try:
            # One of them prints what ``trace()`` in an invariant is given.
            with redirect_stdout(io.StringIO()):
                found[f"observation_{name}_us"] = _short(1e6 / per_second(make(), resources))
        except (ImportError, OSError, LookupError, subprocess.SubprocessError) as error:
            found[f"observation_{name}_skipped"] = f"{type(error).__name__}: {error}"
    return found


def _fhir_resources() -> Callable[[Resource], object]:
    from fhir.resources.R4B.observation import Observation  # noqa: PLC0415 - an extra, absent elsewhere.

    check: Callable[[Resource], object] = Observation.model_validate
    return lambda resource: check(json.loads(encode(resource)))


def _fhirkit() -> Callable[[Resource], object]:
    import fhirkit  # noqa: PLC0415 - as above.

    return lambda resource: fhirkit.validate(encode(resource))


def _jsonschema() -> Callable[[Resource], object]:
    from jsonschema import Draft6Validator  # noqa: PLC0415 - as above.

    definitions = r4_schema()["definitions"]
    validator = Draft6Validator({"$ref": "#/definitions/Observation", "definitions": definitions})
    return lambda resource: validator.is_valid(json.loads(encode(resource)))


def _fhirpathpy() -> Callable[[Resource], object]:
    """The error invariants that R4 states of the Observation itself, parsed ahead."""
    import fhirpathpy  # noqa: PLC0415 - as above.

    registry = define(Settings(profiles="none")).registry
    expressions = [
        constraint.expression
        for constraint in registry.tree("Observation").constraints
        if constraint.severity == "error" and constraint.expression and "resolve" not in constraint.expression
    ]
    compiled = [fhirpathpy.compile(expression) for expression in expressions]

    def check(resource: Resource) -> object:
        sent = json.loads(encode(resource))
        return [one(sent, {"resource": sent}) for one in compiled]

    return check


def starts() -> Figures:
    """Seconds to load all definitions, cold and warm, with UA, IPS and US Core, and the memory then."""
    packages = Path(os.environ.get("HIE_PACKAGES") or ROOT.parent / "shared" / "packages")
    found: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = PackageCache(Path(folder) / "packages")
        core = PackageCache(Settings().package_cache).find("hl7.fhir.r4.core", "4.0.1")
        cache.root.mkdir()
        if core is not None:
            (cache.root / "hl7.fhir.r4.core#4.0.1").symlink_to(core.folder.parent)
        guides = [name for name in GUIDES if (packages / name).is_file()]
        for name in guides:
            enable_package(cache, cache.install(str(packages / name)))
        found["guides"] = ", ".join(guides) or "none at hand"
        environment = {**os.environ, "HIE_PACKAGE_CACHE": str(cache.root), "HIE_CACHE": f"{folder}/cache"}
        for figure in ("cold_start_s", "warm_start_s"):
            ran = subprocess.run(
                [sys.executable, "-c", _START],
                env=environment,
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, memory = map(float, ran.stdout.split())
            found[figure], found["worker_mb"] = round(seconds, 2), round(memory)
    return found


def table(figures: Figures) -> str:
    """``figures`` in Markdown."""
    lines = [
        (
            f"Measured on {figures['date']} by `{figures['command']}` with hie {figures['hie']}: one core of "
            f"{figures['processor']}, Python {figures['python']}; load average before it "
            f"{figures['load_average']}. CPU time of one resource that is decoded already, µs: median (99th "
            "percentile). All invariants, bindings and references are checked, always."
        ),
        "",
        "| | base R4 | with the national profile | invalid, with its OperationOutcome |",
        "|---|---|---|---|",
    ]
    for name in TYPES:
        cells = [
            f"{figures[f'{name.lower()}_{kind}_us']} ({figures[f'{name.lower()}_{kind}_p99_us']})"
            for kind in ("base", "ua", "invalid")
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += [
        "",
        (
            f"A package Bundle of 200 entries: {figures['package_200_ms']} ms "
            f"({figures['package_200_p99_ms']}). "
            f"Loading all definitions (core, UA, {figures['guides']}): {figures['cold_start_s']} s without a "
            f"cache, {figures['warm_start_s']} s with one; a worker then has {figures['worker_mb']} MB."
        ),
        "",
        "| the same Observations, without a profile | µs |",
        "|---|---|",
    ]
    for name in ("fhirkit_rs", "fhir_resources", "jsonschema", "fhirpathpy"):
        taken = figures.get(f"observation_{name}_us") or figures.get(f"observation_{name}_skipped", "—")
        lines.append(f"| {name.replace('_', '-')} | {taken} |")
    aims = ", ".join(f"`{name}` {figures[name]} (≤ {aim})" for name, aim in TARGETS.items())
    return "\n".join([*lines, "", f"Targets: {aims}."])


def main() -> None:
    """Measure, print, and keep the figures."""
    load = round(os.getloadavg()[0], 2)
    by_type, package = population()
    figures: Figures = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "make bench-validation",
        "hie": __version__,
        **processes.machine(),
        "load_average": load,
        **own(by_type, package),
        **others(by_type),
        **starts(),
    }
    RESULT.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    put_into(DOCUMENT, table(figures), "bench-validation")
    print(table(figures))


if __name__ == "__main__":
    main()
