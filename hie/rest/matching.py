"""Finds the route of a request.

A path is matched by its shape: segments that begin with ``_`` or ``$`` and ``metadata`` stand for
themselves, all others for whatever the route calls them.  One look into a dictionary, however many
routes there are.
"""

from collections.abc import Iterable
from typing import cast

from hie.interactions import Handler, Names, Router
from hie.outcome import MethodNotAllowed, NotFound
from hie.rest.routes import Route

Shape = tuple[str, ...]
#: The routes of one path by their methods, with the names of its segments.
ByMethod = dict[str, tuple[Route, tuple[str, ...]]]


def _shape(segments: list[str]) -> Shape:
    return tuple(
        segment if segment[:1] in ("_", "$") or segment == "metadata" else "*" for segment in segments
    )


def _is_placeholder(segment: str) -> bool:
    return segment.startswith("{")


def _name(segment: str) -> str:
    """What a segment of a route's path is called; a type that stands for itself is the type too."""
    if _is_placeholder(segment):
        return segment[1:-1]
    return "type" if segment[:1].isupper() else ""


class RouteTable:
    """Routes by shape and method."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: dict[Shape, ByMethod] = {}
        for route in routes:
            segments = route.path.split("/") if route.path else []
            names = tuple(_name(segment) for segment in segments)
            shape = tuple("*" if _is_placeholder(segment) else segment for segment in segments)
            self._routes.setdefault(shape, {})[route.method] = (route, names)

    def match(self, method: str, path: str) -> tuple[Route, Names]:
        """The route of ``path`` (below the base, without a slash at its start) and its named segments.

        Raises NotFound, and MethodNotAllowed that names the methods of the path.
        """
        segments, by_method = self._found(path)
        found = by_method.get("GET" if method == "HEAD" else method)
        if found is None:
            raise MethodNotAllowed.because(
                "method-not-allowed", method=method, allowed=", ".join(_allowed(by_method))
            )
        route, names = found
        named = {name: value for name, value in zip(names, segments, strict=True) if name}
        return route, cast("Names", named)

    def methods(self, path: str) -> list[str]:
        """The methods that ``path`` can be asked with.  Raises NotFound."""
        return _allowed(self._found(path)[1])

    def _found(self, path: str) -> tuple[list[str], ByMethod]:
        """The segments of ``path``, and the routes that have its shape."""
        segments = path.split("/") if path else []
        shape = _shape(segments)
        by_method = self._routes.get(shape)
        if by_method is None and segments:
            # An operation of one type only.
            by_method = self._routes.get((segments[0], *shape[1:]))
        if by_method is None:
            operation = next((segment for segment in segments if segment[:1] == "$"), None)
            if operation is not None:
                raise NotFound.because("operation-unknown", operation=operation)
            raise NotFound.because("route-unknown", path="/" + path)
        return segments, by_method


def _allowed(by_method: ByMethod) -> list[str]:
    return sorted({*by_method, "OPTIONS", *(["HEAD"] if "GET" in by_method else [])})


def router(routes: Iterable[Route]) -> Router:
    """Finds the interaction of a method and path, for the entries of Bundles."""
    table = RouteTable(routes)

    def find(method: str, path: str) -> tuple[Handler, Names]:
        route, names = table.match(method, path)
        return route.handler, names

    return find
