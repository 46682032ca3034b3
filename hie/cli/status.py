"""``hie status``: tell how the server of a data folder does."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click
import requests

from hie.cli.progress import console
from hie.config import Settings
from hie.outcome import FhirError
from hie.storage import Store, running_uri


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Data folder.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def command(data: Path | None, as_json: bool) -> None:
    """Tell whether the server runs, what it holds, and what room there is.  Exit code 1: it does not run."""
    settings = Settings.given(data=data)
    status = look(settings)
    if as_json:
        click.echo(json.dumps(status, indent=2))
    else:
        _print(status)
    sys.exit(0 if status["running"] else 1)


def look(settings: Settings) -> dict[str, Any]:
    """What can be seen of the server of ``settings``."""
    status: dict[str, Any] = {"data": str(settings.data), "running": False}
    if settings.data.is_dir():
        status["free_disk_mb"] = shutil.disk_usage(settings.data).free // 1_000_000
    try:
        server = json.loads((settings.data / "server.json").read_text())
        os.kill(server["pid"], 0)
    except (OSError, ValueError, KeyError):
        return status
    status |= {"pid": server["pid"], "url": server["url"], "version": server["version"]}
    try:
        health = requests.get(server["url"] + "/health", timeout=10)
    except requests.RequestException:
        return status
    status |= {"running": True, "database": health.json()["status"]}
    uri = settings.mongodb_uri or running_uri(settings)
    try:
        status["resources"] = Store.of(settings, uri, embedded=False).counts()
    except FhirError as error:
        status["database"] = error.issues[0].text("en")
    return status


def _print(status: dict[str, Any]) -> None:
    for name in ("running", "url", "pid", "version", "database", "data", "free_disk_mb"):
        if name in status:
            console.print(f"{name:14}{status[name]}", highlight=False)
    for type, count in status.get("resources", {}).items():
        console.print(f"  {type:20}{count:>12,}", highlight=False)
