"""What the client sends and what it wants back: formats, languages, preferences.

https://hl7.org/fhir/R4/http.html#mime-type
https://hl7.org/fhir/R4/http.html#ops
"""

from functools import lru_cache
from typing import Literal

from hie.interactions import Prefer
from hie.outcome import NotAcceptable, UnsupportedMediaType
from hie.patch import JSON_PATCH, XML_PATCH

Format = Literal["json", "xml"]

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/fhir+json; charset=utf-8",
    "xml": "application/fhir+xml; charset=utf-8",
}
FORM = "application/x-www-form-urlencoded"

#: The names of each format; those without a slash are for ``_format`` only.
_FORMATS: dict[str, Format] = {
    "application/fhir+json": "json",
    "application/json": "json",
    "application/json+fhir": "json",
    "text/json": "json",
    "json": "json",
    "application/fhir+xml": "xml",
    "application/xml": "xml",
    "application/xml+fhir": "xml",
    "text/xml": "xml",
    "xml": "xml",
}
#: The formats of patches; a client that names no other is answered in the same.
_PATCHES: dict[str, Format] = {JSON_PATCH: "json", XML_PATCH: "xml"}
#: What a GraphQL query may come as; of FHIR's own formats only JSON.
_GRAPHQL = ("application/graphql", "application/json", "application/fhir+json", "")
#: Media types that stand for every format, the less specific last.
_ANY = ("application/*", "*/*")
#: What a browser names among the types that it can show, without asking for FHIR in them.
_GENERIC_XML = ("application/xml", "text/xml")


def media_type(header: str) -> str:
    """The media type in a header, without its parameters."""
    return header.partition(";")[0].strip().lower()


def answer_format(accept: str, format: str | None, sent: Format) -> Format:
    """The format that the client wants, by ``_format`` or, in its absence, by Accept.

    A client without a preference gets the format that it has ``sent``; one that likes both as well, JSON.
    Raises NotAcceptable when it takes neither.
    """
    if format is not None:
        # A "+" in a query that was not escaped has become a blank.
        found = _FORMATS.get(media_type(format).replace(" ", "+"))
        if found is None:
            raise NotAcceptable.because("format-not-supported", format=format[:80])
        return found
    if accept == "application/fhir+json":
        return "json"
    if accept in ("", "*/*"):
        return sent
    return _accepted(accept, sent)


@lru_cache(maxsize=256)
def _accepted(accept: str, sent: Format) -> Format:
    """The format of the highest quality in the header ``accept``."""
    qualities = dict(_quality(item) for item in accept.split(","))
    if "text/html" in qualities:
        for name in _GENERIC_XML:
            qualities.pop(name, None)
    others = next((qualities[name] for name in _ANY if name in qualities), 0.0)
    named: dict[Format, float] = {}
    for name, quality in qualities.items():
        if name in _FORMATS and "/" in name:
            format = _FORMATS[name]
            named[format] = max(quality, named.get(format, 0.0))
    json, xml = named.get("json", others), named.get("xml", others)
    if not json and not xml:
        raise NotAcceptable.because("format-not-supported", format=accept[:200])
    if json == xml and not named:
        return sent
    return "xml" if xml > json else "json"


def _quality(item: str) -> tuple[str, float]:
    """The media type in one item of an Accept header, and how much it is wanted: from 0 to 1."""
    kind, _, parameters = item.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            try:
                return kind.strip().lower(), min(max(float(value), 0.0), 1.0)
            except ValueError:
                break
    return kind.strip().lower(), 1.0


def sent_format(header: str) -> Format:
    """The format that a Content-Type names; JSON when it names another, or nothing."""
    kind = media_type(header)
    return "json" if not header else _FORMATS.get(kind) or _PATCHES.get(kind, "json")


def check_content(header: str, wanted: str) -> None:
    """Raise UnsupportedMediaType unless a body of type ``header`` can be read as ``wanted``."""
    kind = media_type(header)
    if wanted == "form" and kind in (FORM, ""):
        return
    if wanted == "graphql" and kind in _GRAPHQL:
        return
    is_fhir = (kind in _FORMATS and "/" in kind) or (wanted == "patch" and kind in _PATCHES)
    if wanted in ("resource", "patch") and is_fhir:
        charset = header.lower().partition("charset=")[2].partition(";")[0].strip(' "')
        if charset in ("", "utf-8", "utf8"):
            return
    if wanted == "patch":
        raise UnsupportedMediaType.because("patch-content-type", found=header[:200] or "-")
    raise UnsupportedMediaType.because("content-type-not-supported", found=header[:200] or "-")


def prefer(header: str) -> Prefer:
    """The preferences in a Prefer header; those that are not known are left alone, as RFC 7240 asks."""
    wanted = Prefer()
    for item in header.replace(";", ",").split(","):
        name, _, value = item.strip().partition("=")
        match name, value.strip('" '):
            case "return", ("minimal" | "representation" | "OperationOutcome") as returns:
                wanted.returns = returns
            case "respond-async", _:
                wanted.respond_async = True
            case "handling", handling:
                wanted.lenient = handling == "lenient"
    return wanted
