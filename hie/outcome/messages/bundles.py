"""Messages of Bundles: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "bundle-entries": (
        "Bundle.entry має бути масивом.",
        "Bundle.entry must be an array.",
    ),
    "bundle-too-large": (
        "У Bundle {found} записів, а дозволено {limit}.",
        "The Bundle holds {found} entries; {limit} are allowed.",
    ),
    "bundle-type": (
        "Сюди надсилають Bundle типу batch або transaction, а не «{found}».",
        "A Bundle of type batch or transaction is expected here, not '{found}'.",
    ),
    "entry-duplicate": (
        "«{name}» стоїть також у записі {other}: в одній транзакції це дозволено лише раз.",
        "'{name}' stands in entry {other} as well; one transaction may name it once.",
    ),
    "entry-method": (
        "Метод «{method}» у записі не підтримується; є GET, POST, PUT, DELETE.",
        "The method '{method}' of an entry is not supported; there are GET, POST, PUT, DELETE.",
    ),
    "entry-request-missing": (
        "Запис не має request з методом та адресою.",
        "The entry has no request with a method and a URL.",
    ),
    "entry-resource-missing": (
        "Запис з методом {method} має містити ресурс.",
        "An entry with method {method} must hold a resource.",
    ),
    "entry-url": ("Адреса запису «{url}» непридатна.", "The entry's URL '{url}' is of no use."),
    "reference-conditional": (
        "Посилання «{reference}» з умовою пошуку дозволене лише в транзакції.",
        "The reference '{reference}', which is a search, is allowed in a transaction only.",
    ),
    "reference-matches": (
        "Посиланню «{reference}» відповідає ресурсів: {found}, а має відповідати рівно один.",
        "The reference '{reference}' matches {found} resources; it must match exactly one.",
    ),
}
