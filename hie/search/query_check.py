"""Whether the search that a named query stands for is one: asked before anybody asks the query.

https://hl7.org/fhir/R4/search.html#query
"""

from collections.abc import Callable, Iterator, Mapping

from hie.conformance import PLACEHOLDER, NamedQuery, QueryParameter
from hie.outcome import FhirError, Issue
from hie.search.options import SearchOptions
from hie.search.parameters import TypeParameters
from hie.search.parse import UNKNOWN_NAMES, parse

#: Issues that no other value would take away.
_ABOUT_NAMES = UNKNOWN_NAMES | {"search-parameter-pending", "search-chain-long"}

#: A value of each type, to try a template with.
_SAMPLES: Mapping[str, str] = {
    "boolean": "true",
    "canonical": "urn:x",
    "date": "2024-01-01",
    "dateTime": "2024-01-01",
    "decimal": "1",
    "instant": "2024-01-01T00:00:00Z",
    "integer": "1",
    "number": "1",
    "positiveInt": "1",
    "quantity": "1",
    "unsignedInt": "1",
    "uri": "urn:x",
    "url": "urn:x",
}


def query_issues(
    query: NamedQuery, parameters_of: Callable[[str], TypeParameters], options: SearchOptions
) -> list[Issue]:
    """Why ``query`` cannot be asked; none when it can.

    Of a value that is for a client to give only the parameter is judged, as long as no client gives it.
    """
    return [issue for type in query.types for issue in _issues(query, type, parameters_of, options)]


def _issues(
    query: NamedQuery, type: str, parameters_of: Callable[[str], TypeParameters], options: SearchOptions
) -> Iterator[Issue]:
    samples = {each.name: _sample(each) for each in query.parameters}
    sound: list[tuple[str, str]] = []
    faulty = False
    for name, template in query.pairs:
        value = PLACEHOLDER.sub(lambda found: samples[found[1]], template)
        try:
            parse(parameters_of, type, [(name, value)], options)
            sound.append((name, value))
        except FhirError as error:
            if value == template or error.issues[0].key in _ABOUT_NAMES:
                faulty = True
                yield from error.issues
        except KeyError:
            # The type is none, which the validation of the definition has noted.
            return
    if not faulty:
        try:
            parse(parameters_of, type, sound, options)
        except FhirError as error:
            yield from error.issues


def _sample(parameter: QueryParameter) -> str:
    return _SAMPLES.get(parameter.search_type or parameter.type, "a")
