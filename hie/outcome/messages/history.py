"""Messages of the history and the change feed: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "history-feed-count": (
        "Сторінка потоку змін містить принаймні одну версію: приберіть _count=0 чи _summary=count.",
        "A page of the change feed holds at least one version: leave _count=0 and _summary=count away.",
    ),
    "history-feed-level": (
        "Потік змін є для типу та всієї системи, а не для одного ресурсу.",
        "There is a change feed of a type and of the whole system, not of one resource.",
    ),
    "history-feed-lost": (
        (
            "База даних уже не пам’ятає змін після цього курсора. Почніть знову: _cursor=start дасть усі "
            "версії, а _cursor=start&_since=… — версії від указаного моменту; візьміть lastModified "
            "останньої отриманої версії, на кілька хвилин раніше, і пропустіть ті версії, що вже маєте."
        ),
        (
            "The database does not remember the changes after this cursor any more. Begin again: "
            "_cursor=start gives all versions, _cursor=start&_since=… those since a moment; take the "
            "lastModified of the last version that you got, some minutes earlier, and skip "
            "versions that you have."
        ),
    ),
    "history-feed-parameter": (
        "Параметр «{name}» не поєднується з потоком змін (_cursor); є: {known}.",
        "The parameter '{name}' does not go with the change feed (_cursor); there are: {known}.",
    ),
    "history-list": (
        "Списку List/{value}, який називає _list, тут немає; поточні списки ($current-…) не підтримуються.",
        "The List '{value}' that _list names is not there; current lists ($current-…) are not supported.",
    ),
    "history-parameter": (
        "Параметра «{name}» в історії немає; є: {nearest}.",
        "History has no parameter '{name}'; try: {nearest}.",
    ),
    "history-parameter-twice": (
        "Параметр історії «{name}» можна вказати лише раз.",
        "The parameter '{name}' of a history can be given only once.",
    ),
    "history-sort": (
        "Історію не можна впорядкувати за «{value}»; є: {known}.",
        "A history cannot be sorted by '{value}'; there are: {known}.",
    ),
    "history-time": (
        "«{value}» не є датою чи моментом часу для {name}.",
        "'{value}' is not a date or an instant for {name}.",
    ),
    "history-wait": (
        "«{value}» не є числом секунд від 0 до {limit} для _wait.",
        "'{value}' is no number of seconds from 0 to {limit} for _wait.",
    ),
    "history-wait-without-feed": (
        "_wait має сенс лише для потоку змін: додайте _cursor= (від цього моменту) або _cursor=start (усе).",
        "_wait is for the change feed only: add _cursor= (from now on) or _cursor=start (everything).",
    ),
}
