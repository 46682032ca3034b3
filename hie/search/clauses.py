"""Clauses: one search parameter with its value, to a :data:`Clause` of the request.

https://hl7.org/fhir/R4/search.html#modifiers
https://hl7.org/fhir/R4/search.html#chaining
https://hl7.org/fhir/R4/search.html#has
"""

from collections.abc import Callable, Hashable, Iterable, Mapping

from hie.outcome import BadRequest
from hie.search import memberships, missing, result_parameters
from hie.search.checked_text import check_length
from hie.search.escapes import split
from hie.search.filter_clauses import Filters
from hie.search.hierarchy import tree
from hie.search.kinds import KINDS
from hie.search.options import SearchOptions
from hie.search.parameters import Parameter, TypeParameters
from hie.search.reference import TREES
from hie.search.request import Chain, Clause, Condition, Has

#: Nobody asks about anything so far away.
MAX_LINKS = 20

HAS = "_has"
FILTER = "_filter"
#: Parameters of every type that are no search parameters of their own, with what they take.
GENERAL: Mapping[str, str] = {
    HAS: "_has:Type:reference:parameter=value",
    FILTER: "An expression, http://hl7.org/fhir/R4/search_filter.html",
    "_list": "List ids",
    "_in": "Group/id, List/id or CareTeam/id",
}

#: Issues that say of a target type that nothing there can match: other types of the link are asked then.
_NOT_THERE = frozenset(
    (
        "search-parameter-unknown",
        "search-parameter-unsupported",
        "search-modifier-unknown",
        "search-chain-reference",
        "search-has-target",
    )
)


