"""What the client sends and what it wants back: formats, languages, preferences.

https://hl7.org/fhir/R4/http.html#mime-type
https://hl7.org/fhir/R4/http.html#ops
"""

from hie.interactions import Prefer
from hie.outcome import NotAcceptable, UnsupportedMediaType

JSON = "application/fhir+json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"

_JSON_TYPES = frozenset(
    {"application/fhir+json", "application/json", "application/json+fhir", "text/json", "json"}
)
_ANY_TYPES = frozenset({"*/*", "application/*"})


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower()


def check_accept(accept: str, format: str | None) -> None:
    """Raise NotAcceptable unless the client takes JSON, by ``_format`` or, in its absence, by Accept."""
    if format is not None:
        # A "+" in a query that was not escaped has become a blank.
        if _media_type(format).replace(" ", "+") not in _JSON_TYPES:
            raise NotAcceptable.because("format-not-supported", format=format)
        return
    if accept in ("", "application/fhir+json", "*/*"):
        return
    for item in accept.split(","):
        kind, _, parameters = item.partition(";")
        if kind.strip().lower() in _JSON_TYPES | _ANY_TYPES and not _is_zero(parameters):
            return
    raise NotAcceptable.because("format-not-supported", format=accept)


def _is_zero(parameters: str) -> bool:
    """Whether the quality in ``parameters`` refuses the type."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            return value.strip().rstrip("0").rstrip(".") in ("", "0")
    return False


def check_content(header: str, wanted: str) -> None:
    """Raise UnsupportedMediaType unless a body of type ``header`` can be read as ``wanted``."""
    kind = _media_type(header)
    if wanted == "form" and kind in (FORM, ""):
        return
    if wanted == "json" and kind in _JSON_TYPES:
        charset = header.lower().partition("charset=")[2].strip(' "')
        if charset in ("", "utf-8", "utf8"):
            return
    raise UnsupportedMediaType.because("content-type-not-supported", found=header or "-")


def prefer(header: str) -> Prefer:
    """The preferences in a Prefer header; those that are not known are left alone, as RFC 7240 asks."""
    wanted = Prefer()
    for item in header.replace(";", ",").split(","):
        name, _, value = item.strip().partition("=")
        match name, value.strip('" '):
            case "return", ("minimal" | "representation" | "OperationOutcome") as returns:
                wanted.returns = returns
            case "handling", handling:
                wanted.lenient = handling == "lenient"
    return wanted
