"""``hie demo``: write a synthetic population as transaction Bundles."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from hie.cli.progress import ProgressBar
from hie.config import Settings
from hie.conformance import Package
from hie.demo import bundles
from hie.fhir import encode


@click.command()
@click.option("--patients", required=True, type=click.IntRange(min=1), metavar="N", help="How many patients.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--seed", default=1, show_default=True, help="Another seed makes another population.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day to make it for.  [default: today]")
def command(patients: int, out: Path, seed: int, today: datetime | None) -> None:
    """Write a synthetic population: one transaction Bundle a file, in the order to post them."""
    canonical = Package.at(Settings().national_package).manifest["canonical"]
    out.mkdir(parents=True, exist_ok=True)
    day: date = (today or datetime.now(UTC)).date()
    count = 0
    with ProgressBar() as progress:
        for count, bundle in enumerate(bundles(patients, seed, day, canonical), start=1):
            (out / f"{count:07}.json").write_bytes(encode(bundle))
            progress("Writing Bundles", count, None)
    click.echo(f"Wrote {count} Bundles of {patients} patients into {out}")
