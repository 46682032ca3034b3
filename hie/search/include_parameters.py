"""The values of ``_include`` and ``_revinclude``: ``Type:parameter``, ``Type:parameter:Target``, with ``*``.

https://hl7.org/fhir/R4/search.html#include
"""

from collections.abc import Callable, Collection

from hie.outcome import BadRequest
from hie.search.parameters import TypeParameters
from hie.search.request import Include
from hie.search.result_parameters import known_names

NAMES = ("_include", "_revinclude")
#: R4 says iterate; the version before it said recurse.
ITERATE = ("iterate", "recurse")
_ALL = "*"


def parse_include(
    name: str,
    text: str,
    parameters_of: Callable[[str], TypeParameters],
    types: Collection[str],
    *,
    iterate: bool,
) -> Include:
    """One ``_include`` or ``_revinclude`` (its ``name``) of a search for resources of ``types``.

    Raises BadRequest when ``text`` has another form, when the parameter is not a reference of its type, or
    cannot refer to the target.
    """
    parts = [_ALL, _ALL] if text == _ALL else text.split(":")
    if len(parts) not in (2, 3) or "" in parts[:2] or (parts[0] == _ALL and text != _ALL):
        raise BadRequest.because("search-include-invalid", name=name, value=text)
    source, code, target = parts[0], parts[1], (parts[2] or None) if len(parts) == 3 else None
    if source == _ALL:
        if name == "_revinclude" and iterate:
            raise BadRequest.because("search-include-everything", name=name, value=text)
        return Include(None, None, None, iterate)
    if name == "_include" and not iterate and source not in types:
        raise BadRequest.because("search-include-source", name=name, value=text, type=source)
    for each in filter(None, (source, target)):
        try:
            parameters_of(each)
        except KeyError:
            raise BadRequest.because("search-include-invalid", name=name, value=text) from None
    if code == _ALL:
        return Include(source, None, target, iterate)
    _check(name, text, parameters_of(source), code, target)
    if name == "_revinclude" and not iterate:
        _check(name, text, parameters_of(source), code, *types)
    return Include(source, code, target, iterate)


def _check(name: str, text: str, source: TypeParameters, code: str, *targets: str | None) -> None:
    """Raise BadRequest unless ``code`` is a reference of ``source`` that can refer to one of ``targets``."""
    parameter = source.by_code.get(code)
    shown = {"name": name, "value": text, "type": source.type, "parameter": code}
    if parameter is None or parameter.kind != "reference":
        known = [code for code, item in source.by_code.items() if item.kind == "reference"]
        raise BadRequest.because("search-include-parameter", **shown, **known_names(code, known))
    if parameter.targets and not {*targets} & {None, *parameter.targets}:
        raise BadRequest.because(
            "search-include-target",
            **shown,
            target=", ".join(map(str, targets)),
            known=", ".join(parameter.targets),
        )
