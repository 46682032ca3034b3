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
    "profiles": ("Національні профілі", "National profiles"),
    "version": ("Версія", "Version"),
    "pages": ("Сторінки", "Pages"),
    "server": ("Сервер", "Server"),
    "language": ("Мова", "Language"),
    "other-language": ("English", "Українською"),
    "validation": ("Перевірка", "Validation"),
    "validate": ("Перевірка ресурсу", "Validate a resource"),
    "validate-what": (
        "Вставте ресурс FHIR або виберіть файл — і побачите зауваження біля рядків, яких вони стосуються.",
        "Paste a FHIR resource or choose a file, and see each finding beside the line that it is about.",
    ),
    "paste": ("Ресурс", "Resource"),
    "paste-hint": (
        "У форматі JSON або XML, до {megabytes} МБ. Ресурс лише перевіряється: сервер його не зберігає.",
        "In JSON or XML, up to {megabytes} MB. It is validated only: the server does not keep it.",
    ),
    "example": ("Показати на прикладі", "Show me an example"),
    "file": ("Або файл", "Or a file"),
    "file-hint": (
        "Якщо вибрати файл, перевірено буде його, а не текст.",
        "When a file is chosen, it is validated instead of the text.",
    ),
    "profile": ("Профіль", "Profile"),
    "profile-none": ("Вказані в ресурсі", "Those named in the resource"),
    "profile-national": ("Національний і вказані в ресурсі", "National and named in the resource"),
    "profile-other": ("Інші профілі", "Other profiles"),
    "profile-other-hint": (
        "Канонічні адреси через пробіл.",
        "Canonical URLs with spaces between them.",
    ),
    "as-of": ("На дату", "As of"),
    "as-of-hint": (
        "РРРР-ММ-ДД: перевірити за версіями пакетів, чинними того дня. Без дати — за сьогоднішніми.",
        "YYYY-MM-DD: validate with the versions of packages in force that day. Without a date: today's.",
    ),
    "button": ("Перевірити", "Validate"),
    "result": ("Результат", "Result"),
    "valid": ("Помилок немає.", "No errors."),
    "count-error": ("Помилок: {count}", "Errors: {count}"),
    "count-warning": ("Попереджень: {count}", "Warnings: {count}"),
    "count-information": ("Зауважень: {count}", "Notes: {count}"),
    "severity-error": ("помилка", "error"),
    "severity-warning": ("попередження", "warning"),
    "severity-information": ("зауваження", "note"),
    "held-to": ("Перевірено також за профілями:", "Validated against these profiles too:"),
    "on-date": (
        "За версіями пакетів, чинними на {date}.",
        "With the versions of packages in force on {date}.",
    ),
    "edit": ("Виправити ресурс", "Edit the resource"),
    "found": ("Що знайдено", "What was found"),
    "line": ("рядок {line}", "line {line}"),
    "by-line": ("Ресурс по рядках", "The resource by line"),
    "gap": ("Рядки {first}–{last}: без зауважень", "Lines {first}–{last}: nothing found"),
    "left-out": ("… ще {count} символів", "… {count} more characters"),
    "previous": ("попередня", "previous"),
    "next": ("наступна", "next"),
    "to-list": ("до списку", "to the list"),
    "laid-out": (
        "Ресурс був в одному рядку, тому його показано розкладеним на рядки.",
        "The resource was on a single line; it is shown laid out.",
    ),
    "permalink": ("Посилання на цю перевірку", "Link to this validation"),
    "permalink-note": (
        (
            "Ресурс міститься в самому посиланні, сервер нічого не зберігає. Хто бачить посилання, той "
            "бачить і ресурс: не створюйте посилань із даними справжніх пацієнтів."
        ),
        (
            "The link itself holds the resource; the server keeps nothing. Who sees the link sees the "
            "resource: make no links with data of real patients."
        ),
    ),
    "no-permalink": (
        "Посилання на цю перевірку немає: навіть стиснутим ресурс не вміщається в {longest} символів.",
        (
            "There is no link to this validation: even compressed, the resource does not fit into {longest} "
            "characters."
        ),
    ),
    "notice-empty": (
        "Спершу вставте ресурс або виберіть файл.",
        "Paste a resource or choose a file first.",
    ),
    "notice-too-large": (
        (
            "Завеликий текст: ця сторінка перевіряє до {megabytes} МБ. Більші файли перевіряє команда "
            "hie validate, а також запит $validate."
        ),
        (
            "The text is too large: this page validates up to {megabytes} MB. For larger files there are the "
            "command hie validate and the operation $validate."
        ),
    ),
    "notice-date": (
        "Такої дати немає; вкажіть її у вигляді РРРР-ММ-ДД.",
        "There is no such date; give it as YYYY-MM-DD.",
    ),
    "notice-damaged": (
        "Посилання пошкоджено: ресурсу з нього прочитати не вдалося.",
        "The link is damaged: no resource could be read from it.",
    ),
}


def texts(language: Language) -> dict[str, str]:
    """The words in ``language``."""
    return {key: pair[0 if language == "uk" else 1] for key, pair in TEXTS.items()}
