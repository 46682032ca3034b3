"""Chains, ``_has``, filters and includes find what a slow evaluator finds that follows every link by hand.

The resources and the queries are random; the evaluator knows nothing of indexes, steps or limits.
"""

import random
from dataclasses import dataclass
from typing import Any

import pytest

from hie.outcome import BadRequest

#: Tokens of each type: parameter, and the values that it takes.
TOKENS = {
    "Organization": {"active": ("true", "false")},
    "Practitioner": {"active": ("true", "false"), "gender": ("male", "female")},
    "Patient": {"active": ("true", "false"), "gender": ("male", "female")},
    "Group": {"type": ("person", "animal")},
    "Encounter": {"status": ("planned", "finished")},
    "Observation": {"status": ("final", "amended")},
}
#: References of each type: parameter, the element, the types that it leads to, and whether it repeats.
LINKS = {
    "Organization": {"partof": ("partOf", ("Organization",), False)},
    "Practitioner": {},
    "Patient": {
        "organization": ("managingOrganization", ("Organization",), False),
        "general-practitioner": ("generalPractitioner", ("Organization", "Practitioner"), True),
    },
    "Group": {"managing-entity": ("managingEntity", ("Organization", "Practitioner"), False)},
    "Encounter": {
        "subject": ("subject", ("Group", "Patient"), False),
        "service-provider": ("serviceProvider", ("Organization",), False),
    },
    "Observation": {
        "subject": ("subject", ("Group", "Patient"), False),
        "encounter": ("encounter", ("Encounter",), False),
        "performer": ("performer", ("Organization", "Patient", "Practitioner"), True),
        "has-member": ("hasMember", ("Observation",), True),
    },
}
#: What FHIR demands besides.
BASE = {
    "Group": {"actual": True},
    "Encounter": {"class": {"code": "AMB"}},
    "Observation": {"code": {"text": "x"}},
}


@dataclass
class Token:
    """``code=value``, with ``:not`` where it is negated."""

    code: str
    value: str
    negated: bool = False


@dataclass
class Chain:
    """``code:type.inner``; the type may be open."""

    code: str
    type: str | None
    inner: Any


@dataclass
class Has:
    """``_has:source:code:inner``."""

    source: str
    code: str
    inner: Any


@dataclass
class Logical:
    """A filter of several."""

    operator: str
    parts: list[Any]


