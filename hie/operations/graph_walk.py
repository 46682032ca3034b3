"""Follows a GraphDefinition from a resource.

https://hl7.org/fhir/R4/graphdefinition.html

A link is followed from all resources that it starts from together: what they refer to is read in one look for
each type.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from hie.fhir import decode
from hie.fhirpath import Engine, Environment, FhirpathError
from hie.interactions import Exchange, Request, links_of, matches, read_links, stored_definition
from hie.operations.fhirpath import refused
from hie.outcome import BadRequest, Issue, NotFound, Unprocessable

#: Searches that one graph may make.
MOST_SEARCHES = 200
_REFERENCE = "{ref}"

Resource = dict[str, Any]


class Reached(NamedTuple):
    """The resources of a graph by ``Type/id``, the first one first, and where they break its definition."""

    resources: Mapping[str, Resource]
    issues: Sequence[Issue]


def graph_definition(exchange: Exchange, canonical: str) -> Resource:
    """The GraphDefinition ``canonical``, of the packages or of the store.  Raises NotFound."""
    found = exchange.registry.resolve(canonical, "GraphDefinition")
    if found is None:
        found = stored_definition(exchange.repository, "GraphDefinition", canonical)
    if found is None:
        raise NotFound.because("graph-unknown", url=canonical[:200])
    return found


def follow(exchange: Exchange, request: Request, definition: Resource, start: Resource) -> Reached:
    """The graph of ``definition`` from ``start`` on.

    Raises BadRequest when it starts from another type, Unprocessable for rules that are not supported, for
    paths that cannot be evaluated, and for a graph that is too large.
    """
    type = start["resourceType"]
    if definition.get("start") != type:
        raise BadRequest.because("graph-start", start=str(definition.get("start"))[:80], type=type)
    walk = _Walk(exchange, request)
    walk.found[f"{type}/{start['id']}"] = start
    walk.links(definition.get("link", ()), [start], "GraphDefinition")
    return Reached(walk.found, walk.issues)


class _Walk:
    """One walk through a graph."""

    def __init__(self, exchange: Exchange, request: Request) -> None:
        self._exchange = exchange
        self._request = request
        self._engine = Engine(exchange.registry)
        self._environment = Environment(exchange.now())
        self._searches = 0
        self.found: dict[str, Resource] = {}
        self.issues: list[Issue] = []

    def links(self, links: Iterable[Mapping[str, Any]], sources: Sequence[Resource], place: str) -> None:
        """Follow ``links``, which stand at ``place`` of the definition, from ``sources``."""
        for index, link in enumerate(links):
            here = f"{place}.link[{index}]"
            counts = dict.fromkeys(map(_name, sources), 0)
            referred = self._referred(link, sources, here) if "path" in link else None
            for number, target in enumerate(link.get("target", ())):
                reached = self._target(target, sources, referred, f"{here}.target[{number}]")
                for source, names in reached.items():
                    counts[source] += len(names)
                resources = [
                    self.found[name] for name in dict.fromkeys(n for each in reached.values() for n in each)
                ]
                if resources:
                    self.links(target.get("link", ()), resources, f"{here}.target[{number}]")
            self._check(link, counts, here)

    def _check(self, link: Mapping[str, Any], counts: Mapping[str, int], place: str) -> None:
        """Note the sources that have too few or too many targets."""
        least, most = link.get("min", 0), str(link.get("max", "*"))
        for source, count in counts.items():
            if count < least or (most.isdecimal() and count > int(most[:9])):
                params = {"source": source, "count": count, "min": least, "max": most}
                self.issues.append(Issue("graph-count", "business-rule", "warning", place, params))

    def _referred(
        self, link: Mapping[str, Any], sources: Sequence[Resource], place: str
    ) -> dict[str, dict[str, Resource]]:
        """What the path of ``link`` leads to, by source."""
        links = {_name(source): dict(self._links(source, link["path"], place)) for source in sources}
        together = {name: each for found in links.values() for name, each in found.items()}
        stored = read_links(self._exchange, together.values())
        resources = {name: decode(each.body or b"{}") for name, each in stored.items()}
        return {
            source: {name: resources[name] for name in found if name in resources}
            for source, found in links.items()
        }

    def _links(self, source: Resource, path: str, place: str) -> Iterator[tuple[str, Any]]:
        try:
            results = self._engine.evaluate(path, source, self._environment)
        except FhirpathError as error:
            raise refused(error, f"{place}.path") from None
        for each in results:
            value = {"reference": each.value} if isinstance(each.value, str) else each.value
            if isinstance(value, dict):
                yield from links_of(self._exchange, self._request.base, value).items()

    def _target(
        self,
        target: Mapping[str, Any],
        sources: Sequence[Resource],
        referred: Mapping[str, Mapping[str, Resource]] | None,
        place: str,
    ) -> dict[str, list[str]]:
        """The names of the resources that ``target`` means, by source."""
        for rule in target.get("compartment", ()):
            if rule.get("rule") != "no-rule":
                raise Unprocessable(
                    [Issue("graph-compartment", "not-supported", "error", f"{place}.compartment")]
                )
        reached: dict[str, list[str]] = {}
        for source in sources:
            name = _name(source)
            candidates = (
                self._searched(target, name, place) if "params" in target else (referred or {}).get(name, {})
            )
            reached[name] = [
                each for each, resource in candidates.items() if self._is_meant(target, resource, each)
            ]
        return reached

    def _is_meant(self, target: Mapping[str, Any], resource: Resource, name: str) -> bool:
        """Whether ``resource`` is of the type and profile of ``target``; then it is found."""
        if resource["resourceType"] != target.get("type"):
            return False
        profile = target.get("profile")
        if profile is not None and not self._exchange.validator.accepts(
            resource, now=self._exchange.now(), profiles=[profile]
        ):
            return False
        self.found.setdefault(name, resource)
        limit = self._exchange.settings.max_included
        if len(self.found) > limit:
            raise Unprocessable([Issue("graph-large", "too-costly", params={"limit": limit})])
        return True

    def _searched(self, target: Mapping[str, Any], source: str, place: str) -> dict[str, Resource]:
        """What the parameters of ``target`` find, with the reference to ``source`` put in."""
        self._searches += 1
        if self._searches > MOST_SEARCHES:
            raise Unprocessable([Issue("graph-searches", "too-costly", params={"limit": MOST_SEARCHES})])
        text = target["params"]
        if _REFERENCE not in text:
            raise Unprocessable.because("graph-params", f"{place}.params", params=text[:200])
        pairs = [
            (name, value.replace(_REFERENCE, source))
            for name, value in parse_qsl(text.lstrip("?"), keep_blank_values=True)
        ]
        self._exchange.check_known(target["type"])
        limit = self._exchange.settings.max_included + 1
        wanted = Request("GET", self._request.base, target["type"])
        found = matches(self._exchange, wanted, pairs, limit)
        return {f"{each.type}/{each.id}": decode(each.body or b"{}") for each in found}


def _name(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"
