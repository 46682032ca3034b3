"""Messages about definitions that are validated themselves: rule key to ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "binding-not-coded": (
        "Набір значень можна прив’язати лише до кодованого елемента, а цей має типи: {types}",
        "Only a coded element can be bound to a value set, but this one is of: {types}",
    ),
    "capability-profile": (
        "Профіль {profile} призначено для типу {found}, а не {type}",
        "The profile {profile} is of the type {found}, not {type}",
    ),
    "capability-search-type": (
        "Параметр пошуку {name} за своїм визначенням має тип {expected}, а не {found}",
        "The search parameter {name} is by its definition of the type {expected}, not {found}",
    ),
    "code-not-in-system": (
        "У системі кодів {system} немає коду {code}",
        "The code system {system} has no code {code}",
    ),
    "concept-circle": (
        "Поняття {code} стоїть у ієрархії вище за себе саме",
        "The concept {code} is above itself in the hierarchy",
    ),
    "concept-count": (
        "У count вказано {count} понять, а їх {found}",
        "count says {count} concepts, but there are {found}",
    ),
    "concepts-not-present": (
        "Система кодів позначена як така, що не містить понять (not-present), а поняття є",
        "The code system says that its content is not present, but has concepts",
    ),
    "definition-unknown": (
        "Визначення {canonical} невідоме, тому посилання на нього не перевірено",
        "The definition {canonical} is not known, so what refers to it was not checked",
    ),
    "expression-invalid": (
        "Вираз FHIRPath «{expression}» неправильний: {reason}",
        "The FHIRPath expression “{expression}” is wrong: {reason}",
    ),
    "filter-code": (
        "Значенням фільтра {property} {operator} має бути код системи {system}, а {value} ним не є",
        "The value of the filter {property} {operator} must be a code of {system}, but {value} is none",
    ),
    "filter-constraint": (
        "«{value}» не є виразом ECL",
        "“{value}” is not an expression constraint (ECL)",
    ),
    "filter-expression-language": (
        "Вираз фільтра має бути мовою text/fhirpath, а не {language}",
        "The expression of a filter must be in text/fhirpath, not in {language}",
    ),
    "filter-expression-parameter": (
        "Вираз «{expression}» звертається до невідомого параметра {name}",
        "The expression “{expression}” refers to an unknown parameter {name}",
    ),
    "filter-operator": (
        "Оператор {operator} для властивості {property} не дозволено",
        "The operator {operator} is not allowed for the property {property}",
    ),
    "filter-property": (
        "Властивості {property} система кодів {system} не визначає",
        "The code system {system} does not define the property {property}",
    ),
    "filter-value": (
        "Значення фільтра {value} для властивості {property} має бути таким: {expected}",
        "The value {value} of the filter by {property} must be: {expected}",
    ),
    "fixed-changed": (
        "Значення {value} не може замінити те, яке зафіксувала основа: {expected}",
        "The value {value} cannot replace the one that the base has fixed: {expected}",
    ),
    "max-invalid": (
        "max має бути числом або «*», а подано {max}",
        "max must be a number or “*”, but is {max}",
    ),
    "min-above-max": (
        "min {min} більше за max {max}",
        "min {min} is greater than max {max}",
    ),
    "operation-parameter": (
        "Операція не має параметра {name}; є: {known}",
        "The operation has no parameter {name}; there is: {known}",
    ),
    "operation-parameter-empty": (
        "Параметр {name} не має значення",
        "The parameter {name} has no value",
    ),
    "operation-parameter-missing": (
        "Бракує обов’язкового параметра {name}",
        "The required parameter {name} is missing",
    ),
    "operation-parameter-repeated": (
        "Параметр {name} подано {count} разів, а дозволено не більше ніж {max}",
        "The parameter {name} is given {count} times, but at most {max} are allowed",
    ),
    "operation-parameter-type": (
        "Параметр {name} має тип {type}, а потрібно {expected}",
        "The parameter {name} is of type {type}, but {expected} is needed",
    ),
    "parameter-cardinality": (
        "Параметр {name} має кратність {found}, а профіль {profile} вимагає {expected}",
        "The parameter {name} has the cardinality {found}, but the profile {profile} asks for {expected}",
    ),
    "parameter-twice": (
        "Параметр {name} визначено двічі",
        "The parameter {name} is defined twice",
    ),
    "query-needs": (
        "Запит за назвою мусить мати {what}",
        "A named query must have {what}",
    ),
    "query-parameter-name": (
        "Назва параметра {name} має бути з латинських літер, цифр, «-» і «_» та починатися літерою",
        "The name of the parameter {name} must be letters, digits, “-” and “_”, and begin with a letter",
    ),
    "query-parameter-type": (
        "Параметр {name} має тип, якого не може мати значення в запиті",
        "The parameter {name} is of a type that no value in a query string can have",
    ),
    "query-parameter-unused": (
        "У шаблоні пошуку немає {{{name}}}, тож параметр ні на що не впливав би",
        "The search template has no {{{name}}}: the parameter would change nothing",
    ),
    "query-template-missing": (
        "Запит не можна виконати: розширення query-template, яке каже, за чим шукати, немає",
        "The query cannot be asked: it has no extension query-template that says what to search by",
    ),
    "query-template-name": (
        "Параметра {name} у шаблоні пошуку бути не може",
        "A search template cannot have the parameter {name}",
    ),
    "query-template-parameter": (
        "Шаблон пошуку називає параметр {name}, якого запит не має; є: {known}",
        "The search template names the parameter {name}, which the query does not have; there is: {known}",
    ),
    "query-template-place": (
        "«{part}»: тут параметр запиту стояти не може, бо його значення могло б означати більше ніж одне",
        "“{part}”: no parameter of the query can stand here, as its value could mean more than one",
    ),
    "query-template-syntax": (
        "«{part}» не є частиною шаблону пошуку вигляду параметр=значення&параметр={{name}}",
        "“{part}” is no part of a search template of the form parameter=value&parameter={{name}}",
    ),
    "query-type": (
        "{type} не є типом ресурсу, який можна шукати",
        "{type} is no type of resources that can be searched for",
    ),
    "parameter-undefined": (
        "Профіль {profile} має параметр {name}, якого у визначенні операції немає",
        "The profile {profile} has a parameter {name}, which the operation does not define",
    ),
    "parameter-unprofiled": (
        "Профіль {profile} не має параметра {name}, який визначила операція",
        "The profile {profile} does not have the parameter {name} that the operation defines",
    ),
    "parameters-profile": (
        "{profile} не є профілем ресурсу Parameters",
        "{profile} is no profile of Parameters",
    ),
    "parameters-too-deep": (
        "Параметри вкладено надто глибоко",
        "The parameters are nested too deeply",
    ),
    "property-code": (
        "Властивість {uri} має код {expected}, а не {found}",
        "The property {uri} has the code {expected}, not {found}",
    ),
    "property-twice": (
        "Властивість {name} визначено двічі",
        "The property {name} is defined twice",
    ),
    "property-type": (
        "Властивість {uri} має тип {expected}, а не {found}",
        "The property {uri} has the type {expected}, not {found}",
    ),
    "property-undefined": (
        "Властивості {name} немає серед визначених (CodeSystem.property)",
        "The property {name} is not defined in CodeSystem.property",
    ),
    "property-value-code": (
        "Значення {code} властивості {name} не є кодом цієї системи",
        "The value {code} of the property {name} is not a code of this system",
    ),
    "property-value-type": (
        "Значення властивості {name} має тип {found}, а визначено {expected}",
        "The value of the property {name} is of type {found}, but {expected} is defined",
    ),
    "property-without-uri": (
        "Властивість {code} без адреси {uri} не має визначеного змісту",
        "The property {code} without its URI {uri} has no defined meaning",
    ),
    "rules-too-costly": (
        "Перевірка потребує забагато роботи; поділіть дані на менші частини",
        "Checking takes too much work; divide the data into smaller parts",
    ),
    "search-component-composite": (
        "Складник складеного параметра пошуку не може сам бути складеним",
        "A component of a composite search parameter cannot be composite itself",
    ),
    "search-derived-base": (
        "Параметр {canonical}, від якого походить цей, не визначено для {type}",
        "The parameter {canonical}, from which this one is derived, is not defined for {type}",
    ),
    "search-derived-expression": (
        "Вираз відрізняється від виразу параметра, від якого походить цей: {expression}",
        "The expression differs from that of the parameter that this one is derived from: {expression}",
    ),
    "search-derived-type": (
        "Тип {type} відрізняється від типу параметра, від якого походить цей: {expected}",
        "The type {type} differs from that of the parameter that this one is derived from: {expected}",
    ),
    "snapshot-impossible": (
        "Зміни не вдається накласти на основу: {reason}",
        "The differential cannot be applied to the base: {reason}",
    ),
    "snapshot-without-element": (
        "Елемента {id} з differential немає у snapshot",
        "The element {id} of the differential is not in the snapshot",
    ),
    "supplement-code": (
        "Коду {code} немає в системі {system}, яку доповнено",
        "The code {code} is not in the supplemented code system {system}",
    ),
    "supplement-content": (
        "Доповнення до системи кодів має бути позначене як supplement",
        "A supplement of a code system must have the content “supplement”",
    ),
    "supplement-of-nothing": (
        "Доповнення має вказувати, яку систему кодів воно доповнює (supplements)",
        "A supplement must name the code system that it supplements",
    ),
    "system-is-supplement": (
        "{system} є доповненням до системи кодів, а не системою кодів",
        "{system} is a supplement, not a code system",
    ),
    "system-is-value-set": (
        "{system} є набором значень, а не системою кодів",
        "{system} is a value set, not a code system",
    ),
    "type-unknown": (
        "Тип {type} невідомий",
        "The type {type} is not known",
    ),
}
