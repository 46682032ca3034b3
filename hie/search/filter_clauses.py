"""``_filter``: an expression of comparisons, to clauses like those of other parameters.

https://hl7.org/fhir/R4/search_filter.html
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from hie.outcome import BadRequest
from hie.search.comparison import compared
from hie.search.filter_elements import element_of
from hie.search.filter_syntax import Comparison, Logical, Node, Step, parse_filter
from hie.search.options import SearchOptions
from hie.search.parameters import Parameter
from hie.search.request import Chain, Clause, Group, Has


class Ways(Protocol):
    """Knows the parameters of types and where their links lead; each raises BadRequest for what is none."""

    def parameter(self, type: str, name: str, base: str) -> Parameter:
        """The parameter ``base`` of a type."""
        ...

    def chain(
        self, parameter: Parameter, name: str, type: str, demands: Callable[[str], tuple[Clause, ...]]
    ) -> Chain:
        """A link in ``parameter`` to what meets the demands on its type."""
        ...

    def has(self, type: str, name: str, demand: Callable[[str, str], Clause]) -> Has:
        """A link to here from what meets a demand."""
        ...

    def once(self, key: Hashable, make: Callable[[], Clause]) -> Clause:
        """What ``make`` gives, made once for a ``key``."""
        ...


class Filters:
    """Makes clauses of filters."""

    def __init__(self, ways: Ways, options: SearchOptions, max_links: int) -> None:
        self._ways = ways
        self._options = options
        self._max_links = max_links

    def parse(self, type: str, text: str) -> Clause:
        """The clause that the filter ``text`` makes of resources of ``type``.

        Raises BadRequest when it is not understood.
        """
        return self._clause(type, parse_filter(text))

    def _clause(self, type: str, node: Node) -> Clause:
        if isinstance(node, Logical):
            return self._ways.once(
                (type, node),
                lambda: Group(node.operator, tuple(self._clause(type, part) for part in node.parts)),
            )
        if len(node.path) > self._max_links:
            name = ".".join(step.name for step in node.path)
            raise BadRequest.because("search-chain-long", name=name[:200], limit=self._max_links)
        return self._followed(type, node.path, node)

    def _followed(self, type: str, path: Sequence[Step], comparison: Comparison) -> Clause:
        """The comparison on what ``path`` leads to from a resource of ``type``."""
        key = (type, tuple(path), comparison.operator, comparison.value)
        element = element_of(type, path, comparison)
        if element is not None:
            code, value = element
            return compared(self._ways.parameter(type, code, code), "eq", value, self._options)
        return self._ways.once(key, lambda: self._step(type, path[0], path[1:], comparison))

    def _step(self, type: str, step: Step, rest: Sequence[Step], comparison: Comparison) -> Clause:
        if step.name.startswith("_has:"):
            return self._ways.has(
                type,
                step.name,
                lambda source, name: self._followed(source, (Step(name, step.demand), *rest), comparison),
            )
        base, _, target = step.name.partition(":")
        parameter = self._ways.parameter(type, step.name, base)
        if rest:
            return self._ways.chain(
                parameter,
                ".".join(each.name for each in (step, *rest)),
                target,
                lambda target: self._demands(target, step.demand, rest, comparison),
            )
        if target:
            raise BadRequest.because("search-filter-modifier", name=base, modifier=target)
        return compared(parameter, comparison.operator, comparison.value, self._options)

    def _demands(
        self, type: str, besides: Node | None, rest: Sequence[Step], comparison: Comparison
    ) -> tuple[Clause, ...]:
        """What a link has to lead to: the rest of the path, and what stands in brackets."""
        found = self._followed(type, rest, comparison)
        return (found,) if besides is None else (self._clause(type, besides), found)
