"""Messages of the REST API: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "all-ok": ("Зауважень немає.", "All OK."),
    "body-cut-short": (
        "Тіло запиту обірвалося: отримано {found} байтів з {expected}.",
        "The body was cut short: {found} of {expected} bytes came.",
    ),
    "body-not-object": (
        "Очікується ресурс FHIR (об’єкт JSON), а надіслано {found}.",
        "A FHIR resource (a JSON object) is expected, but a JSON {found} was sent.",
    ),
    "body-too-large": (
        "Тіло запиту більше за дозволені {limit} МБ.",
        "The body is larger than the {limit} MB that are allowed.",
    ),
    "condition-empty": (
        "Умова порожня: вкажіть параметри пошуку.",
        "The condition is empty: give search parameters.",
    ),
    "condition-matches-many": (
        "Умові «{condition}» відповідає більше ніж один ресурс.",
        "The condition '{condition}' matches more than one resource.",
    ),
    "content-encoding-not-supported": (
        "Стиснення «{found}» не підтримується; є gzip і zstd.",
        "The encoding '{found}' is not supported; there are gzip and zstd.",
    ),
    "content-encoding-wrong": (
        "Тіло запиту не є даними «{found}», як сказано в Content-Encoding.",
        "The body is not the '{found}' that Content-Encoding says it is.",
    ),
    "content-type-not-supported": (
        "Формат тіла «{found}» не підтримується; є application/fhir+json і application/fhir+xml, в UTF-8.",
        "The format '{found}' is not supported; send application/fhir+json or application/fhir+xml in UTF-8.",
    ),
    "elements-unknown": (
        "Елемента «{name}» у ресурсі {type} немає. Найближчий: {nearest}.",
        "{type} has no element '{name}'. Nearest: {nearest}.",
    ),
    "format-not-supported": (
        "Формат «{format}» не підтримується; є application/fhir+json і application/fhir+xml.",
        "The format '{format}' is not supported; there are application/fhir+json and application/fhir+xml.",
    ),
    "id-illegal": (
        "«{id}» не може бути ідентифікатором: дозволено 1–64 символи A–Z, a–z, 0–9, «-» і «.».",
        "'{id}' cannot be an id: 1 to 64 of A-Z, a-z, 0-9, '-' and '.' are allowed.",
    ),
    "id-mismatch": (
        "Ідентифікатор ресурсу «{found}» не збігається з «{expected}» в адресі.",
        "The resource's id '{found}' differs from '{expected}' in the URL.",
    ),
    "id-missing": (
        "Ресурс має містити id «{expected}», як в адресі.",
        "The resource must carry the id '{expected}' of the URL.",
    ),
    "internal-error": (
        "Внутрішня помилка сервера. Її записано в журнал; нічого не збережено.",
        "Internal error. It has been logged; nothing was stored.",
    ),
    "job-given-up": (
        "Завдання починали {attempts} разів, і щоразу його виконання обривалося.",
        "The job was begun {attempts} times, and each time what did it was ended.",
    ),
    "json-duplicate-key": (
        "Ім’я «{name}» трапляється в об’єкті двічі.",
        "The name '{name}' stands twice in one object.",
    ),
    "json-invalid": (
        "Це не JSON: {detail} (рядок {line}, стовпець {column}).",
        "This is not JSON: {detail} (line {line}, column {column}).",
    ),
    "json-not-utf8": (
        "Тіло запиту не є текстом UTF-8 (байт {offset}).",
        "The body is not UTF-8 text (byte {offset}).",
    ),
    "json-surrogate": (
        "{escape} — непарний сурогат, тобто лише половина символу (рядок {line}, стовпець {column}).",
        "{escape} is a lone surrogate, which is half of a character (line {line}, column {column}).",
    ),
    "json-too-deep": (
        "JSON вкладено занадто глибоко.",
        "The JSON is nested too deeply.",
    ),
    "later-accepted": (
        "Запит прийнято. Його стан і, згодом, відповідь: {url}",
        "The request is accepted. Its status and, later, its answer are at {url}",
    ),
    "later-too-large": (
        "Відповідь більша за {limit_mb} МБ (стиснена) і не може чекати на вас. Просіть менші сторінки.",
        "The answer is larger than {limit_mb} MB (compressed) and cannot be kept. Ask for smaller pages.",
    ),
    "later-unknown": (
        "Запиту «{id}» немає: його скасовано або минула доба від відповіді.",
        "There is no request '{id}': it was cancelled, or its answer is older than a day.",
    ),
    "load-not-resource": (
        "Це не ресурс FHIR: немає resourceType.",
        "This is not a FHIR resource: it has no resourceType.",
    ),
    "archive-unreadable": (
        "Архів {archive} не читається: {reason}.",
        "The archive {archive} cannot be read: {reason}.",
    ),
    "method-not-allowed": (
        "Метод {method} тут не дозволено; дозволено: {allowed}.",
        "Method {method} is not allowed here; allowed: {allowed}.",
    ),
    "once-key": (
        "Idempotency-Key має бути текстом від 1 до {limit} символів.",
        "An Idempotency-Key is a text of 1 to {limit} characters.",
    ),
    "once-lost": (
        "Запит із цим Idempotency-Key тим часом перебрав інший обробник; тут нічого не збережено.",
        "Another worker has taken over the request with this Idempotency-Key; nothing was stored here.",
    ),
    "once-other-request": (
        "Цей Idempotency-Key уже належить іншому запиту. Для нового запиту візьміть новий ключ.",
        "This Idempotency-Key belongs to another request. Take a new key for a new request.",
    ),
    "once-running": (
        "Запит із цим Idempotency-Key ще виконується. Повторіть його згодом.",
        "The request with this Idempotency-Key is being carried out. Send it again in a while.",
    ),
    "operation-unknown": (
        "Операція «{operation}» не підтримується.",
        "The operation '{operation}' is not supported.",
    ),
    "resource-created": ("Створено {location}.", "Created {location}."),
    "resource-deleted": ("{type}/{id} вилучено.", "{type}/{id} is deleted."),
    "resource-exists": (
        "Відповідний ресурс уже є: {location}; новий не створено.",
        "A matching resource exists already: {location}; no other was created.",
    ),
    "resource-exists-already": (
        "{type}/{id} вже існує, а If-None-Match вимагає, щоб його не було.",
        "{type}/{id} exists already, and If-None-Match asks that it does not.",
    ),
    "resource-gone": (
        "{type}/{id} вилучено (версія {version}).",
        "{type}/{id} was deleted (version {version}).",
    ),
    "resource-not-found": ("{type}/{id} не знайдено.", "{type}/{id} was not found."),
    "resource-type-mismatch": (
        "Очікується ресурс {expected}, а надіслано «{found}».",
        "A resource of type {expected} is expected, but '{found}' was sent.",
    ),
    "resource-unchanged": (
        "{location}: змін немає, нову версію не створено.",
        "{location}: nothing changed, no new version was made.",
    ),
    "resource-updated": ("Збережено {location}.", "Stored {location}."),
    "route-unknown": ("Адреси «{path}» немає.", "There is nothing at '{path}'."),
    "summary-invalid": (
        "«{value}» не є значенням _summary; є: {known}.",
        "'{value}' is no value of _summary; there are: {known}.",
    ),
    "summary-with-elements": (
        "_summary і _elements не можна поєднувати: залиште щось одне.",
        "_summary and _elements cannot be combined: give one of them.",
    ),
    "summary-with-include": (
        "_summary=text не можна поєднувати з _include і _revinclude.",
        "_summary=text cannot be combined with _include and _revinclude.",
    ),
    "too-many-requests": (
        "Забагато запитів: дозволено {limit}. Зачекайте, скільки вказує Retry-After.",
        "Too many requests: {limit} are allowed. Wait as long as Retry-After says.",
    ),
    "type-unknown": (
        "Типу ресурсу «{type}» немає у FHIR R4. Найближчий: {nearest}.",
        "FHIR R4 has no resource type '{type}'. Nearest: {nearest}.",
    ),
    "url-not-utf8": (
        "Адреса містить послідовність, яка не є UTF-8.",
        "The URL holds a sequence that is not UTF-8.",
    ),
    "url-too-long": (
        "Адреса довша за {limit} символів; довгий пошук надсилайте методом POST на …/_search.",
        "The URL is longer than {limit} characters; send a long search by POST to …/_search.",
    ),
    "validate-mode": (
        "Режиму «{mode}» немає; є create, update, delete, profile.",
        "There is no mode '{mode}'; there are create, update, delete, profile.",
    ),
    "validate-no-resource": (
        "У Parameters немає параметра resource.",
        "The Parameters hold no parameter 'resource'.",
    ),
    "version-mismatch": (
        "If-Match вимагає версію {expected}, а поточна — {found}.",
        "If-Match asks for version {expected}, but the current one is {found}.",
    ),
    "version-not-found": (
        "Версії {version} ресурсу {type}/{id} немає.",
        "There is no version {version} of {type}/{id}.",
    ),
}
