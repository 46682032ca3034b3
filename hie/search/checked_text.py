"""Texts that can be search values: what neither UTF-8 nor the database can hold is refused."""

from hie.outcome import BadRequest

#: MongoDB takes regular expressions of 32 kB; nothing that is looked for is nearly as long.
MAX_LENGTH = 8000


def check_text(name: str, value: str) -> None:
    """Raise BadRequest when ``value`` cannot be the text of a search value at all."""
    if not value:
        raise BadRequest.because("search-value-empty", name=name)
    if "\0" in value or "\0" in name:
        raise BadRequest.because("search-value-nul", name=name.replace("\0", "�"))
    try:
        f"{name}{value}".encode()
    except UnicodeEncodeError:
        raise BadRequest.because(
            "search-value-not-utf8", name=name.encode(errors="replace").decode()
        ) from None


def check_length(name: str, value: str) -> None:
    """Raise BadRequest when one ``value`` is longer than anything that is looked for."""
    if len(value) > MAX_LENGTH:
        raise BadRequest.because("search-value-long", name=name, limit=MAX_LENGTH)
