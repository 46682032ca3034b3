"""Python expressions that are true when a primitive value is wrong, for generated code.

The common case is tested in place; the functions of :mod:`hie.fhir.primitives` are called only when the
short test does not settle it.  A value of a wrong kind makes some of these expressions raise TypeError or
AttributeError, which the caller of the accept function counts as a refusal.
"""

from hie.fhir import primitives

_LEAST, _MOST = primitives.MIN_INTEGER, primitives.MAX_INTEGER
_STRING = f"not 0 < len({{v}}) <= {primitives.MAX_STRING} or not {{v}}.isprintable() and not is_string({{v}})"
# Of what begins with o or u, a bare OID or UUID is wrong.
_URI = (
    "not {v} or ' ' in {v} or ({v}[0] in 'ou' and {v}[:4] != 'urn:' or not {v}.isprintable())"
    " and not is_uri({v})"
)

#: Primitive type to the test of the variable ``{v}``.
_WRONG = {
    "boolean": "{v} is not True and {v} is not False",
    "canonical": _URI,
    "code": "(not {v} or ' ' in {v} or not {v}.isprintable()) and not is_code({v})",
    "integer": f"{{v}}.__class__ is not int or not {_LEAST} <= {{v}} <= {_MOST}",
    "markdown": _STRING,
    "positiveInt": f"{{v}}.__class__ is not int or not 0 < {{v}} <= {_MOST}",
    "string": _STRING,
    "unsignedInt": f"{{v}}.__class__ is not int or not 0 <= {{v}} <= {_MOST}",
    "uri": _URI,
    "url": _URI,
}


def check_name(type_name: str) -> str:
    """The name of the function that checks ``type_name``."""
    return primitives.CHECKS[type_name].__name__


def wrong(type_name: str, variable: str) -> str:
    """An expression that is true when the local ``variable`` is not valid for ``type_name``."""
    template = _WRONG.get(type_name)
    if template is None:
        return f"not {check_name(type_name)}({variable})"
    return template.format(v=variable)
