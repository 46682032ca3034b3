"""What a search depends on beside its parameters: the request's moment, base URL, and limits.

https://hl7.org/fhir/R4/http.html#search
"""

from dataclasses import dataclass, field

from hie.conformance import Registry
from hie.search.cursor import Cursors
from hie.terminology import FindDefinition


def _nothing_stored(_type: str, _name: str) -> None:
    """What finds definitions where none are stored."""


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """``now_ms`` is the time of the request in milliseconds since the epoch.

    ``base`` is the server's own FHIR base URL without a slash at the end.  With ``lenient``, unknown
    parameters are dropped instead of refused.  ``cursors`` opens ``_cursor`` values; without it they are
    refused.  ``registry`` holds the value sets and code systems that modifiers of tokens ask for,
    ``definitions`` finds those that it does not hold.
    """

    now_ms: int
    base: str = ""
    lenient: bool = False
    default_count: int = 20
    max_count: int = 1000
    cursors: Cursors | None = field(default=None, repr=False)
    registry: Registry | None = field(default=None, repr=False)
    definitions: FindDefinition = field(default=_nothing_stored, repr=False)
