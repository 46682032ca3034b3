"""``hie fhirpath``: evaluate a FHIRPath expression on the resources in a file."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from hie.app import packages
from hie.cli.progress import ProgressBar, console
from hie.cli.sources import items
from hie.config import Settings
from hie.conformance import Members, Registry
from hie.fhir import XmlFormat, encode
from hie.fhirpath import FhirpathError, Result
from hie.operations import Answer, Question, Rendering, evaluate, refused, surroundings
from hie.outcome import BadRequest

_WIDEST = 400


@click.command()
@click.argument("expression")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--context", metavar="EXPRESSION", help="Evaluate for each item that this one selects.")
@click.option("--strict", is_flag=True, help="Refuse what can select nothing, such as unknown elements.")
@click.option("--json", "as_json", is_flag=True, help="Answer with Parameters, one line for each resource.")
def command(expression: str, file: Path, context: str | None, strict: bool, as_json: bool) -> None:
    """Evaluate a FHIRPath EXPRESSION on the resources in FILE."""
    settings = Settings()
    with ProgressBar() as progress:
        registry = Registry.load(packages(settings, progress), settings.cache)
    xml = XmlFormat(Members(registry))
    count = 0
    for item in items([file]):
        resource = item.read(xml)
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise BadRequest.because("load-not-resource")
        question = Question(expression, context, resource, is_strict=strict)
        try:
            answers = list(evaluate(registry, question, surroundings(registry, datetime.now(UTC))))
        except FhirpathError as error:
            raise refused(error) from None
        count += 1
        if as_json:
            given = [{"name": "expression", "valueString": expression}]
            click.echo(encode(Rendering(registry).parameters(question, answers, given)).decode())
        else:
            _print(item.source, answers)
    sys.exit(0 if count else 1)


def _print(source: str, answers: list[Answer]) -> None:
    """A table of what was selected, with what trace() told below it."""
    table = Table(title=escape(source), title_justify="left", show_edge=False)
    for column in ("context", "type", "place", "value"):
        table.add_column(column, overflow="fold")
    for answer in answers:
        context = answer.context.path if answer.context is not None else None
        for item in answer.results:
            table.add_row(escape(context or ""), *_row(item))
        for name, seen in answer.traces:
            for item in seen:
                table.add_row(escape(f"trace {name}"), *_row(item), style="dim")
    console.print(table if table.row_count else f"{source}: nothing", markup=False, highlight=False)


def _row(item: Result) -> tuple[str, str, str]:
    text = item.text if not isinstance(item.value, dict) else None
    shown = text if text is not None else _json(item.value)
    short = shown if len(shown) <= _WIDEST else f"{shown[:_WIDEST]}…"
    return item.type, escape(item.path or ""), escape(short)


def _json(value: Any) -> str:
    return "" if value is None else encode(value).decode()
