"""Names that only filters have: elements of which two parts belong together.

https://hl7.org/fhir/R4/search_filter.html#params

``characteristic[code eq gender].value eq m`` asks for one characteristic that has both, as the composite
parameter does.  R4 lists more names, of parameters that it does not have any more.
"""

from collections.abc import Mapping, Sequence

from hie.outcome import BadRequest
from hie.search.filter_syntax import Comparison, Step

#: By type and name: the composite parameter, and the names of its parts in their order.
ELEMENTS: Mapping[tuple[str, str], tuple[str, tuple[str, str]]] = {
    ("Group", "characteristic"): ("characteristic-value", ("code", "value")),
    ("DocumentReference", "relatesTo"): ("relationship", ("code", "target")),
}
_EQUAL = ("eq", "re")


def element_of(type: str, path: Sequence[Step], comparison: Comparison) -> tuple[str, str] | None:
    """The composite parameter and its value that ``path``, compared so, stands for; None for other paths.

    Raises BadRequest where such a name is not followed by one comparison in brackets and one name.
    """
    found = ELEMENTS.get((type, path[0].name))
    demand = path[0].demand
    if found is None or demand is None:
        return None
    code, names = found
    if isinstance(demand, Comparison) and {demand.operator, comparison.operator} <= {*_EQUAL}:
        steps = (*demand.path, *path[1:])
        values = {
            step.name: value for step, value in zip(steps, (demand.value, comparison.value), strict=False)
        }
        if len(steps) == len(names) and values.keys() == {*names} and not any(step.demand for step in steps):
            return code, "$".join(values[name].replace("$", "\\$") for name in names)
    raise BadRequest.because("search-filter-element", name=path[0].name, first=names[0], second=names[1])
