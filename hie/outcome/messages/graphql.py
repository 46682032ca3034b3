"""Messages of $graphql: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "graphql-argument": (
        "Поле «{field}» не має аргументу «{name}»; є: {nearest}.",
        "The field '{field}' has no argument '{name}'; try: {nearest}.",
    ),
    "graphql-body": (
        "Тіло має бути запитом GraphQL: текстом, Parameters або JSON із query, operationName, variables.",
        "The body must be a GraphQL query: text, Parameters, or JSON with query, operationName, variables.",
    ),
    "graphql-conflict": (
        "«{name}» запитано двічі по-різному; дайте одному з полів іншу назву.",
        "'{name}' is asked for twice in different ways; give one of the fields an alias.",
    ),
    "graphql-costly": (
        "Запит завеликий ({what}): більше ніж {limit}.",
        "The query is too large in {what}: more than {limit}.",
    ),
    "graphql-directive": (
        "Директиви «@{name}» з такими аргументами немає; є: {known}.",
        "There is no directive '@{name}' with these arguments; there are: {known}.",
    ),
    "graphql-field": (
        "«{type}» не має поля «{name}»; найближче: {nearest}.",
        "'{type}' has no field '{name}'; nearest: {nearest}.",
    ),
    "graphql-fields": (
        "Вкажіть у дужках, що потрібно від поля «{name}».",
        "Say in braces what is wanted of the field '{name}'.",
    ),
    "graphql-fragment": (
        "Фрагмента «{name}» немає, або він містить сам себе.",
        "There is no fragment '{name}', or it contains itself.",
    ),
    "graphql-id": (
        "Поле «{name}» потребує аргументу id.",
        "The field '{name}' needs the argument id.",
    ),
    "graphql-leaf": (
        "Поле «{name}» є значенням і не має власних полів.",
        "The field '{name}' is a value and has no fields of its own.",
    ),
    "graphql-not-there": (
        "«{target}» не знайдено на цьому сервері; optional: true дозволяє це.",
        "'{target}' is not on this server; optional: true allows that.",
    ),
    "graphql-number": (
        "Аргумент «{name}» має бути невід’ємним цілим числом.",
        "The argument '{name}' must be a whole number of 0 or more.",
    ),
    "graphql-operation": (
        "Операцію «{name}» не визначено однозначно; операцій у запиті: {found}.",
        "The operation '{name}' cannot be told; the query has {found} operations.",
    ),
    "graphql-query-only": (
        "«{operation}» не підтримується; лише query.",
        "'{operation}' is not supported; only query is.",
    ),
    "graphql-reference": (
        "Пошук усередині ресурсу потребує аргументу _reference з назвою параметра, що посилається на нього.",
        "A search inside of a resource needs the argument _reference with the parameter that refers to it.",
    ),
    "graphql-singleton": (
        "«{name}» має бути одне, а знайшлося декілька.",
        "There should be one '{name}', and there are several.",
    ),
    "graphql-syntax": (
        "Запит GraphQL не вдалося прочитати (рядок {line}, стовпець {column}): {detail}",
        "The GraphQL query cannot be read (line {line}, column {column}): {detail}",
    ),
    "graphql-type": (
        "Типу «{name}» немає.",
        "There is no type '{name}'.",
    ),
    "graphql-value": (
        "Значення аргументу «{name}» має бути рядком, числом або булевим.",
        "The value of the argument '{name}' must be a string, a number or a boolean.",
    ),
    "graphql-variable": (
        "Бракує значення змінної «${name}».",
        "The variable '${name}' has no value.",
    ),
}
