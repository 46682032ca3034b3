"""Short tests, as Python source, that accept the commonest objects at a glance.

A value that a test lets pass needs no call of the accept function of its shape; of any other value the test
says nothing.  Codings and units come again and again, so those that were found to be sound are remembered
(:class:`~hie.validation.codings.Codings`); a Reference mostly has a type and an id, and nothing else.
"""

from collections.abc import Iterator

_QUANTITIES = ("Quantity", "http://hl7.org/fhir/StructureDefinition/SimpleQuantity")
_CODING = "(len({v}), {v}.get('system'), {v}.get('code'), {v}.get('display')) in SOUND_CODINGS"
_REFERENCE = (
    "(len({v}) == 1 or len({v}) == 2 and (t := {v}.get('display')).__class__ is str"
    " and 0 < len(t) < 1000 and t.isprintable())"
    " and (t := {v}.get('reference')).__class__ is str and t.partition('/')[0] in {allowed}"
    " and len(t) < 1000 and t.isprintable()"
)


def quick_test(shape: str, variable: str, allowed: str) -> str | None:
    """An expression that is true only if ``variable`` is valid for ``shape``; None where there is none.

    ``allowed`` is the name of the set of types that a Reference may point to.
    """
    if shape == "Coding":
        return _CODING.format(v=variable)
    if shape == "Reference":
        return _REFERENCE.format(v=variable, allowed=allowed)
    return None


def quick_start(shape: str) -> Iterator[str]:
    """Statements at the start of an accept function: they return True for a number of a known unit."""
    if shape in _QUANTITIES:
        yield "if len(o) == 4 and (o.get('unit'), o.get('system'), o.get('code')) in SOUND_UNITS:"
        yield "    v = o.get('value')"
        yield "    if v.__class__ is int or is_decimal(v): return True"


def remembering(shape: str) -> Iterator[str]:
    """Statements at the end of an accept function, for an object ``o`` that is valid."""
    if shape == "Coding":
        yield "remember_coding(o)"
    elif shape in _QUANTITIES:
        yield "remember_unit(o)"
