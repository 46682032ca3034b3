"""String functions.

https://hl7.org/fhirpath/N1/#string-manipulation
"""

import base64
import binascii
import html
import json
from collections.abc import Callable, Iterable
from typing import Any

from hie.fhirpath.errors import EvaluationError

#: No text made by an expression is longer, in characters.
MAX_LENGTH = 10_000_000


def limited(length: int) -> None:
    """Raises EvaluationError when a text of ``length`` characters would be too long."""
    if length > MAX_LENGTH:
        raise EvaluationError(f"a text of {length} characters is too long")


def index_of(text: str | None, part: str | None) -> int | None:
    """The offset of the first ``part`` in ``text``, -1 when there is none."""
    return None if text is None or part is None else text.find(part)


def last_index_of(text: str | None, part: str | None) -> int | None:
    """The offset of the last ``part`` in ``text``, -1 when there is none."""
    return None if text is None or part is None else text.rfind(part)


def substring(text: str | None, start: int | None, length: int | None = -1) -> str | None:
    """The part of ``text`` from ``start`` (0 is the first); empty when ``start`` lies outside."""
    if text is None or start is None or not 0 <= start < len(text):
        return None
    if length is None or length == -1:
        return text[start:]
    return text[start : start + length] if length > 0 else ""


def starts_with(text: str | None, prefix: str | None) -> bool | None:
    """Whether ``text`` starts with ``prefix``."""
    return None if text is None or prefix is None else text.startswith(prefix)


def ends_with(text: str | None, suffix: str | None) -> bool | None:
    """Whether ``text`` ends with ``suffix``."""
    return None if text is None or suffix is None else text.endswith(suffix)


def contains_text(text: str | None, part: str | None) -> bool | None:
    """Whether ``part`` occurs in ``text``."""
    return None if text is None or part is None else part in text


def upper(text: str | None) -> str | None:
    """``text`` in capitals."""
    return None if text is None else text.upper()


def lower(text: str | None) -> str | None:
    """``text`` in small letters."""
    return None if text is None else text.lower()


def replace(text: str | None, part: str | None, substitution: str | None) -> str | None:
    """``text`` with every ``part`` replaced; an empty ``part`` stands around every character."""
    if text is None or part is None or substitution is None:
        return None
    limited(len(text) + (text.count(part) if part else len(text) + 1) * len(substitution))
    return text.replace(part, substitution)


def length(text: str | None) -> int | None:
    """The number of characters."""
    return None if text is None else len(text)


def characters(text: str | None) -> list[str]:
    """The characters of ``text``, one by one."""
    return [] if text is None else list(text)


def trim(text: str | None) -> str | None:
    """``text`` without white space at its ends."""
    return None if text is None else text.strip()


def split(text: str | None, separator: str | None) -> list[str]:
    """The parts of ``text`` between separators; its characters when the separator is empty."""
    if text is None or separator is None:
        return []
    return text.split(separator) if separator else list(text)


def join(texts: Iterable[str | None], separator: str | None = "") -> str | None:
    """``texts`` in one, with ``separator`` between them; empty when there are none."""
    present = [text for text in texts if text is not None]
    limited(sum(map(len, present)) + len(present) * len(separator or ""))
    return (separator or "").join(present) if present else None


def _base64_decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "hex": binascii.hexlify,
    "base64": base64.b64encode,
    "urlbase64": base64.urlsafe_b64encode,
}
_DECODERS: dict[str, Callable[[str], bytes]] = {
    "hex": bytes.fromhex,
    "base64": _base64_decoded,
    "urlbase64": lambda text: _base64_decoded(text.replace("-", "+").replace("_", "/")),
}
_ESCAPERS: dict[str, Callable[[str], str]] = {
    "html": html.escape,
    "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
}
_UNESCAPERS: dict[str, Callable[[str], Any]] = {
    "html": html.unescape,
    "json": lambda text: json.loads(f'"{text}"' if '\\"' in text or '"' not in text else json.dumps(text)),
}


def _named(table: dict[str, Any], name: str) -> Any:
    if name not in table:
        raise EvaluationError(f"unknown format {name!r}: {', '.join(table)}")
    return table[name]


def encode(text: str | None, form: str | None) -> str | None:
    """``text`` in UTF-8 as ``hex``, ``base64`` or ``urlbase64``."""
    if text is None or form is None:
        return None
    encoded: bytes = _named(_ENCODERS, form)(text.encode())
    return encoded.decode()


def decode(text: str | None, form: str | None) -> str | None:
    """The text that :func:`encode` made ``text`` of; empty when it was not."""
    if text is None or form is None:
        return None
    try:
        decoded: bytes = _named(_DECODERS, form)(text)
        return decoded.decode()
    except ValueError as error:
        if isinstance(error, EvaluationError):
            raise
        return None


def escape(text: str | None, form: str | None) -> str | None:
    """``text`` as it is written in ``html`` or within a ``json`` string."""
    if text is None or form is None:
        return None
    escaped: str = _named(_ESCAPERS, form)(text)
    return escaped


def unescape(text: str | None, form: str | None) -> str | None:
    """The text that :func:`escape` made ``text`` of; empty when it was not."""
    if text is None or form is None:
        return None
    try:
        unescaped: str = _named(_UNESCAPERS, form)(text)
    except json.JSONDecodeError:
        return None
    return unescaped
