"""Messages of conformance: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "package-not-found": (
        "Пакет {package} не знайдено.",
        "Package {package} was not found.",
    ),
    "package-source-failed": (
        "Не вдалося отримати пакет {package}: {reason}.",
        "Package {package} could not be fetched: {reason}.",
    ),
    "package-unreadable": (
        "Пакет {package} не читається: {reason}.",
        "Package {package} cannot be read: {reason}.",
    ),
    "package-unsafe": (
        "Архів {package} містить небезпечний шлях: {path}.",
        "Archive {package} has an unsafe path in it: {path}.",
    ),
    "package-too-large": (
        "Архів {package} після розпакування перевищує {limit} МБ.",
        "Archive {package} is larger than {limit} MB when unpacked.",
    ),
    "package-checksum": (
        "Контрольна сума пакета {package} не збігається: очікувано {expected}, отримано {actual}.",
        "The checksum of package {package} does not match: expected {expected}, got {actual}.",
    ),
    "package-no-definitions": (
        "У пакеті {package} немає визначень FHIR.",
        "Package {package} has no FHIR definitions in it.",
    ),
}
