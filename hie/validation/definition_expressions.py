"""FHIRPath expressions within definitions: whether they can mean anything where they stand.

https://hl7.org/fhir/R4/fhirpath.html
"""

from collections.abc import Sequence

from hie.fhirpath import FhirpathChoiceError, FhirpathError
from hie.validation.hints import shown
from hie.validation.place import Place
from hie.validation.subject import Subject

#: Longer expressions are not compiled: a hostile definition may not take the server's time.
_LONGEST = 20_000


def check_expression(
    subject: Subject, expression: str, types: Sequence[str], place: Place, *, strict: bool = True
) -> None:
    """Note when ``expression`` is no FHIRPath, or means nothing for a focus of one of ``types``."""
    if len(expression) > _LONGEST:
        return
    # Compiling takes some microseconds a character.
    subject.spend(3 * len(expression))
    try:
        subject.knowledge.engine.check(expression, types, strict=strict)
    except FhirpathError as error:
        params = {"expression": shown(expression), "reason": shown(str(error))}
        # That others take such names, authors rely on.
        note = subject.findings.warn if isinstance(error, FhirpathChoiceError) else subject.findings.add
        note(place, "expression-invalid", "invalid", **params)
