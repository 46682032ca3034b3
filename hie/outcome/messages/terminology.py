"""Messages of coded values and special texts: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "no-code": (
        "Коду не подано; слід подати код із набору значень {value_set}, якщо він є",
        "No code is given; a code from the value set {value_set} should be given if one fits",
    ),
    "not-in-preferred": (
        "Коду {value} немає в рекомендованому наборі значень {value_set}",
        "The code {value} is not in the recommended value set {value_set}",
    ),
}
