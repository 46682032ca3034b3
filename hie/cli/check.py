"""``hie check``: verify a whole database, and repair what can be."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from hie.cli.load import opened
from hie.cli.progress import ProgressBar, console
from hie.config import Settings
from hie.repository import Finding

_SHOWN = 20


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Data folder.")
@click.option(
    "--repair", is_flag=True, help="Make missing indexes, and compute index values that are wrong anew."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def command(data: Path | None, repair: bool, as_json: bool) -> None:
    """Verify that bodies, index values and history of all resources agree; a server may run beside it.

    Exit code 1: something is wrong, and was not repaired.
    """
    settings = Settings.given(data=data)
    findings: list[Finding] = []
    with ProgressBar() as progress, opened(settings, progress) as exchange:
        looking = exchange.repository.check(repair=repair)
        total = sum(exchange.repository.store.counts().values())
        for part in looking.run():
            findings += part
            progress("Checking", min(looking.looked_at, total), total)
    if as_json:
        told = [asdict(finding) for finding in findings]
        click.echo(json.dumps({"lookedAt": looking.looked_at, "findings": told}, indent=2))
    else:
        _print(looking.looked_at, findings)
    sys.exit(1 if any(not finding.repaired for finding in findings) else 0)


def _print(looked_at: int, findings: list[Finding]) -> None:
    console.print(f"{looked_at:,} resources and tombstones were looked at.", highlight=False)
    kinds = Counter((finding.kind, finding.repaired) for finding in findings)
    for (kind, repaired), count in sorted(kinds.items()):
        console.print(f"  {kind:20}{count:>8,}{'  repaired' if repaired else ''}", highlight=False)
    for finding in findings[:_SHOWN]:
        name = f"{finding.type}/{finding.id}" if finding.id else finding.type
        console.print(f"  {name}: {finding.kind}: {finding.detail}", highlight=False)
    if len(findings) > _SHOWN:
        console.print(f"  … and {len(findings) - _SHOWN:,} more; --json lists all.", highlight=False)
