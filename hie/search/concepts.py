"""The codes that a token means by its modifier: the members of a value set, what is above or below a code.

https://hl7.org/fhir/R4/search.html#modifiers

They come from the definitions that the server was started with; value sets also from those that are stored.
What is not known there is refused: a search for half of the codes would look like an answer.
"""

from collections.abc import Collection

from hie.outcome import BadRequest
from hie.search.escapes import split, unescape
from hie.search.options import SearchOptions
from hie.search.parameters import Parameter
from hie.terminology import NotEnumerable, enumerate_codes, expand, read_concepts

#: As ``(system, code)``.
Codings = Collection[tuple[str, str]]

#: More codes than this are not looked up one by one.
MAX_CODES = 10_000


def members(parameter: Parameter, value_set: str, options: SearchOptions) -> Codings:
    """All codes of the value set with the canonical ``value_set``; of a stored one also by ``ValueSet/id``.

    Raises BadRequest when it is not known, cannot be enumerated, or has too many.
    """
    if options.registry is None:
        raise BadRequest.because("search-value-set-unknown", name=parameter.code, value=value_set)
    found = expand(options.registry, value_set)
    if found is None:
        try:
            found = enumerate_codes(options.registry, value_set, options.definitions)
        except NotEnumerable as reason:
            raise BadRequest.because(reason.key, name=parameter.code, **reason.params) from None
    return _bounded(parameter, value_set, sorted(found))


def related(parameter: Parameter, direction: str, text: str, options: SearchOptions) -> Codings:
    """The code that ``text`` names and all that subsume it (``above``) or that it subsumes (``below``).

    A code without a system is one of the system that the element implies.  Raises BadRequest when
    ``text`` does not name a code of a code system that is known with all its codes.
    """
    parts = [unescape(part) for part in split(text, "|")]
    systems = [parts[0]] if len(parts) == 2 else sorted(parameter.systems)
    if len(systems) != 1 or not systems[0] or not parts[-1] or len(parts) > 2:
        raise BadRequest.because("search-hierarchy-invalid", name=parameter.code, value=text)
    system, code = systems[0], parts[-1]
    known = None if options.registry is None else read_concepts(options.registry, system)
    if known is None or not known.complete:
        raise BadRequest.because("search-system-unknown", name=parameter.code, system=system)
    if code not in known.by_code:
        raise BadRequest.because("search-code-unknown", name=parameter.code, system=system, code=code)
    found = known.above(code) if direction == "above" else known.below(code)
    return _bounded(parameter, text, [(system, each) for each in sorted(found | {code})])


def _bounded(parameter: Parameter, value: str, codings: Codings) -> Codings:
    if len(codings) > MAX_CODES:
        raise BadRequest.because(
            "search-codes-many", name=parameter.code, value=value, number=len(codings), limit=MAX_CODES
        )
    return codings
