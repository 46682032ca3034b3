"""Messages of the rules of Bundles, references and extensions."""

MESSAGES = {
    "bundle-first-missing": (
        "Перший запис пакета має містити ресурс {type}",
        "The first entry of the Bundle must hold a {type}",
    ),
    "document-reference": (
        "У документі немає ресурсу {reference}, на який посилається Composition",
        "The document lacks {reference}, to which its Composition refers",
    ),
    "document-reference-many": (
        "Посилання {reference} відповідає кільком записам документа ({count})",
        "The reference {reference} means {count} entries of the document",
    ),
    "document-reference~alike": (
        "У документі немає ресурсу {reference}: запис із таким типом та id є, але його fullUrl інший",
        "The document lacks {reference}: an entry has this type and id, but another fullUrl",
    ),
    "document-unreachable": (
        "Запис {url} не пов’язаний посиланнями з Composition",
        "The entry {url} is not linked with the Composition by references",
    ),
    "document-unreachable~forwards": (
        "Від Composition немає посилань, що ведуть до запису {url}; так дозволено лише для Provenance",
        "No references lead from the Composition to the entry {url}; only Provenance may stand so",
    ),
    "extension-modifier": (
        "Розширення {url} змінює зміст елемента, тому має стояти в modifierExtension",
        "The extension {url} modifies its element, so it must stand in modifierExtension",
    ),
    "extension-modifier~not": (
        "Розширення {url} не змінює змісту елемента, тому має стояти в extension",
        "The extension {url} does not modify its element, so it must stand in extension",
    ),
    "extension-place": (
        "Розширення {url} не може стояти в цьому елементі; дозволено: {allowed}",
        "The extension {url} may not stand in this element; allowed are: {allowed}",
    ),
    "extension-unknown": (
        "Розширення {url} невідоме, тому його не перевірено",
        "The extension {url} is not known, so it was not checked",
    ),
    "full-url-missing": (
        "Запис пакета цього типу повинен мати fullUrl",
        "An entry of a Bundle of this type must have a fullUrl",
    ),
    "full-url-other": (
        "fullUrl {url} не відповідає ресурсу: має закінчуватися на {expected}",
        "The fullUrl {url} does not fit the resource: it must end with {expected}",
    ),
    "full-url-relative": (
        "fullUrl має бути абсолютною адресою, а подано {url}",
        "The fullUrl must be an absolute URL, but {url} is given",
    ),
    "full-url-without-id": (
        "fullUrl {url} є адресою ресурсу на сервері, а ресурс не має id",
        "The fullUrl {url} is that of a resource on a server, but the resource has no id",
    ),
    "link-prohibited": (
        "Посилання «{relation}» не буває в пакеті типу {type}",
        "A link “{relation}” does not belong in a Bundle of type {type}",
    ),
    "link-twice": (
        "Посилання «{relation}» може бути лише одне",
        "There can be only one link “{relation}”",
    ),
    "modifier-extension-unknown": (
        "Розширення {url}, що змінює зміст, невідоме, тому елемент не можна зрозуміти правильно",
        "The modifier extension {url} is not known, so its element cannot be understood",
    ),
    "profile-unknown~broken": (
        "Визначення профілю {profile} містить помилку, тому відповідність йому не перевірено",
        "The definition of the profile {profile} is faulty, so conformance to it was not checked",
    ),
    "reference-aggregation": (
        "Посилання веде не туди, куди дозволяє профіль; дозволено: {allowed}",
        "The reference does not lead where the profile allows it; allowed are: {allowed}",
    ),
    "reference-other-type": (
        "Посилання {reference} веде до ресурсу типу {found}",
        "The reference {reference} leads to a resource of type {found}",
    ),
    "resolve-too-many": (
        "Перевірка потребує понад {limit} збережених ресурсів або {megabytes} МБ їх; поділіть дані",
        "The check needs more than {limit} stored resources, or {megabytes} MB of them; divide the data",
    ),
    "search-mode-missing": (
        "Записи результатів пошуку повинні мати search.mode",
        "Entries of search results should have search.mode",
    ),
    "search-other-type": (
        "У результатах пошуку є ресурс типу {type}, а шукали {expected}",
        "The search results hold a {type}, but {expected} was searched for",
    ),
    "search-outcome": (
        "Запис із search.mode «outcome» має містити OperationOutcome, а не {type}",
        "An entry with search.mode “outcome” must hold an OperationOutcome, not a {type}",
    ),
    "search-self-missing": (
        "Результати пошуку повинні мати посилання «self», що показує запит",
        "Search results should have a link “self” that shows the search",
    ),
    "search-without-id": (
        "Знайдений ресурс повинен мати id",
        "A resource that was found must have an id",
    ),
    "too-short": (
        "Довжина тексту – {length} знаків, а потрібно щонайменше {min}",
        "The text has {length} characters, but at least {min} are needed",
    ),
    "value-missing": (
        "Профіль вимагає, щоб елемент мав значення",
        "The profile requires that the element has a value",
    ),
    "value-missing~alternatives": (
        "Елемент повинен мати значення або розширення {alternatives}",
        "The element must have a value or an extension {alternatives}",
    ),
}
