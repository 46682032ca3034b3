"""The playground: a resource that is pasted, uploaded or in the link, and what the validator says of it.

https://hl7.org/fhir/R4/validation.html

Nothing is stored.  The form sends what it holds in the body, so that no resource comes into an address
unless its reader asks for the link.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from flask import Response, request

from hie.conformance import Members
from hie.fhir import XmlFormat
from hie.interactions import Exchange
from hie.operations import as_of_date
from hie.outcome import BadRequest
from hie.web.asked import LARGEST, Unanswerable, as_of, linked, posted, profiles
from hie.web.listing import Finding, findings, listing
from hie.web.page import Page
from hie.web.permalink import LONGEST, pack
from hie.web.reading import Read, read

EXAMPLE = """{
  "resourceType": "Patient",
  "active": "так",
  "name": [{ "family": "Шевченко", "giwen": ["Тарас"] }],
  "gender": "чоловіча",
  "birthDate": "1990-02-30"
}"""


class Playground:
    """The page at ``/validate``."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._xml = XmlFormat(Members(exchange.registry))

    def answer(self) -> Response:
        """The page for the request at hand."""
        page = Page.asked(self._exchange.settings)
        try:
            data = posted() if request.method == "POST" else linked()
        except Unanswerable as error:
            return self._render(page, profiles(), error.status, notice=error.notice)
        wanted = profiles()
        if data is None:
            return self._render(page, wanted)
        return self._validated(page, read(data, self._xml), wanted)

    def _validated(self, page: Page, found: Read, profiles: list[str]) -> Response:
        try:
            day = as_of_date(as_of() or None)
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
            as_of=as_of(),
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
