"""Messages of coded values and special texts: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "attachment-empty": (
        "Вкладення без data й url має містити принаймні contentType або language",
        "An attachment without data and url should have at least a contentType or a language",
    ),
    "attachment-hash": (
        "Контрольна сума hash не відповідає даним data",
        "The hash is not that of the data",
    ),
    "attachment-size": (
        "Зазначений розмір вкладення – {size} байтів, а дані мають {length}",
        "The stated size of the attachment is {size} bytes, but the data has {length}",
    ),
    "base64-space": (
        "Дані base64 не повинні містити пробілів (RFC 4648)",
        "Base64 data should not contain white space (RFC 4648)",
    ),
    "canonical-relative": (
        "Канонічне посилання має бути повним URL, а не {value}",
        "A canonical reference should be an absolute URL, not {value}",
    ),
    "code-inactive": (
        "Код {code} системи {system} більше не чинний; перевірте, чи слід його вживати",
        "The code {code} of {system} is inactive; its use should be reviewed",
    ),
    "code-missing": (
        "Потрібен код із набору значень {value_set}; розширення не може його замінити",
        "A code from the value set {value_set} is required; an extension cannot stand for it",
    ),
    "code-unknown": (
        "У системі кодів {system} (версія {version}) немає коду {code}",
        "The code system {system} (version {version}) has no code {code}",
    ),
    "display-other": (
        "Назви «{display}» для коду {code} системи {system} тут не знають; відома назва: «{right}»",
        "The display “{display}” of the code {code} of {system} is not known here; it is called “{right}”",
    ),
    "display-space": (
        "У назві «{display}» коду {code} системи {system} зайві або пропущені пробіли; правильно: «{right}»",
        "The display “{display}” of the code {code} of {system} has wrong white space; right is “{right}”",
    ),
    "display-wrong": (
        "Назва «{display}» не відповідає коду {code} системи {system}; правильно: «{right}»",
        "The display “{display}” is wrong for the code {code} of {system}; right is “{right}”",
    ),
    "extension-url-relative": (
        "URL розширення має бути повним, а не {value}",
        "The URL of an extension must be absolute, not {value}",
    ),
    "identifier-not-uri": (
        "Якщо system – urn:ietf:rfc:3986, то value має бути повним URI, а не {value}",
        "If the system is urn:ietf:rfc:3986, the value must be a full URI, not {value}",
    ),
    "identifier-system-relative": (
        "Значення system ідентифікатора має бути повним URI, а не {system}",
        "The system of an identifier must be an absolute URI, not {system}",
    ),
    "narrative-languages": (
        "Профіль вимагає інших мовних розділів тексту ресурсу (narrative-language-control: {wanted})",
        "The profile wants other language sections in the narrative (narrative-language-control: {wanted})",
    ),
    "narrative-mixed": (
        "Текст ресурсу має мовні розділи ({languages}), а також вміст поза ними",
        "The narrative has language sections ({languages}), and content outside of them too",
    ),
    "narrative-other-language": (
        "Мова ресурсу – {language}, а розділи його тексту мають мови: {languages}",
        "The language of the resource is {language}, but the sections of its narrative are in: {languages}",
    ),
    "no-code": (
        "Коду не подано; слід подати код із набору значень {value_set}, якщо він є",
        "No code is given; a code from the value set {value_set} should be given if one fits",
    ),
    "not-in-preferred": (
        "Коду {value} немає в рекомендованому наборі значень {value_set}",
        "The code {value} is not in the recommended value set {value_set}",
    ),
    "oid-invalid": (
        "«{value}» не є правильним OID",
        "“{value}” is not a valid OID",
    ),
    "system-draft": (
        "Система кодів {system} (версія {version}) – лише чернетка",
        "The code system {system} (version {version}) is only a draft",
    ),
    "system-is-supplement": (
        "{system} – доповнення до системи кодів, тому не може бути значенням system",
        "{system} is a supplement of a code system, so it cannot be the value of system",
    ),
    "system-is-value-set": (
        "{system} – набір значень, а потрібна система кодів",
        "{system} is a value set, but a code system is needed",
    ),
    "system-missing": (
        "Код {code} подано без system, тому він не має певного значення і не може бути перевірений",
        "The code {code} has no system, so it has no defined meaning and cannot be checked",
    ),
    "system-relative": (
        "Значення system має бути повним URI, а не {system}",
        "The value of system must be an absolute URI, not {system}",
    ),
    "system-unknown": (
        "Система кодів {system} невідома, тому код не перевірено",
        "The code system {system} is not known, so the code was not checked",
    ),
    "system-unknown~near": (
        "Система кодів {system} невідома, тому код не перевірено; можливо, {near}?",
        "The code system {system} is not known, so the code was not checked; did you mean {near}?",
    ),
    "system-version": (
        "Версія {found} системи кодів {system} невідома, тому код не перевірено; відома версія: {version}",
        "Version {found} of {system} is not known, so the code was not checked; known is {version}",
    ),
    "system-wrong": (
        "Неправильний URI системи кодів: {system}; правильно: {near}",
        "The URI of the code system is wrong: {system}; right is {near}",
    ),
    "text-html": (
        "Текст містить щось схоже на тег HTML ({tag}); перевірте, чи це навмисно",
        "The text contains what looks like an HTML tag ({tag}); check that this is intended",
    ),
    "text-space": (
        "Текст «{value}» починається або закінчується пробілом",
        "The text “{value}” begins or ends with white space",
    ),
    "uuid-invalid": (
        "«{value}» не є правильним UUID",
        "“{value}” is not a valid UUID",
    ),
    "year-unlikely": (
        "Рік у даті {value} малоймовірний; перевірте, чи немає помилки",
        "The year of {value} is unlikely; check it for a mistake",
    ),
}
