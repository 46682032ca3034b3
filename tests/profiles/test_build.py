"""The committed package is what its sources give."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from case_files import MANIFEST, PACKAGE

PROFILES = PACKAGE.parent
COMPILER = PROFILES / "node_modules" / ".bin" / "sushi"


def build(out: Path, **environment: str) -> None:
    """Compiles the sources into ``out``."""
    command = [PROFILES / "build.sh"]
    subprocess.run(command, check=True, env={**os.environ, "OUT": str(out), **environment})


def contents(folder: Path) -> dict[str, bytes]:
    """The files of ``folder`` by name."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_package_is_of_these_sources() -> None:
    """Whoever changes a source rebuilds the package: ``make profiles``."""
    files = [PROFILES / "sushi-config.yaml", PROFILES / "manifest.json"]
    for folder in (PROFILES / "input" / "fsh", PROFILES.parent / "terminology"):
        files += sorted(folder.glob("*.fsh"))
    found = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    assert found == MANIFEST["sources"]


@pytest.mark.skipif(not COMPILER.exists(), reason="make profiles has not installed the compiler here")
def test_rebuild_is_the_same(tmp_path: Path) -> None:
    """A rebuild gives the committed package byte for byte."""
    build(tmp_path / "package")
    assert contents(tmp_path / "package") == contents(PACKAGE)


@pytest.mark.skipif(not COMPILER.exists(), reason="make profiles has not installed the compiler here")
def test_another_base(tmp_path: Path) -> None:
    """The canonical base is one setting: nothing of the placeholder is left."""
    build(tmp_path / "package", CANONICAL="https://fhir.example.ua")
    manifest = json.loads((tmp_path / "package" / "package.json").read_bytes())
    assert manifest["canonical"] == "https://fhir.example.ua"
    left = [name for name, content in contents(tmp_path / "package").items() if b"hie-ua.example" in content]
    assert left == []
