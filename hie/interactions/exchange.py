"""The parts that every interaction works with, and the rules that writes share."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypedDict, cast

from hie.config import Settings
from hie.conformance import Registry, Subsets, named_query_of, nearest, template_index
from hie.fhir import conditional_references, decode, is_id
from hie.interactions.here import Here
from hie.interactions.request import Request, Response
from hie.interactions.stored_resolver import Lookups, StoredResolver
from hie.jobs import Jobs
from hie.outcome import BadRequest, Issue, NotFound, Unprocessable, has_errors
from hie.patch import Patches
from hie.repository import CustomParameters, Repository
from hie.search import Cursors, SearchOptions, TypeParameters, query_issues
from hie.validation import Validator

#: An interaction: from a request to its response.
Handler = Callable[["Exchange", Request], Response]


class Names(TypedDict, total=False):
    """The segments of a path that have names; a :class:`Request` calls them the same."""

    type: str
    id: str
    version: str
    member: str


class Router(Protocol):
    """Finds the interaction of a method and a path below the base.

    Raises NotFound and MethodNotAllowed.
    """

    def __call__(self, method: str, path: str) -> tuple[Handler, Names]:
        """The interaction, and the named segments of the path."""
        ...


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an interaction needs.

    ``national`` are the profiles that every resource of a type is held to, by type.
    ``router`` finds the interaction of an entry of a Bundle; ``capabilities`` gives the
    CapabilityStatement, as JSON, for a base URL; ``validator_on`` the validator with the definitions that
    are in force on a day; ``subsets`` cuts resources down to what a client wants of them; ``patches`` reads
    changes; ``jobs`` is work behind the requests; ``custom_parameters`` are search parameters that are
    stored; ``lookups`` is what checks have looked up where several of them belong to one request.
    """

    settings: Settings
    registry: Registry
    validator: Validator
    repository: Repository
    parameters_of: Callable[[str], TypeParameters]
    cursors: Callable[[], Cursors]
    national: Mapping[str, Sequence[str]]
    router: Router
    capabilities: Callable[[str], bytes]
    validator_on: Callable[[date], Validator]
    subsets: Subsets
    patches: Patches
    jobs: Jobs
    custom_parameters: CustomParameters
    now: Callable[[], datetime] = _now
    lookups: Lookups | None = None

    def now_ms(self) -> int:
        """The time, in ms since the epoch."""
        return int(self.now().timestamp() * 1000)

    def accepted(self, request: Request) -> dict[str, Any]:
        """The resource that ``request`` brings, decoded and validated.

        Raises BadRequest when the body is not a resource of the type in the URL, and Unprocessable
        with every finding when the resource breaks a rule.
        """
        resource = decode(request.body) if request.resource is None else request.resource
        self.check_type(resource, request.type)
        issues: list[Issue] = []
        if not request.validated:
            issues += self.faults(resource, request.type, request.base)
        issues += self.query_issues(resource)
        if has_errors(issues):
            raise Unprocessable(issues)
        if request.validated:
            return cast("dict[str, Any]", resource)
        # A "?" may be hidden behind an escape in JSON; in XML every declaration has one.
        if request.resource is not None or b"?" in request.body or b"\\u003" in request.body:
            _refuse_conditional_references(resource)
        return cast("dict[str, Any]", resource)

    def query_issues(self, resource: Any) -> list[Issue]:
        """Why the named query that ``resource`` defines, if it does, cannot be asked.

        A parameter that is still being indexed is no reason.
        """
        if not isinstance(resource, dict) or resource.get("resourceType") != "OperationDefinition":
            return []
        query = named_query_of(resource)
        if query is None:
            return []
        options = SearchOptions(now_ms=self.now_ms(), registry=self.registry)
        place = f"OperationDefinition.extension[{template_index(resource['extension'])}]"
        issues = query_issues(query, self.parameters_of, options)
        return [
            replace(issue, expression=place) for issue in issues if issue.key != "search-parameter-pending"
        ]

    def faults(self, resource: Any, type: str, base: str) -> list[Issue]:
        """The errors of ``resource``, a ``type``, that a request to the FHIR base URL ``base`` brings."""
        resolver = self.resolver(base)
        issues = self.validator.check(resource, expected_type=type, now=self.now(), resolver=resolver)
        return issues + resolver.issues()

    def here(self, base: str) -> Here:
        """The server as references name it in a request to the FHIR base URL ``base``."""
        return Here(self.registry.resource_types, (None, base, (self.settings.base_url or base).rstrip("/")))

    def resolver(self, base: str) -> StoredResolver:
        """What finds stored resources for one check, of a request to ``base``."""
        return StoredResolver(self.repository, lambda: self.here(base), self.lookups)

    def for_one_request(self) -> "Exchange":
        """The same exchange for checks that belong to one request: what one looks up, all know."""
        return self if self.lookups is not None else replace(self, lookups=Lookups())

    def inside(self, repository: Repository) -> "Exchange":
        """The same exchange with ``repository``, which works inside a transaction."""
        return replace(self, repository=repository)

    def check_known(self, type: str) -> None:
        """Raise NotFound unless ``type`` is a resource type."""
        if type not in self.registry.resource_types:
            near = nearest(type, self.registry.resource_types)
            raise NotFound.because("type-unknown", type=type, nearest=near or "-")

    def check_names(self, names: Names) -> None:
        """Raise NotFound for a type that there is not, and BadRequest for what cannot be an id."""
        if "type" in names:
            self.check_known(names["type"])
        if "id" in names and not is_id(names["id"]):
            raise BadRequest.because("id-illegal", id=names["id"][:80])

    def check_type(self, resource: Any, expected: str) -> None:
        """Raise BadRequest unless ``resource`` is an object whose resourceType is ``expected``."""
        if not isinstance(resource, dict):
            raise BadRequest.because("body-not-object", "$this", found=_json_type(resource))
        found = resource.get("resourceType")
        if found != expected:
            issue = Issue(
                "resource-type-mismatch",
                "invalid",
                expression=f"{expected}.resourceType",
                params={"expected": expected, "found": found if isinstance(found, str) else "?"},
            )
            raise BadRequest([issue])


def _refuse_conditional_references(resource: Any) -> None:
    """Raise Unprocessable for a reference that only a transaction can resolve."""
    for reference in conditional_references(resource):
        raise Unprocessable.because("reference-conditional", reference=reference)


def _json_type(value: Any) -> str:
    """The JSON name of the type of ``value``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "number"
