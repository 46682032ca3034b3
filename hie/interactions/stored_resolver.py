"""What validation asks for beyond a resource and the packages: other resources that are stored here.

https://hl7.org/fhir/R4/references.html#literal
https://hl7.org/fhir/R4/references.html#canonical

Nothing is read before a rule asks for it.  What is asked for twice in one request is read once, and a
request may only ask for so much: a Bundle can name thousands of forms.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

from hie.fhir import Reference, decode, parse_reference
from hie.interactions.here import Here
from hie.interactions.stored_definitions import newest_definition
from hie.outcome import Issue
from hie.repository import Repository
from hie.storage import Stored

#: How many references and canonicals one request may have looked up.
LOOKUPS = 200
#: When what was found for one request exceeds this, together, nothing more is looked up.
MEGABYTES = 16

_FORM = "Questionnaire"
#: No version has more digits; a longer number would not fit into the database's integers.
_LONGEST_VERSION = 9


class Lookups:
    """What was looked up for one request, and how much more may be.

    Shared by the entries of a batch, which are carried out in several threads.
    """

    __slots__ = ("bytes", "found", "left", "lock")

    def __init__(self) -> None:
        self.found: dict[tuple[str, bool], dict[str, Any] | None] = {}
        self.left = LOOKUPS
        self.bytes = MEGABYTES << 20
        self.lock = Lock()


class StoredResolver:
    """Finds stored resources for the check of one resource: ``Type/id``, and forms by their URLs too.

    It never raises, for FHIRPath takes any exception for a fault of the resource; :meth:`issues` tells in
    the end what went wrong.  One is made for every write and most are asked for nothing, so all that it
    needs waits for the first question: ``here``, too.
    """

    __slots__ = ("_failure", "_here", "_is_spent", "_lookups", "_repository")

    def __init__(
        self, repository: Repository, here: Callable[[], Here], lookups: Lookups | None = None
    ) -> None:
        self._repository = repository
        self._here = here
        self._lookups = lookups
        self._is_spent = False
        self._failure: Exception | None = None

    def __call__(self, reference: str, /, *, canonical: bool = False) -> dict[str, Any] | None:
        """The stored resource that ``reference`` means; deleted ones, and other servers', are not found."""
        here = self._here()
        link = here.reference(reference)
        is_url = canonical and _may_name_a_form(reference, here)
        if self._failure is not None or (link is None and not is_url):
            return None
        if self._lookups is None:
            self._lookups = Lookups()
        lookups, key = self._lookups, (reference, is_url)
        with lookups.lock:
            if key in lookups.found:
                return lookups.found[key]
            if lookups.left <= 0 or lookups.bytes <= 0:
                self._is_spent = True
                return None
            lookups.left -= 1
            try:
                body = self._body(reference, link, is_url=is_url) or b"null"
                found: dict[str, Any] | None = decode(body)
            except Exception as failure:  # noqa: BLE001 - Whatever it is, issues() raises it.
                self._failure = failure
                return None
            lookups.bytes -= len(body)
            lookups.found[key] = found
            return found

    def issues(self) -> list[Issue]:
        """That too much was to be looked up, if it was.  Raises the error that ended a look-up."""
        if self._failure is not None:
            raise self._failure
        if self._is_spent:
            params = {"limit": LOOKUPS, "megabytes": MEGABYTES}
            return [Issue("resolve-too-many", "too-costly", "error", None, params)]
        return []

    def _body(self, reference: str, link: Reference | None, *, is_url: bool) -> bytes | None:
        found = newest_definition(self._repository, _FORM, reference) if is_url else None
        if found is None and link is not None:
            found = self._read(link)
        return None if found is None else found.body

    def _read(self, link: Reference) -> Stored | None:
        if link.version is None:
            return self._repository.read(link.type, link.id)
        if not link.version.isdecimal() or len(link.version) > _LONGEST_VERSION:
            return None
        return self._repository.read_version(link.type, link.id, int(link.version))


def _may_name_a_form(text: str, here: Here) -> bool:
    """Whether ``text`` may be the URL of a Questionnaire; one that names another type is not."""
    named = parse_reference(text.partition("|")[0])
    return ":" in text and (named is None or named.type == _FORM or named.type not in here.types)
