"""The figures of the scale benchmark say what was measured."""

from benchmarks import scale

FIGURES = {
    "date": "2026-01-01",
    "sizes": "10, 1,000",
    "cores": 2,
    "processor": "P",
    "memory_gb": 1,
    "python": "3",
    "load_average": 0,
    "resources": 1000,
    "body_kb_per_resource": 1.0,
    "identifier_p50_10": 1.0,
    "identifier_p99_10": 2.0,
    "identifier_p50_1000": 1.2,
    "identifier_p99_1000": 3.0,
    "chain_p50_10": 2.0,
    "chain_p99_10": 2.0,
    "chain_p50_1000": 5.0,
    "chain_p99_1000": 9.0,
}


def test_the_worst_growth_counts():
    assert {"decay_p50": 2.5, "decay_of": "chain"} == scale._decay(
        FIGURES, [10, 1000], ["identifier", "chain"]
    )


def test_the_table_has_a_row_for_each_shape_and_target():
    told = scale.table({**FIGURES, "decay_of": "chain", **dict.fromkeys(scale.TARGETS, 1)})

    assert "| identifier | 1.0 (2.0) | 1.2 (3.0) |" in told
    assert "| chain | 2.0 (2.0) | 5.0 (9.0) |" in told
    assert "| `decay_p50` | 1 | ≤ 1.5 |" in told
