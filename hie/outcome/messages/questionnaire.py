"""Messages about forms and answers: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "answer-above": (
        "Значення {value} більше за найбільше дозволене {limit}",
        "The value {value} is greater than the allowed maximum {limit}",
    ),
    "answer-below": (
        "Значення {value} менше за найменше дозволене {limit}",
        "The value {value} is less than the allowed minimum {limit}",
    ),
    "answer-constraint": (
        "Порушено умову анкети {key}: {human}",
        "A constraint of the Questionnaire is broken, {key}: {human}",
    ),
    "answer-decimals": (
        "Число {value} має забагато десяткових знаків; дозволено не більше ніж {limit}",
        "The number {value} has too many decimal places; {limit} are allowed",
    ),
    "answer-in-display": (
        "Елемент «{link_id}» анкети лише показує текст і не може мати відповіді",
        "The item “{link_id}” only displays text and cannot have answers",
    ),
    "answer-in-display~items": (
        "Елемент «{link_id}» анкети лише показує текст і не може містити інших елементів",
        "The item “{link_id}” only displays text and cannot have items",
    ),
    "answer-in-group": (
        "«{link_id}» є групою питань і сама не може мати відповіді",
        "“{link_id}” is a group of questions and cannot have answers itself",
    ),
    "answer-lines": (
        "Відповідь на питання типу string має бути в один рядок",
        "The answer to a question of type string should be a single line",
    ),
    "answer-mime-type": (
        "Вкладення типу {type} не підходить; дозволено: {allowed}",
        "An attachment of type {type} is not suitable; allowed are: {allowed}",
    ),
    "answer-misplaced": (
        "Елемент «{link_id}» стоїть не там, де він є в анкеті",
        "The item “{link_id}” is not where the Questionnaire has it",
    ),
    "answer-missing": (
        "Немає відповіді на обов’язкове питання «{link_id}»",
        "There is no answer to the required item “{link_id}”",
    ),
    "answer-missing~group": (
        "Обов’язкова група «{link_id}» порожня",
        "The required group “{link_id}” is empty",
    ),
    "answer-not-comparable": (
        "Величину {value} неможливо порівняти з межею {limit}: одиниці виміру несумісні або не закодовані",
        "The quantity {value} cannot be compared with the limit {limit}: other kind of unit, or no code",
    ),
    "answer-not-enabled": (
        "На питання «{link_id}» є відповідь, хоча за умовами анкети його не ставлять",
        "The item “{link_id}” has an answer, though the conditions of the Questionnaire do not enable it",
    ),
    "answer-option": (
        "Відповіді {value} немає серед варіантів: {allowed}",
        "The answer {value} is not among the options: {allowed}",
    ),
    "answer-option-as-text": (
        "Текст «{value}» збігається з кодованим варіантом відповіді; імовірно, потрібен код",
        "The text “{value}” matches a coded option; perhaps the code is meant",
    ),
    "answer-option~type": (
        "Серед варіантів відповіді немає значень типу {type}, а лише: {allowed}",
        "The options have no values of type {type}, only: {allowed}",
    ),
    "answer-options-missing": (
        "Анкета не містить варіантів відповіді, тому відповідь неможливо перевірити",
        "The Questionnaire gives no options, so the answer cannot be checked",
    ),
    "answer-order": (
        "Елемент «{link_id}» стоїть не в тому порядку, що в анкеті",
        "The item “{link_id}” is not in the order of the Questionnaire",
    ),
    "answer-outside": (
        "Елементи всередині питання «{link_id}» мають стояти у відповіді (answer.item)",
        "Items within the question “{link_id}” must stand in its answer (answer.item)",
    ),
    "answer-regex": (
        "Відповідь «{value}» не відповідає виразу {regex}",
        "The answer “{value}” does not match the expression {regex}",
    ),
    "answer-repeated": (
        "На питання «{link_id}» дозволено лише одну відповідь",
        "Only one answer to the item “{link_id}” is allowed",
    ),
    "answer-repeated~items": (
        "Елемент «{link_id}» може бути лише один",
        "Only one item “{link_id}” is allowed",
    ),
    "answer-target": (
        "Посилання веде на {type}, а анкета дозволяє: {allowed}",
        "The reference points to {type}, but the Questionnaire allows: {allowed}",
    ),
    "answer-target-unknown": (
        "Посилання веде на невідомий тип ресурсу {type}",
        "The reference points to an unknown resource type {type}",
    ),
    "answer-text": (
        "Текст питання «{link_id}» має бути таким, як в анкеті: «{text}»",
        "The text of the item “{link_id}” must be that of the Questionnaire: “{text}”",
    ),
    "answer-too-few": (
        "Для «{link_id}» потрібно відповідей: щонайменше {limit}, а є {count}",
        "“{link_id}” needs at least {limit} answers, but has {count}",
    ),
    "answer-too-large": (
        "Вкладення завелике: дозволено {limit} байтів, а в ньому {size}",
        "The attachment is too large: {limit} bytes are allowed, it has {size}",
    ),
    "answer-too-long": (
        "Відповідь задовга: {length} знаків, дозволено {limit}",
        "The answer is too long: {length} characters, {limit} are allowed",
    ),
    "answer-too-many": (
        "Для «{link_id}» дозволено відповідей: не більше ніж {limit}, а є {count}",
        "“{link_id}” allows at most {limit} answers, but has {count}",
    ),
    "answer-too-short": (
        "Відповідь закоротка: {length} знаків, потрібно щонайменше {limit}",
        "The answer is too short: {length} characters, at least {limit} are needed",
    ),
    "answer-type": (
        "Відповідь на «{link_id}» має тип {type}, а потрібно: {allowed}",
        "The answer to “{link_id}” is of type {type}, but needed is: {allowed}",
    ),
    "answer-unit": (
        "Одиниця виміру величини {value} не належить до набору значень {value_set}",
        "The unit of the quantity {value} is not in the value set {value_set}",
    ),
    "answer-unit~options": (
        "Одиниця виміру величини {value} не підходить; дозволено: {allowed}",
        "The unit of the quantity {value} is not suitable; allowed are: {allowed}",
    ),
    "answer-value-set": (
        "Відповідь {value} не належить до набору варіантів {value_set}",
        "The answer {value} is not in the value set of options {value_set}",
    ),
    "answer-value-set-unknown": (
        "Набір варіантів {value_set} невідомий, тому відповідь {value} не перевірено",
        "The value set of options {value_set} is not known, so the answer {value} was not checked",
    ),
    "enable-behavior": (
        "Елемент «{link_id}» має кілька умов, тому потрібен enableBehavior (any або all)",
        "The item “{link_id}” has several conditions, so it needs enableBehavior (any or all)",
    ),
    "enable-when-order": (
        "Умова посилається на питання «{question}», яке стоїть в анкеті пізніше",
        "The condition refers to the question “{question}”, which comes later",
    ),
    "enable-when-target": (
        "Умова посилається на питання «{question}», якого в анкеті немає",
        "The condition refers to the question “{question}”, which the Questionnaire does not have",
    ),
    "enable-when-target~inner": (
        "Умова елемента «{link_id}» не може посилатися на питання «{question}» усередині нього",
        "The condition of the item “{link_id}” cannot refer to the question “{question}” within it",
    ),
    "enable-when-target~self": (
        "Умова елемента «{link_id}» не може посилатися на нього самого",
        "The condition of the item “{link_id}” cannot refer to the item itself",
    ),
    "enable-when-type": (
        "Умова порівнює відповідь на «{question}» зі значенням типу {type}, а має бути: {allowed}",
        "The condition compares the answer to “{question}” with a {type}, but its answers are: {allowed}",
    ),
    "initial-type": (
        "Початкове значення типу {type} не може бути відповіддю; дозволено: {allowed}",
        "An initial value of type {type} cannot be an answer; allowed are: {allowed}",
    ),
    "link-id": (
        "В анкеті немає елемента «{link_id}»",
        "The Questionnaire has no item “{link_id}”",
    ),
    "option-type": (
        "Варіант типу {type} не може бути відповіддю; дозволено: {allowed}",
        "An option of type {type} cannot be an answer; allowed are: {allowed}",
    ),
    "questionnaire-period": (
        "Відповіді дано поза строком дії анкети ({start} – {end})",
        "The response is from outside the period of use of the Questionnaire ({start} – {end})",
    ),
    "questionnaire-unknown": (
        "Анкета {canonical} невідома, тому відповіді за нею не перевірено",
        "The Questionnaire {canonical} is not known, so the response was not checked against it",
    ),
    "questionnaire-unnamed": (
        "Анкету не вказано, тому відповіді за нею не перевірено",
        "No Questionnaire is named, so the response was not checked against one",
    ),
}
