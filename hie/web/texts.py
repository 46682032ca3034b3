"""The words of the pages, ``(Ukrainian, English)``."""

from hie.outcome import Language

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("hie — обмін медичними даними FHIR R4", "hie — FHIR R4 health information exchange"),
    "what": (
        (
            "Сервер обміну медичними даними за стандартом HL7 FHIR R4 (4.0.1). Кожен ресурс перевіряється "
            "за національними профілями та довідниками ще до збереження."
        ),
        (
            "A health information exchange server on HL7 FHIR R4 (4.0.1). Every resource is validated "
            "against the national profiles and dictionaries before it is stored."
        ),
    ),
    "no-auth": (
        "Автентифікацію вимкнено: сервер відповідає лише цій машині.",
        "Authentication is off: the server answers this machine only.",
    ),
    "base": ("Адреса FHIR", "FHIR base"),
    "capabilities": ("Можливості сервера", "What the server can do"),
    "stored": ("Збережені ресурси", "Stored resources"),
    "type": ("Тип", "Type"),
    "count": ("Кількість", "Count"),
    "nothing": ("Поки що нічого не збережено.", "Nothing is stored yet."),
    "no-database": ("База даних зараз не відповідає.", "The database does not answer now."),
    "validate": ("Перевірити ресурс", "Validate a resource"),
    "paste": (
        "Вставте ресурс FHIR у форматі JSON. Він лише перевіряється, не зберігається.",
        "Paste a FHIR resource in JSON. It is validated only, not stored.",
    ),
    "profile": ("Профіль (необов’язково)", "Profile (optional)"),
    "button": ("Перевірити", "Validate"),
    "valid": ("Помилок немає.", "No errors."),
    "invalid": ("Знайдено помилок: {count}.", "Errors found: {count}."),
    "line": ("рядок", "line"),
    "severity-fatal": ("помилка", "error"),
    "severity-error": ("помилка", "error"),
    "severity-warning": ("попередження", "warning"),
    "severity-information": ("зауваження", "note"),
    "other-language": ("English", "Українською"),
    "version": ("Версія", "Version"),
    "profiles": ("Національні профілі", "National profiles"),
}


def texts(language: Language) -> dict[str, str]:
    """The words in ``language``."""
    return {key: pair[0 if language == "uk" else 1] for key, pair in TEXTS.items()}
