"""Makes ``common_units.json`` anew, of the units that are in it: what the library says of each.

https://ucum.org/ucum

They are the units of the value sets of the core package, and those that they are made of.
"""

import json
from collections.abc import Iterable

from hie.fhirpath.runtime.ucum import COMMON, common_units, computed


def table(codes: Iterable[str]) -> str:
    """The table of those of ``codes`` that are units, as JSON."""
    rows = []
    for code in sorted(codes):
        found = computed(code)
        if found is not None:
            row = [str(found.factor), dict(sorted(found.dimensions))]
            rows.append(f"  {json.dumps(code)}: {json.dumps(row)}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    COMMON.write_text(table(common_units()), "utf-8")
