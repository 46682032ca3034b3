"""Runs the command line."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def hie():
    """Runs ``hie`` to its end."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "hie", *map(str, arguments)],
            env={**os.environ, "HIE_PROFILES": "none", "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    return run


@pytest.fixture
def write(tmp_path):
    """Writes a file: text as it is, anything else as JSON."""

    def write_file(name, content):
        file = tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
        return file

    return write_file
