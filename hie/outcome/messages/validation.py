"""Messages of validation: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "all-ok": ("Зауважень немає", "No issues found"),
    "choice-twice": (
        "Для елемента {name}[x] дозволено лише одне значення, а подано: {found}",
        "Only one value is allowed for {name}[x], but these are given: {found}",
    ),
    "ele-1": (
        "Елемент повинен мати значення або вкладені елементи, а не лише id",
        "An element must have a value or children, not only an id",
    ),
    "element-forbidden": (
        "Елемент {name} тут заборонено ({type})",
        "The element {name} is not allowed here ({type})",
    ),
    "empty-array": ("Масив {name} не може бути порожнім", "The array {name} must not be empty"),
    "empty-object": ("Об’єкт не може бути порожнім", "An object must not be empty"),
    "missing": (
        "Бракує обов’язкового елемента {name} ({type})",
        "The required element {name} is missing ({type})",
    ),
    "narrative-attribute": (
        "Атрибут {detail} заборонено в тексті ресурсу",
        "The attribute {detail} is not allowed in a narrative",
    ),
    "narrative-blank": (
        "Текст ресурсу не може складатися лише з пробілів",
        "A narrative must have content that is not only white space",
    ),
    "narrative-doctype": (
        "Оголошення типу документа (DOCTYPE) у тексті ресурсу заборонено",
        "A document type declaration (DOCTYPE) is not allowed in a narrative",
    ),
    "narrative-element": (
        "Елемент XHTML {detail} заборонено в тексті ресурсу",
        "The XHTML element {detail} is not allowed in a narrative",
    ),
    "narrative-namespace": (
        "Елемент div має належати до простору імен http://www.w3.org/1999/xhtml",
        "The div must be in the namespace http://www.w3.org/1999/xhtml",
    ),
    "narrative-not-xml": (
        "Текст ресурсу не є правильним XHTML: {detail}",
        "The narrative is not well-formed XHTML: {detail}",
    ),
    "narrative-root": (
        "Кореневим елементом тексту ресурсу має бути div, а не {detail}",
        "The root element of a narrative must be div, not {detail}",
    ),
    "not-array": (
        "Елемент {name} повторюваний, тому потрібен масив JSON, а подано {found}",
        "The element {name} repeats, so a JSON array is needed, but {found} is given",
    ),
    "not-in-value-set": (
        "Код {value} не належить до обов’язкового набору значень {value_set}",
        "The code {value} is not in the required value set {value_set}",
    ),
    "not-in-value-set~few": (
        "Код {value} не належить до обов’язкового набору значень {value_set}; дозволено: {allowed}",
        "The code {value} is not in the required value set {value_set}; allowed are: {allowed}",
    ),
    "not-object": (
        "Потрібен об’єкт JSON типу {type}, а подано {found}",
        "A JSON object of type {type} is needed, but {found} is given",
    ),
    "null-value": (
        "Значення null для елемента {name} заборонено",
        "The value null is not allowed for the element {name}",
    ),
    "primitive-invalid": (
        "«{value}» не є правильним значенням типу {type}; зразок: {format}",
        "“{value}” is not a valid {type}; it looks like: {format}",
    ),
    "reference-target": (
        "Посилання веде на {found}, а дозволено: {allowed}",
        "The reference points to {found}, but allowed are: {allowed}",
    ),
    "resource-type-missing": ("Бракує resourceType", "resourceType is missing"),
    "resource-type-unknown": ("Невідомий тип ресурсу {type}", "Unknown resource type {type}"),
    "resource-type-unknown~near": (
        "Невідомий тип ресурсу {type}; можливо, {near}?",
        "Unknown resource type {type}; did you mean {near}?",
    ),
    "resource-type-expected": (
        "Потрібен ресурс типу {expected}, а подано {value}",
        "A resource of type {expected} is needed, but {value} is given",
    ),
    "too-many-issues": (
        "Перевірку зупинено: знайдено вже {count} зауважень",
        "Validation was stopped: {count} issues have been found already",
    ),
    "too-many": (
        "Елементів {name} – {count}, а дозволено не більше ніж {max}",
        "There are {count} of {name}, but at most {max} are allowed",
    ),
    "unexpected-array": (
        "Елемент {name} не повторюваний: масив тут не дозволено",
        "The element {name} does not repeat: an array is not allowed here",
    ),
    "unknown-element": (
        "Невідомий елемент {name} ({type})",
        "Unknown element {name} ({type})",
    ),
    "unknown-element~near": (
        "Невідомий елемент {name} ({type}); можливо, {near}?",
        "Unknown element {name} ({type}); did you mean {near}?",
    ),
    "above-maximum": (
        "Значення {value} більше за найбільше дозволене {limit}",
        "The value {value} is above the maximum {limit}",
    ),
    "below-minimum": (
        "Значення {value} менше за найменше дозволене {limit}",
        "The value {value} is below the minimum {limit}",
    ),
    "element-forbidden~profile": (
        "Профіль {profile} забороняє елемент {name}",
        "The profile {profile} does not allow the element {name}",
    ),
    "missing~profile": (
        "Бракує елемента {name}, обов’язкового за профілем {profile}",
        "The element {name}, which the profile {profile} requires, is missing",
    ),
    "no-profile-fits": (
        "Значення не відповідає жодному з профілів: {profiles}",
        "The value satisfies none of the profiles: {profiles}",
    ),
    "not-fixed": (
        "Тут може бути лише значення {expected}, а подано {value}",
        "The value must be {expected}, but {value} is given",
    ),
    "not-in-extensible": (
        "Коду {value} немає в наборі значень {value_set}; слід використати код із набору, якщо він є",
        "The code {value} is not in the value set {value_set}; a code from it must be used if one fits",
    ),
    "not-pattern": (
        "Значення має містити {expected}, а подано {value}",
        "The value must have {expected}, but {value} is given",
    ),
    "profile-type": (
        "Профіль {profile} призначено для типу {type}",
        "The profile {profile} is for the type {type}",
    ),
    "profile-unknown": (
        "Профіль {profile} невідомий, тому відповідність йому не перевірено",
        "The profile {profile} is not known, so conformance to it was not checked",
    ),
    "slice-closed": (
        "Значення не належить до жодного зі зрізів {name}, дозволених профілем {profile}",
        "The value belongs to none of the slices of {name} that the profile {profile} allows",
    ),
    "slice-order": (
        "Значення зрізу {name}:{slice} стоїть не на своєму місці",
        "The value of the slice {name}:{slice} is out of order",
    ),
    "slice-too-few": (
        "Зріз {name}:{slice}: потрібно щонайменше {min}, а знайдено {count} (профіль {profile})",
        "The slice {name}:{slice} needs at least {min}, but {count} found (profile {profile})",
    ),
    "slice-too-many": (
        "Зріз {name}:{slice}: дозволено щонайбільше {max}, а знайдено {count} (профіль {profile})",
        "The slice {name}:{slice} allows at most {max}, but {count} found (profile {profile})",
    ),
    "too-few~profile": (
        "Елементів {name} – {count}, а профіль {profile} вимагає щонайменше {min}",
        "There are {count} of {name}, but the profile {profile} requires at least {min}",
    ),
    "too-long": (
        "Довжина тексту – {length} знаків, а дозволено не більше ніж {max}",
        "The text has {length} characters, but at most {max} are allowed",
    ),
    "too-many~profile": (
        "Елементів {name} – {count}, а профіль {profile} дозволяє щонайбільше {max}",
        "There are {count} of {name}, but the profile {profile} allows at most {max}",
    ),
    "type-not-allowed": (
        "Профіль {profile} не дозволяє {name}",
        "The profile {profile} does not allow {name}",
    ),
}
