"""Messages of fhirpath: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "fhirpath-syntax": (
        "Вираз FHIRPath не розібрано (рядок {line}, позиція {column}): {detail}",
        "The FHIRPath expression cannot be read (line {line}, column {column}): {detail}",
    ),
    "fhirpath-meaning": (
        "Вираз FHIRPath не має змісту для цього типу: {detail}",
        "The FHIRPath expression means nothing for this type: {detail}",
    ),
    "fhirpath-evaluation": (
        "Вираз FHIRPath неможливо обчислити: {detail}",
        "The FHIRPath expression cannot be evaluated: {detail}",
    ),
}
