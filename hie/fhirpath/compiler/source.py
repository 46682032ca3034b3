"""The compiler's door: invariants and search expressions to Python source.

https://hl7.org/fhir/R4/fhirpath.html
"""

from dataclasses import dataclass

from hie.conformance import Registry
from hie.fhirpath.compiler.code import Code, Types
from hie.fhirpath.compiler.expressions import Expressions
from hie.fhirpath.compiler.output import Output
from hie.fhirpath.compiler.scope import Scope
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.model import PRIMITIVES, model_of
from hie.fhirpath.parser import parse

#: Python refuses more parentheses within each other than 200.
_MAX_PARENTHESES = 150


@dataclass(frozen=True, slots=True)
class Snippet:
    """A Python expression ``code`` over ``o``, ``r``, ``rr`` and ``env`` that gives JSON values.

    A list when ``is_list``, else one value or None.  ``types`` are the FHIR types that the values may have,
    empty when nothing is known of them.
    """

    code: str
    is_list: bool
    types: frozenset[str]


class SourceCompiler:
    """Compiles expressions on definitions of ``registry`` to Python source.

    The source uses the local names ``o`` (the focus: a dict, or the value of a primitive), ``r`` (the
    resource, ``%resource``), ``rr`` (the outermost resource, ``%rootResource``) and ``env`` (an Environment),
    and the global names that :meth:`prelude` defines.  With ``strict`` unknown elements are refused; else
    they are empty.
    """

    def __init__(self, registry: Registry, *, strict: bool = False) -> None:
        self._model = model_of(registry)
        self._out = Output()
        self._expressions = Expressions(self._model, self._out, strict=strict)

    def predicate(self, expression: str, type: str, element_path: str | None = None) -> str:
        """Source that is falsy only when the invariant ``expression`` is violated; empty counts as passed.

        The focus ``o`` is a value of ``type``; with ``element_path`` (``Patient.contact``,
        ``Observation.value[x]``) it is that element of ``type`` instead.

        Raises FhirpathSyntaxError and FhirpathTypeError; the source raises EvaluationError when run where
        FHIRPath says that evaluation ends, as for two items where one is needed.
        """
        types = self._model.type_at(element_path) if element_path else frozenset((type,))
        resource = type.split(".", maxsplit=1)[0]
        primitives = types & PRIMITIVES
        if primitives and primitives != types:
            # Elements and bare values have nothing in common: each kind has its own source.
            element, value = (
                self._truth(expression, each, resource) for each in (types - primitives, primitives)
            )
            return _checked(f"({element} if o.__class__ is dict else {value})")
        return _checked(self._truth(expression, types, resource))

    def values(self, expression: str, type: str) -> Snippet:
        """Source of the JSON values that ``expression`` selects in ``o``, which is of ``type``.

        ``type`` may be the path of a backbone element (``Observation.component``).  Raises as
        :meth:`predicate`.
        """
        resource = type.split(".", maxsplit=1)[0]
        code = self._compile(expression, frozenset((type,)), resource, raw=True)
        text = self._expressions.listed(code) if code.is_list else code.text
        return Snippet(_checked(text), code.is_list, code.types or frozenset())

    def prelude(self) -> str:
        """Source of the imports and constants of all that was compiled so far."""
        return self._out.prelude()

    def _truth(self, expression: str, types: frozenset[str], resource: str) -> str:
        return self._expressions.truth(self._compile(expression, types, resource)).may_hold

    def _compile(self, expression: str, types: Types, resource: str, *, raw: bool = False) -> Code:
        known = frozenset((resource if self._model.is_resource(resource) else "Resource",))
        focus = Code("o", types, present=True)
        within = Code("r", known, present=True, owner="r")
        root = Code("rr", frozenset(("Resource",)), present=True, owner="rr")
        return self._expressions.expression(parse(expression), Scope(focus, within, root, focus, raw=raw))


def _checked(text: str) -> str:
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > _MAX_PARENTHESES:
        raise FhirpathTypeError("the expression is too deep to be compiled")
    return text