class World:
    """Random resources, random queries, and what they find."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - makes tests, protects nothing.
        self.resources: dict[str, dict[str, Any]] = {}
        for type in TOKENS:
            for number in range(12):
                self.resources[f"{type}/{number}"] = self._resource(type, str(number))

    def _resource(self, type: str, id: str) -> dict[str, Any]:
        resource = {"resourceType": type, "id": id, **BASE.get(type, {})}
        for code, values in TOKENS[type].items():
            if self.random.random() < 0.8 or code in ("type", "status"):
                value = self.random.choice(values)
                resource[code] = value == "true" if code == "active" else value
        for element, targets, repeats in LINKS[type].values():
            # Some lead to what is not there, some to another server.
            links = [
                {"reference": f"{self.random.choice(targets)}/{self.random.randrange(14)}"}
                for _ in range(self.random.randrange(3) if repeats else self.random.randrange(2))
            ]
            if links and self.random.random() < 0.1:
                links[0]["reference"] = "https://other.example/" + links[0]["reference"]
            if links:
                resource[element] = links if repeats else links[0]
        return resource

    def query(self, type: str, depth: int) -> Any:
        """A query on resources of ``type``, with at most ``depth`` links."""
        sources = [
            (source, code)
            for source, links in LINKS.items()
            for code, (_, targets, _) in links.items()
            if type in targets
        ]
        choice = self.random.random()
        if depth and choice < 0.5 and LINKS[type]:
            code = self.random.choice(list(LINKS[type]))
            target = self.random.choice(LINKS[type][code][1])
            is_open = self.random.random() < 0.5
            return Chain(code, None if is_open else target, self.query(target, depth - 1))
        if depth and choice < 0.8 and sources:
            source, code = self.random.choice(sources)
            return Has(source, code, self.query(source, depth - 1))
        code = self.random.choice(list(TOKENS[type]))
        return Token(code, self.random.choice(TOKENS[type][code]), self.random.random() < 0.3)

    def filter(self, type: str, depth: int) -> Any:
        """A filter on resources of ``type``."""
        if depth and self.random.random() < 0.7:
            operator = self.random.choice(("and", "or", "not"))
            number = 1 if operator == "not" else self.random.choice((2, 3))
            return Logical(operator, [self.filter(type, depth - 1) for _ in range(number)])
        query = self.query(type, 2)
        while _has_negated(query):
            query = self.query(type, 2)
        return query

    def found(self, type: str, queries: list[Any]) -> set[str]:
        """Ids of what meets all of ``queries``."""
        return {
            resource["id"]
            for resource in self.resources.values()
            if resource["resourceType"] == type and all(self.meets(resource, query) for query in queries)
        }

    def meets(self, resource: dict[str, Any], query: Any) -> bool:
        """Whether a resource meets a query, by following the links of everything."""
        type = resource["resourceType"]
        match query:
            case Token(code, value, negated):
                held = resource.get(code)
                return code in TOKENS[type] and (str(held).lower() == value) != negated
            case Chain(code, wanted, inner):
                return any(
                    wanted in (None, target["resourceType"])
                    and knows(target["resourceType"], inner)
                    and self.meets(target, inner)
                    for target in self.linked(resource, code)
                )
            case Has(source, code, inner):
                return any(
                    other["resourceType"] == source
                    and resource in self.linked(other, code)
                    and self.meets(other, inner)
                    for other in self.resources.values()
                )
            case Logical("and", parts):
                return all(self.meets(resource, part) for part in parts)
            case Logical("or", parts):
                return any(self.meets(resource, part) for part in parts)
        return not self.meets(resource, query.parts[0])

    def linked(self, resource: dict[str, Any], code: str) -> list[dict[str, Any]]:
        """What a resource links to by a parameter."""
        element = LINKS[resource["resourceType"]][code][0]
        links = resource.get(element, [])
        names = [link["reference"] for link in (links if isinstance(links, list) else [links])]
        return [self.resources[name] for name in names if name in self.resources]


def knows(type: str, query: Any) -> bool:
    """Whether a type has what a query asks for: if not, nothing of it can match."""
    match query:
        case Token(code, _, _):
            return code in TOKENS[type]
        case Chain(code, wanted, inner):
            known = LINKS[type].get(code)
            return known is not None and any(
                wanted in (None, target) and knows(target, inner) for target in known[1]
            )
    return type in LINKS[query.source][query.code][1]


def name_of(query: Any) -> str:
    """The parameter of a query; for a filter without a modifier."""
    match query:
        case Token(code, _, negated):
            return f"{code}:not" if negated else code
        case Chain(code, type, inner):
            return (f"{code}:{type}." if type else f"{code}.") + name_of(inner)
    return f"_has:{query.source}:{query.code}:{name_of(query.inner)}"


def value_of(query: Any) -> str:
    """What is compared in the end."""
    return query.value if isinstance(query, Token) else value_of(query.inner)


def text_of(query: Any) -> str:
    """The text of a filter."""
    if not isinstance(query, Logical):
        return f"{name_of(query)} eq {value_of(query)}"
    parts = [f"({text_of(part)})" for part in query.parts]
    return f"not {parts[0]}" if query.operator == "not" else f" {query.operator} ".join(parts)


def _has_negated(query: Any) -> bool:
    return query.negated if isinstance(query, Token) else _has_negated(query.inner)


def ids_unless_too_many(library: Any, text: str) -> set[str] | None:
    """What a query finds; None when it is refused because a link is too broad."""
    try:
        return set(library.ids(text))
    except BadRequest as error:
        if error.issues[0].key != "search-linked-many":
            raise
    return None


@pytest.fixture(scope="module", params=range(2))
def world(request, libraries):
    """A world, and a library that holds it."""
    world = World(request.param)
    library = libraries()
    library.put(*world.resources.values())
    return world, library


def test_chains_and_has(world):
    world, library = world
    matched = 0
    for _ in range(150):
        type = world.random.choice(list(TOKENS))
        queries = [world.query(type, 3) for _ in range(world.random.choice((1, 1, 2)))]
        text = f"{type}?" + "&".join(f"{name_of(query)}={value_of(query)}" for query in queries)
        expected = world.found(type, queries)
        matched += bool(expected)
        assert expected == set(library.ids(text)), text
    assert matched > 50


def test_a_small_limit_refuses_and_never_cuts(world, monkeypatch):
    """With room for four resources a step, an answer is the whole one, or there is none."""
    world, library = world
    monkeypatch.setattr(library, "max_linked", 4)
    answered = 0
    for _ in range(150):
        type = world.random.choice(list(TOKENS))
        queries = [world.query(type, 2), world.query(type, 0), Token("_id", str(world.random.randrange(12)))]
        text = f"{type}?" + "&".join(f"{name_of(query)}={value_of(query)}" for query in queries)
        expected = world.found(type, queries[:2]) & {queries[2].value}
        found = ids_unless_too_many(library, text)
        answered += found is not None
        assert found in (None, expected), text
    assert answered > 50


def test_filters(world):
    world, library = world
    matched = 0
    for _ in range(100):
        type = world.random.choice(list(TOKENS))
        query = world.filter(type, 2)
        text = f"{type}?_filter={text_of(query)}"
        expected = world.found(type, [query])
        matched += bool(expected)
        assert expected == set(library.ids(text)), text
    assert matched > 40


def test_includes(world):
    """What is included is all that can be reached, round by round, by the links that are named."""
    world, library = world
    for _ in range(60):
        type = world.random.choice([type for type in LINKS if LINKS[type]])
        first = world.random.choice(list(LINKS[type]))
        source = world.random.choice([type for type in LINKS if LINKS[type]])
        second = world.random.choice(list(LINKS[source]))
        id = str(world.random.randrange(12))
        text = f"{type}?_id={id}&_include={type}:{first}&_include:iterate={source}:{second}"
        start = world.resources[f"{type}/{id}"]
        reached = {f"{each['resourceType']}/{each['id']}" for each in world.linked(start, first)}
        following = [start, *(world.resources[name] for name in reached)]
        while following:
            each = following.pop()
            if each["resourceType"] == source:
                for target in world.linked(each, second):
                    name = f"{target['resourceType']}/{target['id']}"
                    if name not in reached:
                        reached.add(name)
                        following.append(target)
        assert reached - {f"{type}/{id}"} == set(library.included(text)), text
