"""A FHIR interaction as asked and as answered, free of HTTP.

https://hl7.org/fhir/R4/http.html

The REST API makes a :class:`Request` of an HTTP request, a Bundle makes one of an entry; the
interactions cannot tell the difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hie.outcome import Issue, Language
from hie.patch import Patch
from hie.storage import Once

Return = Literal["minimal", "representation", "OperationOutcome"]


@dataclass(slots=True)
class Prefer:
    """What the client prefers.  https://hl7.org/fhir/R4/http.html#ops"""

    returns: Return | None = None
    lenient: bool = False
    respond_async: bool = False


@dataclass(slots=True)
class Request:
    """One interaction with one resource, one type, or the whole system.

    ``base`` is the FHIR base URL without a slash at its end, ``member`` the type that is looked for in a
    compartment, ``operation`` the name of the operation that an entry of a Bundle asks for.  ``body`` holds
    the bytes as sent; ``resource`` is set where they have been decoded already (XML, the entry of a Bundle),
    and ``validated`` where it has been validated too (the entry of a transaction).  ``patch`` is what a PATCH
    does to a resource.  ``if_match`` and ``if_none_match`` hold header values as sent.  ``once`` is the
    claim to carry out a request that has an Idempotency-Key.
    """

    method: str
    base: str
    type: str = ""
    id: str = ""
    version: str = ""
    member: str = ""
    operation: str = ""
    query: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    resource: dict[str, Any] | None = None
    validated: bool = False
    patch: Patch | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    if_none_exist: str | None = None
    if_modified_since: str | None = None
    once: Once | None = None
    prefer: Prefer = field(default_factory=Prefer)
    language: Language = "en"


@dataclass(slots=True)
class Response:
    """The answer to a request.

    ``body`` is JSON as it leaves the server (empty for none).  ``version`` and ``updated`` (ms since the
    epoch) describe the resource in it and become ETag and Last-Modified; ``location`` is the URL of
    the version that a write made, relative to the base; ``targets`` are what it wrote or deleted, each as
    ``Type/id``.  ``issues`` are said with the answer when the client prefers an OperationOutcome.
    ``media`` is the media type of a body that is no resource, and leaves the server as it is.
    """

    status: int
    body: bytes = b""
    version: int | None = None
    updated: int | None = None
    location: str | None = None
    targets: Sequence[str] = ()
    issues: Sequence[Issue] = ()
    headers: Sequence[tuple[str, str]] = ()
    media: str | None = None
