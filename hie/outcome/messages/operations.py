"""Messages of operations: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "as-of-date": (
        "«{value}» не є датою; вкажіть as-of у вигляді РРРР-ММ-ДД.",
        "'{value}' is no date; give as-of as YYYY-MM-DD.",
    ),
    "diff-first": (
        "{type}/{id} має лише одну версію; порівнювати нема з чим.",
        "{type}/{id} is at its first version; there is none before it to compare with.",
    ),
    "diff-reference": (
        "«{value}» не є посиланням на ресурс цього сервера, як-от Patient/1/_history/2.",
        "'{value}' is no reference to a resource of this server, such as Patient/1/_history/2.",
    ),
    "diff-types": (
        "Порівняти можна ресурси одного типу, а це {types}.",
        "Only resources of one type can be compared, and these are {types}.",
    ),
    "document-elsewhere": (
        "«{value}» не є Composition цього сервера.",
        "'{value}' is no Composition of this server.",
    ),
    "document-id": (
        "Composition має бути названо один раз: в адресі або параметром id.",
        "The Composition must be named once: in the path, or by the parameter id.",
    ),
    "document-missing": (
        "«{target}» має бути в документі, але на цьому сервері цього немає.",
        "'{target}' has to be in the document and is not on this server.",
    ),
    "everything-again": (
        "Стільки ресурсів, на які є посилання, що деякі можуть трапитися на наступних сторінках ще раз.",
        "So many resources are referred to that some may come again on the next pages.",
    ),
    "everything-links-cut": (
        "Ресурс посилається на понад {limit} інших; решти тут немає.",
        "A resource refers to more than {limit} others; the rest is not here.",
    ),
    "fhirpath-embedded": (
        "У розширенні немає ресурсу FHIR.",
        "The extension holds no FHIR resource.",
    ),
    "fhirpath-resource": (
        "Ресурс «{value}» не можна взяти; вкажіть посилання на ресурс цього сервера, як-от Patient/1.",
        "The resource '{value}' cannot be had; give a reference to one of this server, such as Patient/1.",
    ),
    "fhirpath-too-large": (
        "Результат завеликий: понад {megabytes} МБ.",
        "The result is too large: more than {megabytes} MB.",
    ),
    "fhirpath-variable": (
        "Змінна «{name}» має містити одне значення.",
        "The variable '{name}' must hold one value.",
    ),
    "graph-compartment": (
        "Правила компартментів у GraphDefinition не підтримуються.",
        "Compartment rules of a GraphDefinition are not supported.",
    ),
    "graph-count": (
        "{source}: цілей посилання {count}, а має бути від {min} до {max}.",
        "{source}: the link has {count} targets; there should be {min} to {max}.",
    ),
    "graph-large": (
        "Понад {limit} ресурсів; стільки за один раз не видається.",
        "There are more than {limit} resources; so many are not given at once.",
    ),
    "graph-params": (
        "«{params}» не містить {{ref}}, тож пошук не пов’язаний із ресурсом.",
        "'{params}' does not contain {{ref}}: the search has nothing to do with the resource.",
    ),
    "graph-searches": (
        "Граф потребує понад {limit} пошуків.",
        "The graph takes more than {limit} searches.",
    ),
    "graph-start": (
        "Граф починається з {start}, а не з {type}.",
        "The graph starts from {start}, not from {type}.",
    ),
    "graph-unknown": (
        "GraphDefinition «{url}» невідомий.",
        "Nobody defines the GraphDefinition '{url}'.",
    ),
    "lastn-code": (
        "Вкажіть category або параметр із кодом, наприклад code.",
        "Give a category or a parameter with a code, such as code.",
    ),
    "lastn-cut": (
        "Тут лише {limit} найновіших; решту дасть вужчий запит.",
        "Only the newest {limit} are here; ask for less to get the rest.",
    ),
    "lastn-many": (
        "Спостереження пацієнта мають понад {limit} різних кодів.",
        "The observations of the patient have more than {limit} different codes.",
    ),
    "lastn-parameter": (
        "$lastn не має параметра «{name}»: порядок і кількість задає сама операція.",
        "$lastn does not take '{name}': its order and size are those of the operation.",
    ),
    "lastn-patient": (
        "Вкажіть пацієнта параметром patient або subject, наприклад patient=Patient/1.",
        "Name a patient by patient or subject, such as patient=Patient/1.",
    ),
    "lastn-patients": (
        "За один раз можна питати щонайбільше про {limit} пацієнтів.",
        "At most {limit} patients can be asked for at once.",
    ),
    "meta-too-many": (
        "Профілів, міток або тегів у вжитку понад {limit}; це вже не перелік.",
        "More than {limit} profiles, labels or tags are in use; that is no summary any more.",
    ),
    "parameter-list": (
        "Parameters.parameter має бути списком.",
        "Parameters.parameter must be a list.",
    ),
    "parameter-missing": (
        "Бракує обов’язкового параметра «{name}».",
        "The required parameter '{name}' is missing.",
    ),
    "parameter-name": (
        "Параметр не має імені.",
        "A parameter has no name.",
    ),
    "parameter-repeated": (
        "Параметр «{name}» можна вказати не більше {max} разу.",
        "The parameter '{name}' may be given {max} times at most.",
    ),
    "parameter-type": (
        "Значення параметра «{name}» має бути типу {type}.",
        "The value of the parameter '{name}' must be of type {type}.",
    ),
    "parameter-unknown": (
        "Операція не має параметра «{name}»; є: {nearest}.",
        "The operation has no parameter '{name}'; try: {nearest}.",
    ),
    "reference-not-stored": (
        "{target} тут не зберігається.",
        "{target} is not stored here.",
    ),
    "snapshot-definition": (
        "Вкажіть StructureDefinition: тіло запиту, параметр definition або параметр url.",
        "Give a StructureDefinition: as the body, as the parameter definition, or its url.",
    ),
    "snapshot-refused": (
        "Знімок (snapshot) зробити неможливо: {detail}",
        "The snapshot cannot be made: {detail}",
    ),
    "snapshot-nothing": (
        "Визначення не має ні differential, ні snapshot.",
        "The definition has neither a differential nor a snapshot.",
    ),
    "snapshot-unknown": (
        "Визначення {url} тут невідоме.",
        "The definition {url} is not known here.",
    ),
    "stats-many": (
        "Спостережень понад {limit}; вкажіть коротший час.",
        "There are more than {limit} observations; ask for a shorter time.",
    ),
    "stats-statistic": (
        "Показник «{code}» невідомий; є: {known}.",
        "The statistic '{code}' is not known; there are: {known}.",
    ),
    "stats-subject": (
        "«{value}» не є посиланням на ресурс цього сервера, як-от Patient/1.",
        "'{value}' is no reference to a resource of this server, such as Patient/1.",
    ),
    "stats-time": (
        "Вкажіть або duration, або period.",
        "Give either duration or period.",
    ),
    "validate-business-key": (
        "Ідентифікатор {key} вже має {other}; запис буде відхилено.",
        "The identifier {key} belongs to {other} already; the write would be refused.",
    ),
    "validate-delete": (
        "{type}/{id} можна вилучити.",
        "{type}/{id} may be deleted.",
    ),
    "validate-delete-nothing": (
        "{type}/{id} тут немає: вилучення нічого не змінить.",
        "There is no {type}/{id} here: a deletion changes nothing.",
    ),
    "validate-instance-mode": (
        "Режим {mode} діє лише для окремого ресурсу: {type}/[id]/$validate.",
        "Mode {mode} is for one resource only: {type}/[id]/$validate.",
    ),
    "validate-no-profile": (
        "Режим profile потребує параметра profile.",
        "Mode profile needs the parameter 'profile'.",
    ),
    "validate-update-creates": (
        "{type}/{id} тут немає: оновлення створить його.",
        "There is no {type}/{id} here: the update would create it.",
    ),
}
