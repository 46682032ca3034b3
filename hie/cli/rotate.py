"""``hie rotate``: replace the secret that links to pages are sealed with."""

from pathlib import Path

import click

from hie.app import cursor_keys
from hie.cli.progress import console
from hie.config import Settings
from hie.repository import SETTLE_MS
from hie.storage import Store, running_uri


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Data folder.")
def command(data: Path | None) -> None:
    """Replace the secret of paging cursors beside a running server.

    Links that were given out stay valid for HIE_CURSOR_VALID_HOURS.
    """
    settings = Settings.given(data=data)
    if settings.cursor_key is not None:
        raise click.ClickException("The secret is that of HIE_CURSOR_KEY: put a new one before it.")
    uri = settings.mongodb_uri or running_uri(settings)
    keys = cursor_keys(settings, Store.of(settings, uri, embedded=False)).rotate()
    console.print(
        f"A new secret is used in {SETTLE_MS // 1000} seconds. Links of older ones ({len(keys) - 1}) are "
        f"valid for {settings.cursor_valid_hours} hours after these were replaced.",
        highlight=False,
    )
