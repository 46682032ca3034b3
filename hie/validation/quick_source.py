"""Short tests, as Python source, that accept the commonest objects at a glance.

A value that a test lets pass needs no call of the accept function of its shape; of any other value the test
says nothing.  Codings, units and systems of identifiers come again and again, so those that were found to be
sound are remembered (:class:`~hie.validation.codings.Codings`); a Reference mostly has a type and an id, and
nothing else.
"""

from collections.abc import Iterator

_QUANTITIES = ("Quantity", "http://hl7.org/fhir/StructureDefinition/SimpleQuantity")
# A value of a wrong kind makes some of these tests raise, which the caller counts as a refusal.
_CODING = "(len({v}), {v}.get('system'), {v}.get('code'), {v}.get('display')) in SOUND_CODINGS"
_REFERENCE = (
    "(len({v}) == 1 or len({v}) == 2 and (t := {v}.get('display')).__class__ is str"
    " and 0 < len(t) < 1000 and t.isprintable())"
    " and len(t := {v}.get('reference', '')) < 1000 and t.isprintable()"
    " and (t.partition('/')[0] in {allowed} or env.bundled.get(t) in {allowed})"
)
_IDENTIFIER = (
    "len({v}) == 2 and {v}.get('system') in SOUND_SYSTEMS"
    " and 0 < len(t := {v}.get('value', '')) < 1000 and t.isprintable()"
)
_QUANTITY = (
    "len({v}) == 4 and ({v}.get('unit'), {v}.get('system'), {v}.get('code')) in SOUND_UNITS"
    " and ((t := {v}.get('value')).__class__ is int or is_decimal(t))"
)
#: Meta of resources that are sent has nothing but the profile.
_META = "len({v}) == 1 and len(t := {v}.get('profile', ())) == 1 and t[0] in SOUND_PROFILES"
#: A concept of nothing but known codings, and a text.
_CONCEPT = """\
c = o.get('coding')
if c and (len(o) == 1 or len(o) == 2 and 0 < len(t := o.get('text', '')) < 1000 and t.isprintable()):
    for x in c:
        if (len(x), x.get('system'), x.get('code'), x.get('display')) not in SOUND_CODINGS: break
    else: return True"""


def quick_test(shape: str, variable: str, allowed: str) -> str | None:
    """An expression that is true only if ``variable`` is valid for ``shape``; None where there is none.

    ``allowed`` is the name of the set of types that a Reference may point to.
    """
    if shape == "Coding":
        return _CODING.format(v=variable)
    if shape in _QUANTITIES:
        return _QUANTITY.format(v=variable)
    if shape == "Meta":
        return _META.format(v=variable)
    if shape == "Identifier":
        return _IDENTIFIER.format(v=variable)
    if shape == "Reference":
        return _REFERENCE.format(v=variable, allowed=allowed)
    return None


def quick_start(shape: str) -> Iterator[str]:
    """Statements at the start of an accept function that return True for what is known to be sound."""
    if shape == "CodeableConcept":
        yield from _CONCEPT.splitlines()


def remembering(shape: str) -> Iterator[str]:
    """Statements at the end of an accept function, for an object ``o`` that is valid."""
    if shape == "Coding":
        yield "remember_coding(o)"
    elif shape == "Identifier":
        yield "remember_system(o)"
    elif shape == "Meta":
        yield "remember_profiles(o)"
    elif shape in _QUANTITIES:
        yield "remember_unit(o)"
