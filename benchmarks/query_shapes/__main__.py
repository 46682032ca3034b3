"""How many documents each documented query shape looks at, over 100,000 resources: ``make shapes``."""

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from pymongo import MongoClient
from werkzeug.test import Client

from benchmarks import processes, servers
from benchmarks.query_shapes.measured import MOST, Measured, measured, told
from benchmarks.report import put_into
from benchmarks.resources import Makes
from hie import __version__
from hie.app import create_app, define
from hie.config import Settings
from hie.demo import bundles
from hie.fhir import encode

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "results" / "shapes.json"
DOCUMENT = ROOT / "docs" / "performance.md"
RESOURCES = 100_000


@click.command()
@click.option("--resources", default=RESOURCES, show_default=True, help="How many resources are loaded.")
@click.option("--uri", help="A MongoDB whose database hie is loaded already: nothing is loaded.")
@click.option("--work", default="/var/tmp", show_default=True, help="A folder on a disk, not in memory.")  # noqa: S108
def main(resources: int, uri: str | None, work: str) -> None:
    """Measure, print, and keep the figures of the full size; exit code 1 when a shape breaks its bound."""
    with tempfile.TemporaryDirectory(prefix="hie-shapes-", dir=work) as name:
        folder = Path(name)
        if uri is not None:
            resources, found = _measured(uri, folder)
        else:
            with servers.mongod(folder / "mongod") as mongod:
                servers.load(mongod.uri, folder, _written(folder / "population.ndjson", resources))
                resources, found = _measured(mongod.uri, folder)
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "make shapes" if uri is None else "python -m benchmarks.query_shapes --uri …",
        "hie": __version__,
        "resources": resources,
        **processes.machine(),
    }
    print(table(about, found))
    if resources >= RESOURCES:
        figures = {**about, "shapes": [told(each) for each in found]}
        RESULT.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        put_into(DOCUMENT, table(about, found), "shapes")
    broken = [each.shape.query for each in found if not each.holds and not each.shape.beyond]
    if broken:
        raise SystemExit("Beyond the bound:\n" + "\n".join(broken))


def _written(file: Path, number: int) -> Path:
    """``file`` with Bundles of at least ``number`` resources, one a line."""
    # Whether a resource is valid may depend on the day: a child of that day may have come of age.
    found, today = set[str](), datetime.now(UTC).date()
    with file.open("wb") as stream:
        for bundle in bundles(number, 1, today, Makes.of_checkout().canonical):
            stream.write(encode(bundle) + b"\n")
            # What several Bundles share, such as hospitals, is stored once.
            found.update(entry["fullUrl"] for entry in bundle["entry"])
            if len(found) >= number:
                break
    return file


def _measured(uri: str, folder: Path) -> tuple[int, list[Measured]]:
    """How many resources there are, and what the shapes do among them."""
    settings = Settings(mongodb_uri=uri, mongodb_database=servers.HIE_DATABASE, data=folder)
    app = create_app(settings, define(settings))
    with MongoClient[dict[str, Any]](uri) as own:
        held = own[servers.HIE_DATABASE]
        count = sum(held[type].estimated_document_count() for type in app.extensions["store"].types())
    return count, list(measured(Client(app.wsgi_app), uri, servers.HIE_DATABASE))


def table(about: dict[str, Any], found: Sequence[Measured]) -> str:
    """What was ``found``, in Markdown: by section, then what does not hold and why."""
    holding = sum(each.holds for each in found)
    rows = [
        (
            f"Measured on {about['date']} by `{about['command']}` with hie {about['hie']}, over "
            f"{about['resources']:,} resources: {holding} of {len(found)} shapes look at no more than {MOST} "
            "documents for each one that comes out; none reads a collection from end to end."
        ),
        "",
        "| section | shape | looked at | came out | ratio | entries of the page |",
        "|---|---|---|---|---|---|",
    ]
    for each in found:
        ratio = f"{each.ratio:.2f}" if each.holds else f"**{each.ratio:.2f}**"
        query = each.shape.query.replace("|", "\\|")
        rows.append(
            f"| {each.shape.section} | `{query}` | {each.work.examined} | {each.work.returned} "
            f"| {ratio} | {each.entries} |"
        )
    reasons = [f"- `{each.shape.query}`: {each.shape.beyond}" for each in found if each.shape.beyond]
    return "\n".join([*rows, *(["", "Where the bound may be broken:", "", *reasons] if reasons else [])])


if __name__ == "__main__":
    main()
