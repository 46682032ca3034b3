"""The playground: a resource that is pasted, uploaded or in the link, and what the validator says of it.

https://hl7.org/fhir/R4/validation.html

Nothing is stored.  The form sends what it holds in the body, so that no resource comes into an address
unless its reader asks for the link.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from hie.conformance import Members
from hie.fhir import XmlFormat
from hie.interactions import Exchange
from hie.operations import as_of_date
from hie.outcome import BadRequest
from hie.web.listing import Finding, findings, listing
from hie.web.page import Page
from hie.web.permalink import LONGEST, Damaged, pack, unpack
from hie.web.reading import Read, read

#: Largest text, in bytes.  A page of a longer one is no pleasure, and there are the command and $validate.
LARGEST = 2 << 20
#: A form may bring a text and a file, with every letter of the text escaped.
_LARGEST_FORM = 4 * LARGEST
#: What is left of a form that is too large is read up to here, or the browser would not see the answer.
_DRAINED = 64 << 20

EXAMPLE = """{
  "resourceType": "Patient",
  "active": "так",
  "name": [{ "family": "Шевченко", "giwen": ["Тарас"] }],
  "gender": "чоловіча",
  "birthDate": "1990-02-30"
}"""


class Unanswerable(Exception):
    """There is nothing to validate: ``notice`` is the key of the text that says why."""

    def __init__(self, notice: str, status: int = 200) -> None:
        super().__init__(notice)
        self.notice = notice
        self.status = status


class Playground:
    """The page at ``/validate``."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._xml = XmlFormat(Members(exchange.registry))

    def answer(self) -> Response:
        """The page for the request at hand."""
        page = Page.asked(self._exchange.settings)
        try:
            data = _posted() if request.method == "POST" else _linked()
        except Unanswerable as error:
            return self._render(page, _profiles(), error.status, notice=error.notice)
        profiles = _profiles()
        if data is None:
            return self._render(page, profiles)
        return self._validated(page, read(data, self._xml), profiles)

    def _validated(self, page: Page, found: Read, profiles: list[str]) -> Response:
        try:
            day = as_of_date(_as_of() or None)
        except BadRequest:
            return self._render(page, profiles, 400, notice="date", text=found.text)
        validator = self._exchange.validator if day is None else self._exchange.validator_on(day)
        issues = list(found.issues) or validator.validate(
            found.resource, profiles=profiles, now=self._exchange.now()
        )
        shown = findings(issues, found.text, page.lang, is_read=not found.issues)
        return self._render(
            page,
            profiles,
            text=found.text,
            is_laid_out=found.is_laid_out,
            is_utf8=found.is_utf8,
            link=pack(found.original) if found.is_utf8 else None,
            findings=shown,
            counts=_counts(shown),
            rows=listing(found.text, shown) if shown else [],
        )

    def _render(self, page: Page, profiles: list[str], status: int = 200, **values: Any) -> Response:
        listed = {url for _, group in self._profile_groups for url, _ in group}
        return page.render(
            "playground.html",
            status,
            groups=self._profile_groups,
            chosen=next((url for url in profiles if url in listed), ""),
            others=_without_first_of(profiles, listed),
            profiles=profiles,
            as_of=_as_of(),
            has_national=bool(self._exchange.national),
            megabytes=LARGEST >> 20,
            longest=LONGEST,
            example=pack(EXAMPLE),
            **values,
        )

    @cached_property
    def _profile_groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The profiles of each package, ``(URL, label)``, by resource type."""
        registry = self._exchange.registry
        entries = registry.entries("StructureDefinition")
        types = sorted({entry.type for entry in entries if entry.type in registry.resource_types})
        names = {package.name: str(package) for package in reversed(registry.packages)}
        groups = []
        for name in dict.fromkeys(package.name for package in registry.packages):
            labels = {
                url: f"{type}: {_last(url)}" for type in types for url in registry.profiles_of(type, name)
            }
            if labels:
                groups.append((names[name], list(labels.items())))
        return groups


def _posted() -> bytes:
    """The file or, when none was chosen, the text of the form.

    Raises Unanswerable when there is neither, and when there is too much.
    """
    request.max_content_length = request.max_form_memory_size = _LARGEST_FORM
    try:
        file = request.files.get("file")
        data = file.read(LARGEST + 1) if file and file.filename else b""
        data = data or request.form.get("resource", "").encode("utf-8", "replace")
    except RequestEntityTooLarge:
        _drain()
        raise Unanswerable("too-large", 413) from None
    if len(data) > LARGEST:
        raise Unanswerable("too-large", 413)
    if not data.strip():
        raise Unanswerable("empty")
    return data


def _drain() -> None:
    stream = request.environ["wsgi.input"]
    left = _DRAINED
    while left > 0 and (part := stream.read(min(left, 1 << 20))):
        left -= len(part)


def _linked() -> bytes | None:
    """The text in the link, if there is one.  Raises Unanswerable when it cannot be read."""
    packed = request.args.get("r")
    if packed is None:
        return None
    try:
        return unpack(packed, LARGEST)
    except Damaged:
        raise Unanswerable("damaged", 400) from None


def _as_of() -> str:
    """The date asked for; empty for today."""
    return next(iter(_fields("as-of")), "").strip()


def _profiles() -> list[str]:
    """The profiles asked for, each once; a field may hold several with spaces between them."""
    return list(dict.fromkeys(url for field in _fields("profile") for url in field.split()))


def _fields(name: str) -> list[str]:
    """The values of ``name`` in the address and in the form, if that is not too large to be read."""
    try:
        return request.args.getlist(name) + request.form.getlist(name)
    except RequestEntityTooLarge:
        return request.args.getlist(name)


def _without_first_of(profiles: list[str], listed: set[str]) -> list[str]:
    """``profiles`` without the first that is listed: it is chosen in the list."""
    first = next((url for url in profiles if url in listed), None)
    return [url for url in profiles if url != first]


def _last(url: str) -> str:
    """The part of a canonical URL that tells it from others of its package."""
    return url.rpartition("/")[2]


def _counts(found: Iterable[Finding]) -> dict[str, int]:
    counts = {"error": 0, "warning": 0, "information": 0}
    for finding in found:
        counts[finding.severity] += 1
    return counts
