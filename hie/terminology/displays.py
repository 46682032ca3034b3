"""What a code is called.

https://hl7.org/fhir/R4/terminologies.html#display
"""

from hie.conformance import Registry
from hie.terminology.code_systems import read_concepts


def display(registry: Registry, system: str, code: str, language: str | None = None) -> str | None:
    """The name of ``code`` in ``language`` (a BCP 47 tag), else as its code system calls it.

    A name in ``uk-UA`` serves who asks for ``uk``, and the other way round.  None when the code or its
    system is not defined here.
    """
    concepts = read_concepts(registry, system)
    concept = concepts.by_code.get(code) if concepts else None
    if concept is None:
        return None
    if language is None or language in concept.names:
        return concept.names.get(language or "", concept.display)
    wanted = language.partition("-")[0]
    for tag, name in concept.names.items():
        if tag.partition("-")[0] == wanted:
            return name
    return concept.display
