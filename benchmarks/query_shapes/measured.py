"""Asks the server each shape for several resources, and takes the worst of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from werkzeug.test import Client

from benchmarks.query_shapes.profiler import PROFILER, Work, profiling
from benchmarks.query_shapes.shape import Shape, drawn, shapes

#: So many documents may be looked at for each that comes out.
MOST = 3
_TIMES = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """The request of a ``shape`` that looked at most for what it gave; ``entries`` of its page."""

    shape: Shape
    path: str
    work: Work
    entries: int

    @property
    def ratio(self) -> float:
        """Documents that were looked at for each that came out of the database."""
        return self.work.examined / max(1, self.work.returned)

    @property
    def holds(self) -> bool:
        """Whether the bound is kept, and nothing was scanned."""
        return self.ratio <= MOST and not self.work.scans


def measured(client: Client, uri: str, name: str) -> Iterator[Measured]:
    """Each documented shape, asked of ``client``, whose resources are in the database ``name`` at ``uri``."""
    with MongoClient[dict[str, Any]](uri, appname=PROFILER) as own:
        database = own[name]
        every = list(shapes())
        sample = {type: drawn(database, type) for type in sorted({shape.of for shape in every})}
        with profiling(database) as profiler:
            for shape in every:
                asked = []
                for path in shape.paths(sample[shape.of], _TIMES):
                    profiler.work()
                    answer = client.get(f"/fhir/{path}" if path[0] != "?" else f"/fhir{path}")
                    if answer.status_code != 200:
                        raise SystemExit(f"{path}: {answer.status_code} {answer.text[:1000]}")
                    work = profiler.work()
                    asked.append(Measured(shape, path, work, len(answer.json.get("entry", ()))))  # type: ignore[union-attr]
                yield max(asked, key=lambda each: each.ratio)


def told(each: Measured) -> dict[str, Any]:
    """``each`` for the results."""
    return {
        "section": each.shape.section,
        "query": each.shape.query,
        "examined": each.work.examined,
        "returned": each.work.returned,
        "keys": each.work.keys,
        "entries": each.entries,
        "ratio": round(each.ratio, 2),
        "plans": list(each.work.plans),
        **({"beyond": each.shape.beyond} if each.shape.beyond else {}),
    }
