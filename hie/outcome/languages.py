"""Which of the server's two languages a client wants.

https://www.rfc-editor.org/rfc/rfc9110#name-accept-language
"""

from typing import Literal

Language = Literal["uk", "en"]


def preferred_language(accept_language: str, default: Language) -> Language:
    """Ukrainian or English, whichever the client names first; ``default`` when it names neither."""
    best: tuple[float, Language] = (0.0, default)
    for item in accept_language.split(","):
        tag, _, parameters = item.partition(";")
        quality = _quality(parameters)
        name = tag.strip().lower().partition("-")[0]
        if name == "uk" and quality > best[0]:
            best = (quality, "uk")
        elif name == "en" and quality > best[0]:
            best = (quality, "en")
    return best[1]


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
