"""The figures that are kept."""

import json
from pathlib import Path

import pytest

from benchmarks.report import put_into, tables

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "results" / "bench.json"
DOCUMENT = ROOT / "docs" / "performance.md"


@pytest.fixture(scope="module")
def figures():
    return json.loads(RESULT.read_text(encoding="utf-8"))


def test_figures_are_flat(figures):
    """The last run's figures are one flat object, so that anybody can compare two runs."""
    assert all(isinstance(value, int | float | str) for value in figures.values())


@pytest.mark.parametrize(
    "name",
    [
        "create_vs_floor",
        "read_vs_floor",
        "search_vs_floor",
        "transaction_vs_floor",
        "create_vs_floor_1",
        "create_server_cpu_s",
        "create_mongod_cpu_s",
        "validate_observation_per_s",
        "validate_ua_observation_per_s",
        "worker_mb",
    ],
)
def test_figure_is_kept(figures, name):
    """The figures that are aimed at are numbers under their known names."""
    assert figures[name] > 0


def test_document_tells_the_last_run(figures):
    """What docs/performance.md says is what was measured last."""
    text = DOCUMENT.read_text(encoding="utf-8")
    told = text.partition(BEGIN)[2].partition(END)[0]
    assert told.strip() == tables(figures)


def test_tables_replace_those_before(tmp_path):
    """Only what stands between the markers is replaced."""
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put_into(document, "new")
    assert document.read_text(encoding="utf-8") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
