"""Measures hie against its floor and writes down what came out: ``make bench``."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
from pymongo import MongoClient

from benchmarks import processes, servers
from benchmarks.generator import write_plan
from benchmarks.measuring import Bench, Part
from benchmarks.report import Figures, figures_of, put_into, tables
from benchmarks.resources import Makes, plans, write_seeds
from hie import __version__
from hie.config import Settings

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "bench.json"
DOCUMENT = ROOT / "docs" / "performance.md"
PARTS = ("read", "search", "create", "transaction")


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Rounds of each part; odd for a true median.")
@click.option("--seconds", default=2, show_default=True, help="Seconds of one run.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Only these parts; nothing is kept.")
@click.option(
    "--connections", "several", default=(32, 1), multiple=True, show_default=True, help="Connections."
)
@click.option("--work", default="/var/tmp", show_default=True, help="A folder on a disk, not in memory.")  # noqa: S108
def main(rounds: int, seconds: int, only: tuple[str, ...], several: tuple[int, ...], work: str) -> None:
    """Measure, print, and keep the figures in benchmarks/results/bench.json and docs/performance.md."""
    parts = [Part(name, connections) for connections in several for name in only or PARTS]
    with tempfile.TemporaryDirectory(prefix="hie-bench-", dir=work) as folder:
        figures = _about() | _measured(Path(folder), parts, rounds, seconds)
    if only or set(several) != {1, 32}:
        print(json.dumps(figures, indent=2))
        return
    figures |= _validation()
    RESULT.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    put_into(DOCUMENT, tables(figures))
    print(tables(figures))


def _about() -> Figures:
    """What the figures depend on."""
    settings = Settings()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "make bench",
        "hie": __version__,
        **processes.machine(),
        "workers": settings.workers or os.cpu_count() or 1,
        "threads": settings.threads,
        "load_average": round(os.getloadavg()[0], 2),
    }


def _measured(folder: Path, parts: list[Part], rounds: int, seconds: int) -> Figures:
    """The figures of ``parts``, of the memory of a worker, and of loading."""
    makes = Makes.of_checkout()
    seeds, ids = write_seeds(makes, folder / "seeds.ndjson")
    files = {name: write_plan(folder / f"{name}.tsv", plan) for name, plan in plans(makes, ids).items()}
    with servers.mongod(folder / "mongod") as mongod:
        loaded = servers.load(mongod.uri, folder, seeds)
        servers.copy_to_floor(mongod.uri)
        with servers.hie(mongod.uri, folder) as hie, servers.floor(mongod.uri, folder) as floor:
            before = _memory(hie)
            bench = Bench((hie, floor), mongod.pid or 0, files)
            bench.warm_up()
            for number in range(rounds):
                for part in parts:
                    _tell(f"round {number + 1} of {rounds}: {part.name}, {part.connections} connections")
                    bench.round(part, seconds, floor_first=bool(number % 2))
            after = _memory(hie)
        with MongoClient[dict[str, object]](mongod.uri) as client:
            version = client.server_info()["version"]
    return {
        "mongodb": version,
        "generator": bench.generator,
        **figures_of(parts),
        "worker_mb": before[0],
        "worker_pss_mb": before[1],
        "worker_loaded_mb": after[0],
        "worker_loaded_pss_mb": after[1],
        "load_per_s": round(loaded["stored"]["Observation"] / loaded["seconds"]),
    }


def _memory(server: servers.Server) -> tuple[int, int]:
    """The memory of the largest worker."""
    all_pages, divided = max(processes.memory_mb(pid) for pid in server.workers)
    return round(all_pages), round(divided)


def _validation() -> Figures:
    """Validation is measured by a process that does nothing else."""
    _tell("validation alone")
    command = [sys.executable, "-m", "benchmarks.validation"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: Figures = json.loads(told)
    return {name: round(value) if isinstance(value, float) else value for name, value in figures.items()}


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