class Clauses:
    """Parses the clauses of one request.

    ``parameters_of`` gives the parameters of a resource type and raises KeyError for what is none.
    """

    def __init__(self, parameters_of: Callable[[str], TypeParameters], options: SearchOptions) -> None:
        self._parameters_of = parameters_of
        self._options = options
        # A chain through several types soon asks the same of one type by several ways.
        self._parsed: dict[Hashable, Clause | BadRequest] = {}

    def parse(self, type: str, name: str, value: str) -> Clause:
        """The clause ``name=value`` on resources of ``type``.

        Raises BadRequest when the parameter, a modifier or the value is not understood.
        """
        if name.count(".") + name.count(f"{HAS}:") > MAX_LINKS:
            raise BadRequest.because("search-chain-long", name=name[:200], limit=MAX_LINKS)
        return self._clause(type, name, value)

    def _clause(self, type: str, name: str, value: str) -> Clause:
        return self.once((type, name, value), lambda: self._parse(type, name, value))

    def once(self, key: Hashable, make: Callable[[], Clause]) -> Clause:
        """What ``make`` gives, made once for a ``key``; what it raises is raised again."""
        found = self._parsed.get(key)
        if found is None:
            try:
                found = make()
            except BadRequest as error:
                found = error
            self._parsed[key] = found
        if isinstance(found, BadRequest):
            raise found
        return found

    def _parse(self, type: str, name: str, value: str) -> Clause:
        if name == FILTER:
            return Filters(self, self._options, MAX_LINKS).parse(type, value)
        if name in memberships.NAMES:
            return memberships.parse(self._parameters_of, type, name, value)
        if name.startswith(f"{HAS}:"):
            return self.has(type, name, lambda source, rest: self._clause(source, rest, value))
        head, dot, rest = name.partition(".")
        base, _, modifier = head.partition(":")
        parameter = self.parameter(type, head, base)
        if dot:
            return self.chain(parameter, name, modifier, lambda target: (self._clause(target, rest, value),))
        found = self._condition(parameter, name, modifier or None, value)
        is_tree = parameter.kind == "reference" and modifier in TREES
        return tree(found, name, self._parameters_of) if is_tree else found

    def _condition(self, parameter: Parameter, name: str, modifier: str | None, value: str) -> Condition:
        if modifier == "missing":
            return Condition(parameter, modifier, (missing.parse(parameter, value),))
        if modifier is not None:
            _check_modifier(parameter, modifier)
        kind = KINDS[parameter.kind]
        values = split(value, ",")
        if "" in values:
            raise BadRequest.because("search-value-empty", name=name)
        check_length(name, max(values, key=len))
        return Condition(
            parameter,
            modifier,
            tuple(kind.parse(parameter, modifier, text, self._options) for text in values),
        )

    def chain(
        self, parameter: Parameter, name: str, type: str, demands: Callable[[str], tuple[Clause, ...]]
    ) -> Chain:
        """A link in ``parameter`` to what meets the demands on its type; ``name`` is the whole chain.

        Without a ``type``, of every type that knows what is demanded.
        """
        if parameter.kind != "reference":
            raise BadRequest.because("search-chain-reference", name=name, parameter=parameter.code)
        targets: dict[str, tuple[Clause, ...]] = {}
        errors: list[BadRequest] = []
        for target in self._targets(parameter, type):
            try:
                targets[target] = demands(target)
            except BadRequest as error:
                if error.issues[0].key not in _NOT_THERE:
                    raise
                errors.append(error)
        if not targets:
            # The type that has a similar name is the one that was meant.
            raise next((error for error in errors if error.issues[0].params.get("hint_en")), errors[0])
        return Chain(name, parameter, targets)

    def _targets(self, parameter: Parameter, type: str) -> list[str]:
        """The types that a chain through ``parameter`` leads to: ``type`` if the client names one."""
        if type:
            if type not in parameter.targets and (parameter.targets or not self._is_type(type)):
                hints = result_parameters.known_names(type, parameter.targets)
                raise BadRequest.because(
                    "search-modifier-unknown", name=parameter.code, modifier=type, **hints
                )
            return [type]
        targets = [target for target in parameter.targets if self._is_type(target)]
        if not targets:
            raise BadRequest.because("search-chain-type", name=parameter.code)
        return targets

    def has(self, type: str, name: str, demand: Callable[[str, str], Clause]) -> Has:
        """``_has:Source:reference:rest``; ``demand`` gives the clause on ``Source`` that ``rest`` makes."""
        parts = name.split(":", 3)
        if len(parts) != 4 or "" in parts or not self._is_type(parts[1]):
            raise BadRequest.because("search-has-invalid", name=name)
        _, source, code, rest = parts
        known = self._parameters_of(source).by_code
        parameter = known.get(code)
        if parameter is None or parameter.kind != "reference":
            references = [code for code, item in known.items() if item.kind == "reference"]
            hints = result_parameters.known_names(code, references)
            raise BadRequest.because("search-has-parameter", name=name, type=source, parameter=code, **hints)
        if parameter.targets and type not in parameter.targets:
            shown = {"name": name, "type": type, "parameter": f"{source}:{code}"}
            raise BadRequest.because("search-has-target", **shown, known=", ".join(parameter.targets))
        return Has(name, source, parameter, type, demand(source, rest))

    def parameter(self, type: str, name: str, base: str) -> Parameter:
        """The parameter called ``base`` of a type; ``name`` has its modifier too."""
        parameters = self._parameters_of(type)
        parameter = parameters.by_code.get(base)
        if parameter is not None and parameter.kind != "special":
            return parameter
        if base in parameters.pending:
            raise BadRequest.because("search-parameter-pending", name=base, type=type)
        if base in result_parameters.UNSUPPORTED or parameter is not None:
            raise BadRequest.because("search-parameter-unsupported", name=base)
        hints = result_parameters.known_names(base, known(parameters))
        raise BadRequest.because("search-parameter-unknown", name=name, type=type, **hints)

    def _is_type(self, name: str) -> bool:
        try:
            self._parameters_of(name)
        except KeyError:
            return False
        return True


def known(parameters: TypeParameters) -> Iterable[str]:
    """Names of the parameters that may be used in a search of a type."""
    searchable = (code for code, item in parameters.by_code.items() if item.kind != "special")
    return (
        *searchable,
        *GENERAL,
        *(name for name in result_parameters.SUPPORTED if name != "_cursor"),
    )


def _check_modifier(parameter: Parameter, modifier: str) -> None:
    """Raise BadRequest when ``parameter`` cannot have ``modifier``."""
    kind = KINDS[parameter.kind]
    known = (*kind.MODIFIERS, "missing")
    if modifier in known or (parameter.kind == "reference" and modifier in parameter.targets):
        return
    if parameter.kind == "reference" and not parameter.targets and modifier[:1].isupper():
        return
    types = parameter.targets if parameter.kind == "reference" else ()
    hints = result_parameters.known_names(modifier, (*known, *types))
    raise BadRequest.because("search-modifier-unknown", name=parameter.code, modifier=modifier, **hints)
