"""Special parameters, each with a meaning of its own: ``_graph`` and the like.

https://hl7.org/fhir/R4/search.html#special

None is supported yet; each is refused by name, never ignored.
"""

from collections.abc import Sequence
from typing import NoReturn

from hie.outcome import BadRequest
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = ""
MODIFIERS: tuple[str, ...] = ()


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> NoReturn:
    """Raise BadRequest."""
    del modifier, text, options
    raise BadRequest.because("search-parameter-unsupported", name=parameter.code)


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[object]) -> Filter:
    """Raise BadRequest."""
    del modifier, values
    raise BadRequest.because("search-parameter-unsupported", name=parameter.code)
