"""Whether speed stays as data grows: ``make bench-scale``.

The synthetic population is loaded in steps; at each step the same requests are measured.  At the last one
hie is compared with its floor too.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import click
from pymongo import MongoClient

from benchmarks import processes, servers
from benchmarks.generator import Generator, Planned, Run, write_plan
from benchmarks.measuring import Bench, Part
from benchmarks.report import Figures, put_into
from benchmarks.resources import Makes
from benchmarks.shapes import Stored, shapes, works
from hie import __version__
from hie.demo import bundles
from hie.fhir import encode

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "bench-scale.json"
DOCUMENT = ROOT / "docs" / "performance.md"
SIZES = (10_000, 100_000, 1_000_000)
#: Bundles that go through the public API before the rest is loaded.
_BY_API = 40
_SHARED = ("create", "read", "search")
_MOST_PATIENTS = 100_000
#: What is aimed at: figure, and whether it is a least or a most.
TARGETS = {
    "decay_p50": ("≤", 1.5),
    "disk_kb_per_resource": ("≤", 2.5),
    "load_per_s": ("≥", 1500),
    "create_vs_floor": ("≥", 1.2),
    "read_vs_floor": ("≥", 0.75),
    "search_vs_floor": ("≥", 0.75),
    "update_vs_create": ("≥", 0.6),
}

Json = dict[str, Any]
Plans = dict[str, list[Planned]]


@click.command()
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True, help="Numbers of resources.")
@click.option("--seconds", default=3, show_default=True, help="Seconds of one run.")
@click.option("--connections", default=4, show_default=True, help="Connections for the times of an answer.")
@click.option("--rounds", default=3, show_default=True, help="Rounds against the floor.")
@click.option("--work", default="/var/tmp", show_default=True, help="A folder on a disk, not in memory.")  # noqa: S108
def main(sizes: str, seconds: int, connections: int, rounds: int, work: str) -> None:
    """Measure, print, and keep the figures when the sizes are those that are aimed at."""
    steps = [int(size) for size in sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="hie-scale-", dir=work) as folder:
        figures = _about(steps) | _measured(Path(folder), steps, seconds, connections, rounds)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if tuple(steps) == SIZES:
        RESULT.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        put_into(DOCUMENT, table(figures), "bench-scale")


def _about(steps: list[int]) -> Figures:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "make bench-scale",
        "hie": __version__,
        "sizes": ", ".join(f"{step:,}" for step in steps),
        **processes.machine(),
        "load_average": round(os.getloadavg()[0], 2),
    }


def _measured(folder: Path, steps: list[int], seconds: int, connections: int, rounds: int) -> Figures:
    figures: Figures = {}
    population = _population()
    generator = Generator()
    makes = Makes.of_checkout()
    loaded = stored = 0
    spent = 0.0
    with servers.mongod(folder / "mongod") as mongod:
        for step in steps:
            if not stored:
                with servers.hie(mongod.uri, folder) as hie:
                    stored = _post(hie, islice(population, _BY_API))
            file, count = _write(population, step - stored, folder / f"{step}.ndjson")
            _tell(f"{step:,} resources: loading {count:,}")
            summary = servers.load(mongod.uri, folder, file)
            file.unlink()
            _settle(mongod.uri)
            loaded, spent, stored = loaded + count, spent + summary["seconds"], stored + count
            with servers.hie(mongod.uri, folder) as hie:
                drawn = Stored.drawn(mongod.uri)
                plans = shapes(drawn) | works(makes, drawn)
                url = hie.url

                def measure(plan: Path, least: float, url: str = url) -> Run:
                    return generator.run(url, plan, connections, least or seconds)

                figures |= _times(measure, folder, plans, step)
        figures |= _decay(figures, steps, list(shapes(drawn)))
        figures |= _disk(mongod.uri)
        figures["load_per_s"] = round(loaded / spent)
        figures |= _against_floor(mongod, folder, works(makes, drawn), rounds, seconds)
    return figures


def _settle(uri: str) -> None:
    """Have all that was loaded written, so that what is measured is not how a load ends."""
    with MongoClient[Json](uri) as client:
        client.admin.command("fsync")


def _population() -> Iterator[Json]:
    """Bundles without end, for practical purposes."""
    return bundles(_MOST_PATIENTS, 1, date.today(), Makes.of_checkout().canonical)  # noqa: DTZ011


def _post(hie: servers.Server, population: Iterator[Json]) -> int:
    """Post Bundles to the public API; gives how many resources were in them."""
    count = 0
    for bundle in population:
        headers = {"Content-Type": "application/fhir+json"}
        request = Request(f"{hie.url}/fhir", encode(bundle), headers)  # noqa: S310 - a server of our own.
        with urlopen(request, timeout=120):  # noqa: S310
            count += len(bundle["entry"])
    return count


def _write(population: Iterator[Json], number: int, file: Path) -> tuple[Path, int]:
    """Write Bundles of about ``number`` resources, one a line; gives how many there are."""
    count = 0
    with file.open("wb") as stream:
        while count < number:
            bundle = next(population)
            stream.write(encode(bundle) + b"\n")
            count += len(bundle["entry"])
    return file, count


def _times(measure: Callable[[Path, float], Run], folder: Path, plans: Plans, step: int) -> Figures:
    """p50 and p99 of each plan, in ms, named ``<plan>_p50_<size>``; ``measure`` takes a plan and seconds."""
    found: Figures = {}
    for name, plan in plans.items():
        file = write_plan(folder / "plan.tsv", plan)
        measure(file, 2)
        run = measure(file, 0)
        if run.refused or run.broken or not run.requests:
            raise SystemExit(f"{name}: {run.refused} of {run.requests} refused.")
        found[f"{name}_p50_{step}"], found[f"{name}_p99_{step}"] = run.p50_ms, run.p99_ms
        _tell(f"{step:,} resources: {name} p50 {run.p50_ms} ms, p99 {run.p99_ms} ms")
    return found


def _decay(figures: Figures, steps: list[int], names: list[str]) -> Figures:
    """How many times longer the slowest-growing shape takes at the last step than at the first."""
    grown = {
        name: float(figures[f"{name}_p50_{steps[-1]}"]) / float(figures[f"{name}_p50_{steps[0]}"])
        for name in names
    }
    worst = max(grown, key=lambda name: grown[name])
    return {"decay_p50": round(grown[worst], 2), "decay_of": worst}


def _disk(uri: str) -> Figures:
    """Data, indexes and history on disk, for each resource, beside the size of a body."""
    with MongoClient[Json](uri) as client:
        client.admin.command("fsync")
        time.sleep(1)
        database = client[servers.HIE_DATABASE]
        names = [name for name in database.list_collection_names() if name[:1].isupper()]
        used, count, size = 0, 0, 0.0
        for name in names:
            told = database.command("collStats", name)
            used += told["storageSize"] + told["totalIndexSize"]
            if not name.endswith("_history") and told["count"]:
                count += told["count"]
                lengths = database[name].aggregate(
                    [
                        {"$limit": 2000},
                        {"$group": {"_id": None, "mean": {"$avg": {"$binarySize": "$body"}}}},
                    ]
                )
                size += told["count"] * float(next(iter(lengths))["mean"] or 0)
    return {
        "resources": count,
        "disk_kb_per_resource": round(used / count / 1000, 2),
        "body_kb_per_resource": round(size / count / 1000, 2),
    }


def _against_floor(mongod: Any, folder: Path, plans: Plans, rounds: int, seconds: int) -> Figures:
    """The ratios at 32 connections, and what updates do beside creates."""
    _tell("copying to the floor")
    servers.copy_to_floor(mongod.uri)
    _settle(mongod.uri)
    files = {name: write_plan(folder / f"{name}.tsv", plan) for name, plan in plans.items()}
    first = plans["read"][0][1]
    parts = {name: Part(name, 32) for name in _SHARED}
    shared = {name: files[name] for name in _SHARED}
    updates = []
    with servers.hie(mongod.uri, folder) as hie, servers.floor(mongod.uri, folder, first) as floor:
        bench = Bench((hie, floor), mongod.pid or 0, shared)
        bench.warm_up()
        generator = Generator()
        for number in range(rounds):
            for name, part in parts.items():
                _tell(f"round {number + 1} of {rounds}: {name}")
                bench.round(part, seconds, floor_first=bool(number % 2))
            run = generator.run(hie.url, files["update"], 32, seconds)
            # An update that meets others on one resource five times in a row is refused, as it should be.
            updates.append(run.per_second * (1 - run.refused / run.requests))
    figures: Figures = {f"{name}_vs_floor": round(part.ratio, 3) for name, part in parts.items()}
    figures |= {f"{name}_per_s": round(part.hie.per_second) for name, part in parts.items()}
    figures["update_per_s"] = round(sorted(updates)[len(updates) // 2])
    figures["update_vs_create"] = round(float(figures["update_per_s"]) / parts["create"].hie.per_second, 3)
    return figures


def table(figures: Figures) -> str:
    """``figures`` in Markdown."""
    steps = [size.replace(",", "") for size in str(figures["sizes"]).split(", ")]
    names = [key.rpartition("_p50_")[0] for key in figures if key.endswith(f"_p50_{steps[0]}")]
    head = "| ms at 4 connections, p50 (p99) | " + " | ".join(f"{int(step):,}" for step in steps) + " |"
    rows = [head, "|---" * (len(steps) + 1) + "|"]
    for name in names:
        cells = [f"{figures[f'{name}_p50_{step}']} ({figures[f'{name}_p99_{step}']})" for step in steps]
        rows.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    rows += ["", "| Figure | Measured | Target |", "|---|---|---|"]
    for name, (sign, target) in TARGETS.items():
        rows.append(f"| `{name}` | {figures[name]} | {sign} {target} |")
    about = (
        f"Measured on {figures['date']} by `make bench-scale`: {figures['cores']} cores of "
        f"{figures['processor']}, {figures['memory_gb']} GB, Python {figures['python']}; load average before "
        f"it {figures['load_average']}. {figures['resources']:,} resources whose JSON is "
        f"{figures['body_kb_per_resource']} KB on the average; the worst growth is that of "
        f"`{figures['decay_of']}`."
    )
    return "\n".join((about, "", *rows))


def _tell(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main()
