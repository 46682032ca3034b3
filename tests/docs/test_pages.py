"""The documents are true where a machine can tell: links, paths, routes, layers, translations."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

from hie.rest import ROUTES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
TRANSLATED = ("vendor", "registry", "partner", "operator")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link names a file or folder of the project."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_are_named_exist(page: Path) -> None:
    """A path of a file of the project is the path of a file."""
    named = re.findall(r"\b(?:hie|tests|profiles|examples)/[\w/.-]+\.\w+", page.read_text("utf-8"))

    assert [] == [path for path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", ["docs/vendor.md", "docs/uk/vendor.md"])
def test_every_route_is_told_to_vendors(page: str) -> None:
    """A route that is added or removed needs its line in the table."""
    told = re.findall(r"^\| `([A-Z]+ /fhir\S*)` \|", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    routes = [f"{route.method} /fhir/{route.path}".rstrip("/") for route in ROUTES]

    assert sorted(re.sub(r"\{(\w+)\}", r"[\1]", route) for route in routes) == sorted(told)


def test_the_layers_are_those_that_are_checked() -> None:
    """docs/architecture.md draws the layers of .importlinter."""
    checked = ConfigParser()
    checked.read(ROOT / ".importlinter")
    told = re.search(r"```layers\n(.*?)```", (ROOT / "docs/architecture.md").read_text("utf-8"), re.DOTALL)

    assert checked["importlinter:contract:layers"]["layers"].strip() == (told[1].strip() if told else "")


@pytest.mark.parametrize("name", TRANSLATED)
def test_translations_keep_up(name: str) -> None:
    """Both languages have the same sections, code, list items and table rows."""
    english = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    ukrainian = (ROOT / "docs" / "uk" / f"{name}.md").read_text("utf-8")

    assert shape(english) == shape(ukrainian)


def shape(text: str) -> list[str]:
    """The marks that begin the lines of ``text``, and its code blocks as they are."""
    blocks = re.split(r"^```.*$", text, flags=re.MULTILINE)
    marks = [re.findall(r"^(#+ |- |\|)", block, re.MULTILINE) for block in blocks[::2]]
    return [part for pair in zip(map("".join, marks), [*blocks[1::2], ""], strict=True) for part in pair]


def test_every_operation_has_its_line_and_its_call() -> None:
    """An operation that is added needs its line in the table, and a call to try."""
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    offered = {route.code for route in ROUTES if route.code and route.code.startswith("$")}
    assert offered == set(re.findall(r"^\| `(\$\S+)` \|", page, re.MULTILINE))
    assert offered == {f"${name}" for name in re.findall(r"/\\\$([\w-]+)", page)}
