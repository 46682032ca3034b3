"""The modifier ``:missing``: whether a resource has any value for a parameter.

https://hl7.org/fhir/R4/search.html#modifiers
"""

import re

from hie.outcome import BadRequest
from hie.search import full_text
from hie.search.intervals import LENGTHS, names
from hie.search.kinds import KINDS
from hie.search.parameters import Filter, Parameter
from hie.search.words import NARRATIVE

#: Types whose values may have a name beside their codes.
_NAMED = frozenset(("CodeableConcept", "Coding", "Identifier"))


def parse(parameter: Parameter, text: str) -> bool:
    """The value of ``:missing``.

    Raises BadRequest when it is neither true nor false.
    """
    if text not in ("true", "false"):
        raise BadRequest.because("search-missing-invalid", name=parameter.code, value=text)
    return text == "true"


def to_filter(parameter: Parameter, *, missing: bool) -> Filter:
    """The filter for resources without (``missing``) or with a value for ``parameter``."""
    field, code = KINDS[parameter.kind].FIELD, re.escape(parameter.code)
    if not field:
        # Every resource has an id and a time of its last update.
        return {"_id": {"$in": []}} if missing else {}
    if field == full_text.FIELD:
        is_narrative = parameter.code == "_text"
        test: Filter = {"$regex": f"^{NARRATIVE}"} if is_narrative else {"$exists": True}
    elif parameter.kind == "token" and parameter.types & _NAMED:
        # A concept may be there by its text alone.
        forms = [{"k": {"$regex": f"^{code}="}}, {"s": {"$regex": f"^{code}:text="}}]
        return {"$nor" if missing else "$or": forms}
    elif field in ("k", "s"):
        # A link may be there by its identifier alone: param:identifier=….
        mark = "[=:]" if parameter.kind == "reference" else "="
        test = {"$regex": f"^{code}{mark}"}
    else:
        name = {"$in": names(field, parameter.code)} if field in LENGTHS else parameter.code
        test = {"$elemMatch": {"p": name}}
    return {field: {"$not": test} if missing else test}
