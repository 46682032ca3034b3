"""The entries of a batch or transaction Bundle, as requests.

https://hl7.org/fhir/R4/bundle.html#transaction
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from hie.interactions import Exchange, Handler, Request
from hie.outcome import BadRequest, FhirError, Issue

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_WITH_RESOURCE = ("POST", "PUT", "PATCH")


@dataclass(slots=True)
class Entry:
    """One entry: the ``request`` that it makes, and the interaction that answers it."""

    index: int
    full_url: str | None
    request: Request
    handler: Handler

    @property
    def place(self) -> str:
        """The entry's FHIRPath."""
        return f"Bundle.entry[{self.index}]"


def read_entry(exchange: Exchange, outer: Request, index: int, entry: Any) -> Entry:
    """``entry`` of the Bundle that ``outer`` brought.

    Raises a FhirError, placed in the entry, when it makes no request that the server knows.
    """
    place = f"Bundle.entry[{index}]"
    asked = _asked(entry, place)
    method, url = asked["method"], asked["url"]
    path, _, query = url.removeprefix(outer.base).lstrip("/").partition("?")
    with at(f"{place}.request.url"):
        handler, names = exchange.router(method, unquote(path))
        exchange.check_names(names)
    request = Request(
        method,
        outer.base,
        **names,
        operation=_operation(path),
        query=parse_qsl(query, keep_blank_values=True),
        if_match=_text(asked, "ifMatch"),
        if_none_match=_text(asked, "ifNoneMatch"),
        if_none_exist=_text(asked, "ifNoneExist"),
        if_modified_since=_text(asked, "ifModifiedSince"),
        prefer=outer.prefer,
        language=outer.language,
    )
    resource = entry.get("resource")
    if method in _WITH_RESOURCE and not isinstance(resource, dict):
        raise BadRequest.because("entry-resource-missing", f"{place}.resource", method=method)
    if method == "PATCH":
        with at(place):
            request.patch = exchange.patches.of_resource(resource, exchange.now())
    elif method in _WITH_RESOURCE:
        request.resource = resource
    return Entry(index, _text(entry, "fullUrl"), request, handler)


def _asked(entry: Any, place: str) -> Mapping[str, Any]:
    """The element ``request`` of ``entry``, with a method and a URL.  Raises BadRequest without them."""
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(asked, dict):
        raise BadRequest.because("entry-request-missing", f"{place}.request")
    method, url = asked.get("method"), asked.get("url")
    if method not in _METHODS:
        raise BadRequest.because("entry-method", f"{place}.request.method", method=str(method))
    if not isinstance(url, str):
        raise BadRequest.because("entry-url", f"{place}.request.url", url=str(url))
    return asked


def _operation(path: str) -> str:
    """The operation that ``path`` asks for, without its ``$``; empty for none."""
    last = path.rpartition("/")[2]
    return last[1:] if last.startswith("$") else ""


def _text(source: Mapping[str, Any], name: str) -> str | None:
    value = source.get(name)
    return value if isinstance(value, str) else None


@contextmanager
def at(place: str) -> Iterator[None]:
    """Errors of what is done inside of it are placed at ``place``."""
    try:
        yield
    except FhirError as error:
        raise placed(error, place) from None


def placed(error: FhirError, place: str) -> FhirError:
    """``error`` with its issues placed inside of ``place``, the FHIRPath of an entry.

    An issue of the entry's resource, ``Patient.name``, becomes one of ``Bundle.entry[0].resource.name``.
    """
    issues = [
        Issue(
            issue.key, issue.code, issue.severity, _inside(place, issue.expression), issue.params, issue.texts
        )
        for issue in error.issues
    ]
    return type(error)(issues)


def _inside(place: str, expression: str | None) -> str:
    if expression is None:
        return place
    if expression.startswith("Bundle."):
        return expression
    _, dot, rest = expression.partition(".")
    return f"{place}.resource{dot}{rest}"
