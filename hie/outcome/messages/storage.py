"""Messages of storage: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "storage-duplicate-id": (
        "Ресурс {type}/{id} уже існує.",
        "The resource {type}/{id} exists already.",
    ),
    "storage-duplicate-key": (
        "Ідентифікатор {identifier} вже належить іншому ресурсу типу {type}.",
        "The identifier {identifier} belongs to another {type} already.",
    ),
    "storage-version-conflict": (
        "Ресурс {type}/{id} тим часом змінено: його версія вже не {expected}.",
        "The resource {type}/{id} has been changed meanwhile: its version is no longer {expected}.",
    ),
    "storage-unavailable": (
        "База даних зараз недоступна. Чи виконано запит, невідомо; повторіть його за кілька секунд.",
        "The database is not available now. Whether the request succeeded is unknown; repeat it in seconds.",
    ),
    "storage-too-slow": (
        "База даних не встигла виконати запит за відведений час. Звузьте запит або повторіть його пізніше.",
        "The database could not answer within the time allowed. Narrow the request or repeat it later.",
    ),
    "storage-busy": (
        "Забагато транзакцій одночасно. Повторіть запит за кілька секунд.",
        "Too many transactions at once. Repeat the request in a few seconds.",
    ),
    "storage-contention": (
        "Інші запити весь час змінюють ті самі дані. Нічого не збережено; повторіть запит за кілька секунд.",
        "Other requests keep changing the same data. Nothing was stored; repeat the request in seconds.",
    ),
    "storage-full": (
        "На сервері закінчується місце на диску, тому запис зупинено. Нічого не збережено.",
        "The server is running out of disk space, so writing has been stopped. Nothing was stored.",
    ),
    "storage-too-large": (
        "Ресурс завеликий для зберігання: межа {limit_mb} МБ разом з індексом.",
        "The resource is too large to be stored: the limit is {limit_mb} MB with its index.",
    ),
    "storage-value": (
        "Ресурс містить значення, яке неможливо зберегти: {detail}.",
        "The resource has a value that cannot be stored: {detail}.",
    ),
    "storage-failure": (
        "Збій бази даних ({detail}).",
        "The database failed ({detail}).",
    ),
}
