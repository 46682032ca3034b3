"""``hie load``: load resources from files, folders and archives."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.table import Table

from hie.app import assemble, define
from hie.cli.carriers import Carriers
from hie.cli.loading import Loader, Report
from hie.cli.progress import ProgressBar, console
from hie.cli.resume import Progress as Saved
from hie.cli.sources import items
from hie.config import Settings
from hie.interactions import Exchange
from hie.storage import Store, shared_mongod


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Data folder.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write what was refused.  [default: DIR/load-refused.ndjson]",
)
@click.option(
    "--restart", is_flag=True, help="Begin anew where an earlier load of these paths was broken off."
)
@click.option(
    "--workers", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0 is one for each core."
)
@click.option("--json", "as_json", is_flag=True, help="Answer with the summary in JSON.")
def command(
    paths: tuple[Path, ...],
    data: Path | None,
    report: Path | None,
    restart: bool,
    workers: int,
    as_json: bool,
) -> None:
    """Load resources from JSON, XML, NDJSON, Bundles, folders, and .tgz, .tar.xz or .zip of them.

    Resources with an id keep it.  What is refused goes to the report with its OperationOutcome; what is
    loaded stays, so that a load that was broken off goes on where it stopped.  The exit code is 1 when
    something was refused.
    """
    settings = Settings.given(data=data)
    settings.data.mkdir(parents=True, exist_ok=True)
    report = report or settings.data / "load-refused.ndjson"
    saved = Saved.of(settings.data, paths)
    if restart:
        saved.forget()
    with ProgressBar() as progress, opened(settings, progress) as exchange:
        began = time.monotonic()
        with (
            Report(report, append=saved.done > 0) as refused,
            Carriers(exchange, workers or os.cpu_count() or 1) as carriers,
        ):
            loader = Loader(exchange, refused, carriers)
            for done, total in loader.load(items(paths), saved):
                rate = f"{loader.stored / max(time.monotonic() - began, 0.001):,.0f}/s"
                progress("Loading", done, total, rate)
        seconds = time.monotonic() - began
    saved.forget()
    _summarize(loader, seconds, report, as_json)
    sys.exit(1 if refused.count else 0)


@contextmanager
def opened(settings: Settings, progress: ProgressBar) -> Iterator[Exchange]:
    """An exchange on the database of ``settings``; a running server's own database is shared with it."""
    definitions = define(settings, progress)
    if settings.mongodb_uri is not None:
        yield assemble(settings, definitions, Store.of(settings, settings.mongodb_uri, embedded=False))
        return
    with shared_mongod(settings) as uri:
        yield assemble(settings, definitions, Store.of(settings, uri, embedded=True))


def _summarize(loader: Loader, seconds: float, report: Path, as_json: bool) -> None:
    """Tell what was loaded, by type."""
    refused = sum(loader.refused.values())
    if as_json:
        summary = {
            "stored": dict(sorted(loader.by_type.items())),
            "refused": dict(sorted(loader.refused.items())),
            "seconds": round(seconds, 1),
            "report": str(report) if refused else None,
        }
        click.echo(json.dumps(summary))
        return
    table = Table(show_edge=False)
    table.add_column("type")
    table.add_column("stored", justify="right")
    table.add_column("refused", justify="right")
    for type in sorted(loader.by_type.keys() | loader.refused.keys()):
        table.add_row(type, f"{loader.by_type[type]:,}", f"{loader.refused[type]:,}")
    console.print(table)
    rate = loader.stored / max(seconds, 0.001)
    console.print(
        f"{loader.stored:,} stored, {refused:,} refused, {seconds:.1f} s, {rate:,.0f}/s", highlight=False
    )
    if refused:
        console.print(f"What was refused, and why: {report}", highlight=False, soft_wrap=True)
