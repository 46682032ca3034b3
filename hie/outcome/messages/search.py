"""Messages of search: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "search-parameter-pending": (
        "За параметром «{name}» ресурси {type} ще індексуються; стан: SearchParameter/$status.",
        "Resources of {type} are still being indexed by '{name}'; see SearchParameter/$status.",
    ),
    "search-parameter-unknown": (
        "Ресурс {type} не має параметра пошуку «{name}».{hint_uk} Відомі параметри: {known}.",
        "{type} has no search parameter '{name}'.{hint_en} Known parameters: {known}.",
    ),
    "search-parameter-unsupported": (
        "Сервер поки що не підтримує параметр пошуку «{name}».",
        "The server does not support the search parameter '{name}' yet.",
    ),
    "search-query-unknown": (
        "Ресурс {type} не має запиту «{name}».{hint_uk} Відомі запити: {known}.",
        "{type} has no query '{name}'.{hint_en} Known queries: {known}.",
    ),
    "search-query-type": (
        "Запит «{name}» шукає ресурси {types}, а не {type}.",
        "The query '{name}' finds {types} resources, not {type}.",
    ),
    "search-query-many": (
        "Запит «{name}» має понад {limit} варіантів значення.",
        "The query '{name}' has more than {limit} alternatives for a value.",
    ),
    "search-query-made": (
        "Параметр «{part}» утворив запит «{name}».",
        "The query '{name}' made the parameter '{part}'.",
    ),
    "search-chain-reference": (
        "«{name}»: параметр «{parameter}» не є посиланням, тож за ним немає іншого ресурсу.",
        "'{name}': the parameter '{parameter}' is no reference, so it leads to no other resource.",
    ),
    "search-chain-type": (
        "Параметр «{name}» може посилатися на будь-який ресурс. Назвіть тип: «{name}:Patient.…».",
        "The parameter '{name}' may refer to any resource. Name the type: '{name}:Patient.…'.",
    ),
    "search-chain-long": (
        "Параметр «{name}» має понад {limit} ланок.",
        "The parameter '{name}' has more than {limit} links.",
    ),
    "search-has-invalid": (
        "«{name}» не має вигляду _has:Тип:параметр-посилання:параметр.",
        "'{name}' is not of the form _has:Type:reference-parameter:parameter.",
    ),
    "search-has-parameter": (
        "«{name}»: {type} не має параметра-посилання «{parameter}».{hint_uk} Можливі: {known}.",
        "'{name}': {type} has no reference parameter '{parameter}'.{hint_en} Possible ones: {known}.",
    ),
    "search-has-target": (
        "«{name}»: параметр «{parameter}» не посилається на {type}. Можливі: {known}.",
        "'{name}': the parameter '{parameter}' does not refer to {type}. Possible ones: {known}.",
    ),
    "search-list-invalid": (
        "Значення «{value}» параметра «{name}» не має вигляду Тип/id. Можливі типи: {known}.",
        "The value '{value}' of the parameter '{name}' is not of the form Type/id. Possible types: {known}.",
    ),
    "search-filter-syntax": (
        "Фільтр не зрозумілий із символу {place}: «{found}». Тут має бути: {expected}.",
        "The filter is not understood from character {place} on: '{found}'. Expected is: {expected}.",
    ),
    "search-filter-deep": (
        "Фільтр має понад {limit} дужок одна в одній.",
        "The filter has more than {limit} brackets in each other.",
    ),
    "search-steps-many": (
        "Пошук потребує понад {limit} кроків за посиланнями. Назвіть типи: «focus:Observation.code».",
        "The search takes more than {limit} steps along links. Name the types: 'focus:Observation.code'.",
    ),
    "search-filter-element": (
        "У фільтрі пишуть {name}[{first} eq …].{second} eq … чи {name}[{second} eq …].{first} eq …",
        "In a filter '{name}' is {name}[{first} eq …].{second} eq … or {name}[{second} eq …].{first} eq …",
    ),
    "search-filter-operator": (
        "Параметр «{name}» не порівнюють через «{operator}». Можливі: {known}.",
        "The parameter '{name}' is not compared by '{operator}'. Possible ones: {known}.",
    ),
    "search-filter-modifier": (
        "У фільтрі параметр «{name}» не має модифікатора «:{modifier}»; натомість є оператори.",
        "In a filter the parameter '{name}' has no modifier ':{modifier}'; there are operators instead.",
    ),
    "search-linked-many": (
        (
            "«{name}»: умові відповідають понад {limit} ресурсів {type}, а за стількома посиланнями сервер "
            "не шукає. Зробіть цю умову вужчою або додайте вузьку."
        ),
        (
            "'{name}': more than {limit} {type} resources meet the condition, and the server does not search "
            "by so many links. Make this condition narrower, or add a narrow one."
        ),
    ),
    "search-modifier-unknown": (
        "Параметр «{name}» не має модифікатора «:{modifier}».{hint_uk} Можливі: {known}.",
        "The parameter '{name}' has no modifier ':{modifier}'.{hint_en} Possible ones: {known}.",
    ),
    "search-value-empty": (
        "Параметр «{name}» має порожнє значення.",
        "The parameter '{name}' has an empty value.",
    ),
    "search-value-long": (
        "Значення параметра «{name}» довше за {limit} символів.",
        "The value of the parameter '{name}' is longer than {limit} characters.",
    ),
    "search-conditions": (
        "Запит має понад {limit} умов.",
        "The query has more than {limit} conditions.",
    ),
    "search-value-nul": (
        "Значення параметра «{name}» містить нульовий символ.",
        "The value of the parameter '{name}' contains a NUL character.",
    ),
    "search-value-not-utf8": (
        "Значення параметра «{name}» не є текстом у кодуванні UTF-8.",
        "The value of the parameter '{name}' is not text in UTF-8.",
    ),
    "search-prefix-unknown": (
        "Значення «{value}» параметра «{name}» має невідомий префікс «{prefix}». Можливі: {known}.",
        (
            "The value '{value}' of the parameter '{name}' has the unknown prefix '{prefix}'. "
            "Possible ones: {known}."
        ),
    ),
    "search-date-invalid": (
        (
            "Значення «{value}» параметра «{name}» не є датою FHIR (РРРР, РРРР-ММ, РРРР-ММ-ДД "
            "або РРРР-ММ-ДДTгг:хх:сс із часовим поясом)."
        ),
        (
            "The value '{value}' of the parameter '{name}' is not a FHIR date (YYYY, YYYY-MM, YYYY-MM-DD "
            "or YYYY-MM-DDThh:mm:ss with a time zone)."
        ),
    ),
    "search-number-invalid": (
        "Значення «{value}» параметра «{name}» не є числом.",
        "The value '{value}' of the parameter '{name}' is not a number.",
    ),
    "search-quantity-invalid": (
        "Значення «{value}» параметра «{name}» не має вигляду число|система|код.",
        "The value '{value}' of the parameter '{name}' is not of the form number|system|code.",
    ),
    "search-token-invalid": (
        "Значення «{value}» параметра «{name}» не має вигляду код, система|код, система| або |код.",
        "The value '{value}' of the parameter '{name}' is not code, system|code, system| or |code.",
    ),
    "search-of-type-invalid": (
        "Значення «{value}» параметра «{name}:of-type» має бути типом і номером: система|код|номер.",
        "The value '{value}' of '{name}:of-type' must be a type and a number: system|code|number.",
    ),
    "search-definitions-several": (
        "Ресурсів {type} «{value}» збережено {number}: укажіть версію після «|».",
        "There are {number} stored resources {type} '{value}': name a version after '|'.",
    ),
    "search-value-set-circle": (
        "«{name}»: набір значень «{value}» містить сам себе.",
        "'{name}': the value set '{value}' imports itself.",
    ),
    "search-value-set-empty": (
        "«{name}»: набір значень «{value}» не має жодного коду.",
        "'{name}': the value set '{value}' has no codes.",
    ),
    "search-value-set-large": (
        "«{name}»: набір значень завеликий: понад {imports} інших наборів або {codes} кодів.",
        "'{name}': the value set is too large: more than {imports} other sets, or {codes} codes.",
    ),
    "search-value-set-system": (
        "«{name}»: набір «{value}» бере коди з «{system}», яку сервер не знає всю, або фільтр невідомий.",
        "'{name}': '{value}' takes codes of '{system}', not all of which are known, or by an unknown filter.",
    ),
    "search-value-set-unknown": (
        "«{name}»: сервер не знає набору значень «{value}» або не знає всіх його кодів.",
        "'{name}': the server does not know the value set '{value}', or not all of its codes.",
    ),
    "search-system-unknown": (
        "«{name}»: сервер не знає ієрархії системи кодів «{system}».",
        "'{name}': the server does not know the hierarchy of the code system '{system}'.",
    ),
    "search-code-unknown": (
        "«{name}»: система кодів «{system}» не має коду «{code}».",
        "'{name}': the code system '{system}' has no code '{code}'.",
    ),
    "search-hierarchy-invalid": (
        "Значення «{value}» параметра «{name}» має бути кодом разом із системою: система|код.",
        "The value '{value}' of the parameter '{name}' must be a code with its system: system|code.",
    ),
    "search-codes-many": (
        "«{name}»: «{value}» означає {number} кодів; можна шукати щонайбільше за {limit}.",
        "'{name}': '{value}' means {number} codes; at most {limit} can be searched for.",
    ),
    "search-text-invalid": (
        "Значення «{value}» параметра «{name}» не є запитом зі слів, AND, OR, NOT, дужок і лапок.",
        "The value '{value}' of '{name}' is not a query of words, AND, OR, NOT, parentheses and quotes.",
    ),
    "search-text-long": (
        "Запит параметра «{name}» має понад {limit} слів.",
        "The query of '{name}' has more than {limit} words.",
    ),
    "search-phrase-unsupported": (
        "«{name}» шукає слова, а не фрази: приберіть лапки. Фрази шукає «:text-advanced».",
        "'{name}' finds words, not phrases: leave out the quotes. ':text-advanced' finds phrases.",
    ),
    "search-scan": (
        (
            "Цей пошук мав би переглянути понад {limit} ресурсів {type}. "
            "Додайте умову, яку знаходить індекс, наприклад: {names}."
        ),
        (
            "This search would have to look at more than {limit} {type} resources. "
            "Add a condition that an index answers, such as: {names}."
        ),
    ),
    "search-sort-costly": (
        (
            "Для цього порядку треба було б упорядкувати понад {limit} ресурсів {type}. "
            "Звузьте пошук, наприклад: {names}, або впорядкуйте за _lastUpdated."
        ),
        (
            "For this order more than {limit} {type} resources would have to be sorted. "
            "Narrow the search, such as by: {names}, or sort by _lastUpdated."
        ),
    ),
    "search-tree-none": (
        "«{name}»: ці ресурси не мають ієрархії.",
        "'{name}': these resources have no hierarchy.",
    ),
    "search-contained-alone": (
        "«_contained» діє в пошуку одного типу, без «_include» і «_revinclude».",
        "'_contained' works in a search of one type, without '_include' and '_revinclude'.",
    ),
    "search-contained-count": (
        "{type}/{id} містить {found} відповідних ресурсів: вкажіть _count, не менший за це число.",
        "{type}/{id} contains {found} resources that match: give a _count that is not smaller.",
    ),
    "search-contained-type": (
        "«_containedType=contained» діє з «_contained=true» і без «_maxresults».",
        "'_containedType=contained' goes with '_contained=true' and without '_maxresults'.",
    ),
    "search-near-invalid": (
        (
            "Значення «{value}» параметра «{name}» має бути місцем: широта|довгота|відстань|одиниця; "
            "відстань і одиницю довжини (UCUM) можна не вказувати."
        ),
        (
            "The value '{value}' of the parameter '{name}' must be a place: "
            "latitude|longitude|distance|unit; distance and unit of length (UCUM) may be left out."
        ),
    ),
    "search-reference-type": (
        "Параметр «{name}» не може посилатися на ресурс {type}. Можливі: {known}.",
        "The parameter '{name}' cannot refer to {type}. Possible types: {known}.",
    ),
    "search-composite-invalid": (
        "Значення «{value}» параметра «{name}» має складатися з {count} частин, розділених «$».",
        "The value '{value}' of the parameter '{name}' must have {count} parts separated by '$'.",
    ),
    "search-missing-invalid": (
        "Модифікатор «:missing» параметра «{name}» приймає лише true або false, а не «{value}».",
        "The modifier ':missing' of the parameter '{name}' takes true or false only, not '{value}'.",
    ),
    "search-count-invalid": (
        "Значення «{value}» параметра «{name}» не є невід’ємним цілим числом.",
        "The value '{value}' of the parameter '{name}' is not a non-negative integer.",
    ),
    "search-once": (
        "Параметр «{name}» можна вказати лише один раз.",
        "The parameter '{name}' may be given only once.",
    ),
    "search-option-invalid": (
        "Значення «{value}» параметра «{name}» неприпустиме. Можливі: {known}.",
        "The value '{value}' of the parameter '{name}' is not allowed. Possible ones: {known}.",
    ),
    "search-sort-unknown": (
        "Ресурс {type} не можна впорядкувати за «{name}».{hint_uk} Можливі: {known}.",
        "{type} cannot be sorted by '{name}'.{hint_en} Possible ones: {known}.",
    ),
    "search-sort-several": (
        "Пошук ресурсів кількох типів впорядковується лише за _id та _lastUpdated, а не за «{name}».",
        "A search for several types is sorted by _id and _lastUpdated only, not by '{name}'.",
    ),
    "search-type-unknown": (
        "Тут не шукають ресурсів «{value}».{hint_uk} Можливі типи: {known}.",
        "'{value}' is not searched for here.{hint_en} Possible types: {known}.",
    ),
    "compartment-unknown": (
        "Ресурс {type} не має компартмента. Його мають: {known}.",
        "{type} has no compartment. Those that have one: {known}.",
    ),
    "compartment-member": (
        "Ресурси {type} не належать до компартмента {compartment}.",
        "{type} resources do not belong to the compartment {compartment}.",
    ),
    "search-include-invalid": (
        "Значення «{value}» параметра «{name}» не має вигляду Тип:параметр, Тип:параметр:Тип, Тип:* чи *.",
        (
            "The value '{value}' of the parameter '{name}' is not of the form Type:parameter, "
            "Type:parameter:Type, Type:* or *."
        ),
    ),
    "search-included-cut": (
        "Сторінка вміщує лише {limit} доданих ресурсів; решту шукайте окремо.",
        "The page holds no more than {limit} included resources; search for the others.",
    ),
    "search-include-everything": (
        "«{name}:iterate={value}» додало б усе, що є. Назвіть тип: «{name}:iterate=Тип:*».",
        "'{name}:iterate={value}' would add all that there is. Name a type: '{name}:iterate=Type:*'.",
    ),
    "search-include-source": (
        "«{name}={value}»: ресурсу {type} серед результатів цього пошуку немає.",
        "'{name}={value}': this search does not find {type} resources.",
    ),
    "search-include-parameter": (
        "«{name}={value}»: {type} не має параметра-посилання «{parameter}».{hint_uk} Можливі: {known}.",
        "'{name}={value}': {type} has no reference parameter '{parameter}'.{hint_en} Possible ones: {known}.",
    ),
    "search-include-target": (
        "«{name}={value}»: параметр «{parameter}» не посилається на {target}. Можливі: {known}.",
        "'{name}={value}': the parameter '{parameter}' does not refer to {target}. Possible ones: {known}.",
    ),
    "cursor-invalid": (
        (
            "Посилання на сторінку результатів уже не дійсне, або його змінено, або воно з іншого сервера. "
            "Повторіть пошук спочатку."
        ),
        (
            "The link to the page of results is not valid any more, or was changed, or is of another "
            "server. Start the search again."
        ),
    ),
    "cursor-alone": (
        "До посилання на сторінку результатів не можна додавати інші параметри. Повторіть пошук спочатку.",
        "Other parameters cannot be added to the link to a page of results. Start the search again.",
    ),
    "search-explained-query": (
        "Запит означає пошук за параметрами: {expansion}",
        "The query stands for a search by the parameters: {expansion}",
    ),
    "search-explained": (
        (
            "{type}. План: {stages}. Індекс: {index}. Переглянуто ключів: {keys}, документів: {documents}; "
            "повернуто: {returned}. Час: {phases}."
        ),
        (
            "{type}. Plan: {stages}. Index: {index}. Examined: {keys} keys, {documents} documents; "
            "returned: {returned}. Times: {phases}."
        ),
    ),
    "search-explained-step": (
        (
            "Пов’язані ресурси {type}. План: {stages}. Індекс: {index}. Переглянуто ключів: {keys}, "
            "документів: {documents}; знайдено: {returned}. Час: {micros} µs."
        ),
        (
            "Linked resources of type {type}. Plan: {stages}. Index: {index}. Examined: {keys} keys, "
            "{documents} documents; found: {returned}. Time: {micros} µs."
        ),
    ),
    "search-explain-off": (
        "На цьому сервері «_explain» вимкнено.",
        "'_explain' is switched off on this server.",
    ),
    "search-dropped": (
        "Не використано параметри, яких сервер не знає або не підтримує: {names}.",
        "Parameters that the server does not know or support were not used: {names}.",
    ),
}
