"""``hie packages``: install and list FHIR packages."""

import json
from datetime import UTC, datetime

import click

from hie.cli.progress import ProgressBar
from hie.config import Settings
from hie.conformance import (
    CORE_NAME,
    CORE_VERSION,
    PackageCache,
    Period,
    enable_package,
    enabled_packages,
    enabled_versions,
    periods,
)

#: An option that is a day.
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """Install and list FHIR packages.  Installed packages are loaded by the next ``hie serve``."""


@command.command()
@click.argument("source", metavar="NAME@VERSION|FILE.tgz|FOLDER")
@click.option("--from", "begins", type=DAY, metavar="DATE", help="The first day on which it is in force.")
@click.option("--to", "ends", type=DAY, metavar="DATE", help="The last day on which it is in force.")
def install(source: str, begins: datetime | None, ends: datetime | None) -> None:
    """Put a package into the package cache, and have it loaded.

    With a period it is loaded beside other versions of it, else in their place.
    """
    settings = Settings()
    cache = PackageCache(settings.package_cache)
    with ProgressBar() as progress:
        package = cache.install(source, settings.package_registry, progress)
    days = [day.date() if day is not None else None for day in (begins, ends)]
    enable_package(cache, package, Period(*days) if any(days) else None)
    click.echo(f"Installed {package} in {package.folder}")


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def list_(as_json: bool) -> None:
    """List the packages of the cache; those that the server loads are marked with ``*``."""
    cache = PackageCache(Settings().package_cache)
    # The core package is always loaded.
    today = datetime.now(UTC).date()
    enabled = {str(package) for package in enabled_packages(cache, today)}
    enabled.add(f"{CORE_NAME}@{CORE_VERSION}")
    known = {
        str(package): period
        for versions in enabled_versions(cache).values()
        for package, period in periods(versions).items()
    }
    rows = [
        {
            "name": package.name,
            "version": package.version,
            "folder": str(package.folder),
            "loaded": str(package) in enabled,
            **_days(known.get(str(package), Period())),
        }
        for package in cache.installed()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        days = "".join(f"  {name} {row[name]}" for name in ("from", "to") if name in row)
        click.echo(f"{'*' if row['loaded'] else ' '} {row['name']}@{row['version']}{days}  {row['folder']}")


def _days(period: Period) -> dict[str, str]:
    days = {"from": period.begins, "to": period.ends}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
