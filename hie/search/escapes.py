r"""Escapes in search values: ``\,`` ``\|`` ``\$`` ``\\`` stand for the characters themselves.

https://hl7.org/fhir/R4/search.html#escaping
"""


def split(text: str, separator: str, limit: int = -1) -> list[str]:
    """``text`` cut at each ``separator`` that is not escaped, at most ``limit`` times; escapes stay."""
    if "\\" not in text:
        return text.split(separator, limit)
    parts: list[str] = []
    start = position = 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == separator and len(parts) != limit:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    return [*parts, text[start:]]


def unescape(text: str) -> str:
    """``text`` with each escape replaced by what it stands for; a last lone backslash stays."""
    if "\\" not in text:
        return text
    letters = iter(text)
    return "".join(next(letters, "\\") if letter == "\\" else letter for letter in letters)


def escape(text: str) -> str:
    """``text`` as a search value that means exactly ``text``."""
    return "".join(f"\\{letter}" if letter in "\\,|$" else letter for letter in text)
