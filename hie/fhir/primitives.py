"""The primitive types: which JSON values are valid for each.

https://hl7.org/fhir/R4/datatypes.html#primitive

Every check takes any value at all and answers True or False; none raises.  The regular expressions are
those of the specification, written without groups that capture and with ``re.ASCII``, so that a no-break
space, which XML Schema does not count as white space, is an ordinary character of a string.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite

#: The longest string, in characters.  https://hl7.org/fhir/R4/datatypes.html#string
MAX_STRING = 1024 * 1024
MAX_INTEGER = 2147483647
MIN_INTEGER = -2147483648

_YEAR = r"(?!0000)[0-9]{4}"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
# Unpaired surrogates cannot be written as UTF-8, and control characters cannot be written as XML.
_CHARACTER = "[\t\n\r\x20-\ud7ff\ue000-\U0010ffff]"

#: Primitive type to its regular expression; types of JSON numbers and booleans have none.
PATTERNS: Mapping[str, str] = {
    "base64Binary": r"[A-Za-z0-9+/]+={0,2}",
    "canonical": r"[^\s\x00-\x1f]+",
    "code": r"[^\s\x00-\x1f]+(?:\s[^\s\x00-\x1f]+)*",
    "date": rf"{_YEAR}(?:-{_MONTH}(?:-{_DAY})?)?",
    "dateTime": rf"{_YEAR}(?:-{_MONTH}(?:-{_DAY}(?:T{_TIME}{_ZONE})?)?)?",
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "instant": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "markdown": rf"{_CHARACTER}+",
    "oid": r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+",
    "string": rf"{_CHARACTER}+",
    "time": _TIME,
    "uri": r"[^\s\x00-\x1f]+",
    "url": r"[^\s\x00-\x1f]+",
    "uuid": r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
}


def _matcher(name: str) -> Callable[[str], "re.Match[str] | None"]:
    return re.compile(PATTERNS[name], re.ASCII).fullmatch


_BASE64, _CODE, _ID, _OID = (_matcher(name) for name in ("base64Binary", "code", "id", "oid"))
_STRING, _TIME_OF_DAY, _URI, _UUID = (_matcher(name) for name in ("string", "time", "uri", "uuid"))
_DATE, _DATE_TIME, _INSTANT = (_matcher(name) for name in ("date", "dateTime", "instant"))


def _day_exists(text: str) -> bool:
    """Whether the day of a date that the regular expression let through is in the calendar."""
    return int(text[8:10]) <= monthrange(int(text[:4]), int(text[5:7]))[1]


def is_boolean(value: object) -> bool:
    """Whether ``value`` is true or false."""
    return value is True or value is False


def is_integer(value: object) -> bool:
    """Whether ``value`` is a whole number of 32 bits; True and False are not numbers."""
    return value.__class__ is int and MIN_INTEGER <= value <= MAX_INTEGER


def is_unsigned_int(value: object) -> bool:
    """Whether ``value`` is an integer of 0 or more."""
    return value.__class__ is int and 0 <= value <= MAX_INTEGER


def is_positive_int(value: object) -> bool:
    """Whether ``value`` is an integer of 1 or more."""
    return value.__class__ is int and 0 < value <= MAX_INTEGER


def is_decimal(value: object) -> bool:
    """Whether ``value`` is a finite number; True and False are not numbers."""
    if value.__class__ is float:
        return isfinite(value)
    return value.__class__ is int or (isinstance(value, Decimal) and value.is_finite())


def is_string(value: object) -> bool:
    """Whether ``value`` is text of 1 to 1,048,576 characters without control characters."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_STRING:
        return False
    return value.isprintable() or _STRING(value) is not None


def is_uri(value: object) -> bool:
    """Whether ``value`` is text without white space, and no OID or UUID without the ``urn:`` before it."""
    return isinstance(value, str) and _URI(value) is not None and not value.startswith(("oid:", "uuid:"))


def is_code(value: object) -> bool:
    """Whether ``value`` is words with single spaces between them."""
    return isinstance(value, str) and _CODE(value) is not None


def is_id(value: object) -> bool:
    """Whether ``value`` is a logical id."""
    return isinstance(value, str) and _ID(value) is not None


def is_oid(value: object) -> bool:
    """Whether ``value`` is an object identifier as a URI."""
    return isinstance(value, str) and _OID(value) is not None


def is_uuid(value: object) -> bool:
    """Whether ``value`` is a UUID in small letters as a URI."""
    return isinstance(value, str) and _UUID(value) is not None


def is_date(value: object) -> bool:
    """Whether ``value`` is a year, a month or a day that exists."""
    if not isinstance(value, str) or _DATE(value) is None:
        return False
    return value[8:10] < "29" or _day_exists(value)


def is_date_time(value: object) -> bool:
    """Whether ``value`` is a date, or a date and a time with a zone."""
    if not isinstance(value, str) or _DATE_TIME(value) is None:
        return False
    return value[8:10] < "29" or _day_exists(value)


def is_instant(value: object) -> bool:
    """Whether ``value`` is a date and a time, to the second or finer, with a zone."""
    if not isinstance(value, str) or _INSTANT(value) is None:
        return False
    return value[8:10] < "29" or _day_exists(value)


def is_time(value: object) -> bool:
    """Whether ``value`` is a time of day with seconds and without a zone."""
    return isinstance(value, str) and _TIME_OF_DAY(value) is not None


def is_base64_binary(value: object) -> bool:
    """Whether ``value`` is base64, in groups of four, with white space anywhere.

    The specification's own expression takes exponential time on hostile text, so it is not used.
    """
    if not isinstance(value, str):
        return False
    joined = value if _BASE64(value) else "".join(value.split())
    return len(joined) % 4 == 0 and _BASE64(joined) is not None


def is_xhtml(value: object) -> bool:
    """Whether ``value`` is text; what a narrative may hold is for :mod:`hie.fhir.narrative`."""
    return isinstance(value, str)


#: Primitive type to its check.
CHECKS: Mapping[str, Callable[[object], bool]] = {
    "base64Binary": is_base64_binary,
    "boolean": is_boolean,
    "canonical": is_uri,
    "code": is_code,
    "date": is_date,
    "dateTime": is_date_time,
    "decimal": is_decimal,
    "id": is_id,
    "instant": is_instant,
    "integer": is_integer,
    "markdown": is_string,
    "oid": is_oid,
    "positiveInt": is_positive_int,
    "string": is_string,
    "time": is_time,
    "unsignedInt": is_unsigned_int,
    "uri": is_uri,
    "url": is_uri,
    "uuid": is_uuid,
    "xhtml": is_xhtml,
}


def is_primitive(type_name: str, value: object) -> bool:
    """Whether ``value`` is valid for the primitive type ``type_name``; KeyError for another name."""
    return CHECKS[type_name](value)
