"""The report: figures as a flat object, and as the tables of ``docs/performance.md``."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.measuring import Part

Figures = dict[str, float | str]

#: Least ratio or figure that is aimed at.
TARGETS = {
    "create_vs_floor": 1.2,
    "read_vs_floor": 0.7,
    "search_vs_floor": 0.7,
    "validate_observation_per_s": 50_000,
    "validate_ua_observation_per_s": 20_000,
}
#: Most megabytes of a worker that are aimed at.
WORKER_MB = 150

_PARTS = {
    "create": "create an Observation",
    "read": "read by id",
    "search": "clinical search, 20 of many",
    "transaction": "transaction of 20",
}
_VALIDATORS = {
    "validate_observation": "hie, base R4",
    "validate_ua_observation": "hie, with the national profile",
    "validate_fhir_resources": "fhir.resources (R4B models)",
    "validate_jsonschema": "jsonschema (R4 schema)",
}


def figures_of(parts: Iterable[Part]) -> Figures:
    """The figures of ``parts``; names end in ``_1`` for one connection, and in nothing for 32."""
    found: Figures = {}
    for part in parts:
        end = "" if part.connections > 1 else "_1"
        found[f"{part.name}_vs_floor{end}"] = round(part.ratio, 3)
        for prefix, series in (("", part.hie), ("floor_", part.floor)):
            name = prefix + part.name
            found[f"{name}_per_s{end}"] = round(series.per_second)
            found[f"{name}_p99_ms{end}"] = round(series.p99_ms, 2)
            found[f"{name}_server_cpu_s{end}"] = round(series.server_cpu, 7)
            found[f"{name}_mongod_cpu_s{end}"] = round(series.mongod_cpu, 7)
    return found


def tables(figures: Mapping[str, float | str]) -> str:
    """``figures`` in Markdown."""
    return "\n\n".join(
        (
            _machine(figures),
            _requests(figures, ""),
            _requests(figures, "_1"),
            _validation(figures),
            _memory(figures),
        )
    )


def _machine(figures: Mapping[str, float | str]) -> str:
    return (
        f"Measured on {figures['date']} by `{figures['command']}` with hie {figures['hie']}: "
        f"{figures['cores']} cores of {figures['processor']}, {figures['memory_gb']} GB, "
        f"{figures['system']}, "
        f"Python {figures['python']}; MongoDB {figures['mongodb']}; {figures['workers']} workers of "
        f"{figures['threads']} threads; load by {figures['generator']} on the same cores; load average "
        f"before it {figures['load_average']}."
    )


def _requests(figures: Mapping[str, float | str], end: str) -> str:
    connections = "32 connections" if not end else "One connection"
    head = (
        f"| {connections} | ratio to the floor | hie, a second | floor, a second | hie, p99 ms "
        "| CPU µs a request: hie + mongod | floor + mongod |\n|---|---|---|---|---|---|---|"
    )
    rows = []
    for part, text in _PARTS.items():
        ratio = _against(figures, f"{part}_vs_floor{end}")
        cells = [text, ratio]
        cells += [f"{figures[f'{prefix}{part}_per_s{end}']:,}" for prefix in ("", "floor_")]
        cells.append(f"{figures[f'{part}_p99_ms{end}']:.1f}")
        for prefix in ("", "floor_"):
            used = [
                f"{float(figures[f'{prefix}{part}_{who}_cpu_s{end}']) * 1e6:,.0f}"
                for who in ("server", "mongod")
            ]
            cells.append(" + ".join(used))
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join((head, *rows))


def _validation(figures: Mapping[str, float | str]) -> str:
    size = figures["validate_observation_bytes"]
    rows = [f"| Validation alone, Observation of {size:,} bytes | a second on one core |", "|---|---|"]
    for name, text in _VALIDATORS.items():
        if f"{name}_per_s" in figures:
            rows.append(f"| {text} | {_against(figures, f'{name}_per_s')} |")
        else:
            rows.append(f"| {text} | not measured: {figures[f'{name}_skipped']} |")
    return "\n".join(rows)


def _memory(figures: Mapping[str, float | str]) -> str:
    return (
        "| Memory of a worker, MB | all pages (RSS) | shared pages divided (PSS) |\n|---|---|---|\n"
        f"| after start, all definitions loaded | {figures['worker_mb']} (target ≤ {WORKER_MB}) "
        f"| {figures['worker_pss_mb']} |\n"
        f"| after the benchmark | {figures['worker_loaded_mb']} | {figures['worker_loaded_pss_mb']} |\n\n"
        f"`hie load` stored {figures['load_per_s']:,} Observations a second, validated, from a start "
        "without a server."
    )


def _against(figures: Mapping[str, float | str], name: str) -> str:
    value, target = float(figures[name]), TARGETS.get(name)
    text = f"{value:,.0f}" if value > 100 else f"{value:.2f}"
    if target is None:
        return text
    return f"**{text}** (target {target:,})"


def put_into(document: Path, text: str, name: str = "bench") -> None:
    """Put ``text`` between the markers that ``document`` has for ``name``."""
    opening, closing = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, begin, rest = document.read_text(encoding="utf-8").partition(opening)
    _, end, after = rest.partition(closing)
    if not (begin and end):
        raise SystemExit(f"{document} has no place for the tables: {opening} … {closing}")
    document.write_text(f"{before}{opening}\n{text}\n{closing}{after}", encoding="utf-8")
