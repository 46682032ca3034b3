"""Messages of patches and of conditional changes: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "condition-matches-none": (
        "Умові «{condition}» не відповідає жоден ресурс.",
        "Nothing matches the condition '{condition}'.",
    ),
    "delete-count": (
        "_count={value} не підходить: за раз можна вилучити від 1 до {limit} ресурсів.",
        "_count={value} does not do: 1 to {limit} resources can be deleted at once.",
    ),
    "delete-matches-many": (
        "Умові «{condition}» відповідає більше ніж один ресурс; щоб вилучити кілька, вкажіть _count.",
        "The condition '{condition}' matches more than one resource; give _count to delete several.",
    ),
    "if-match-required": (
        "Зміна {type}/{id} має назвати в If-Match версію, на якій її засновано; поточна — {found}.",
        "A change of {type}/{id} must name in If-Match the version that it is based on; now it is {found}.",
    ),
    "patch-binary": ("Дані Binary не є base64.", "The data of the Binary is not base64."),
    "patch-computed": (
        "Шлях обчислює значення, а має вказати на елемент ресурсу.",
        "The path computes a value, but must point at an element of the resource.",
    ),
    "patch-content-type": (
        "Зміни у форматі «{found}» не підтримуються; є JSON Patch, XML Patch і Parameters (FHIRPath Patch).",
        "Patches in the format '{found}' are not supported; send JSON Patch, XML Patch, or Parameters.",
    ),
    "patch-costly": (
        "Селектори мають разом {length} символів, а для такого ресурсу може бути {limit}: розділіть зміну.",
        "The selectors have {length} characters; for such a resource there may be {limit}: split the patch.",
    ),
    "patch-element": (
        "Тут очікується елемент, а вказано «{found}».",
        "An element is expected here, but found was '{found}'.",
    ),
    "patch-element-there": (
        "Елемент «{name}» уже є і не повторюється; замініть його операцією replace.",
        "The element '{name}' is there already and does not repeat; use replace.",
    ),
    "patch-element-unknown": (
        "Елемента «{name}» у {type} немає.",
        "{type} has no element '{name}'.",
    ),
    "patch-expression": (
        "Шлях не вдалося обчислити: {detail}.",
        "The path could not be evaluated: {detail}.",
    ),
    "patch-not-array": (
        "JSON Patch — це масив операцій.",
        "A JSON Patch is an array of operations.",
    ),
    "patch-not-list": (
        "insert і move потребують шляху до всіх елементів одного списку.",
        "insert and move need a path to all the elements of one list.",
    ),
    "patch-not-xml": ("Зміна не є XML: {detail}.", "The patch is not XML: {detail}."),
    "patch-nothing": ("Шлях нічого не знаходить.", "The path selects nothing."),
    "patch-one-element": (
        "Елемент заміняють рівно одним елементом, а надіслано {found}.",
        "An element is replaced by exactly one element, but {found} were sent.",
    ),
    "patch-operation": (
        "Операцію {number} («{path}») не вдалося виконати.",
        "Operation {number} ('{path}') could not be carried out.",
    ),
    "patch-operation-malformed": (
        "Операція {number} неповна або невідома.",
        "Operation {number} is incomplete or unknown.",
    ),
    "patch-path-missing": (
        "Операція {number}: місця «{path}» у ресурсі немає.",
        "Operation {number}: the resource has no place '{path}'.",
    ),
    "patch-position": (
        "Позиції {position} у списку немає; остання — {last}.",
        "The list has no position {position}; the last is {last}.",
    ),
    "patch-resource": (
        "Зміною може бути Parameters (FHIRPath Patch) або Binary з JSON Patch чи XML Patch, а не «{found}».",
        "A patch is Parameters (FHIRPath Patch), or a Binary with a JSON Patch or XML Patch, not '{found}'.",
    ),
    "patch-selector": (
        "Селектор — шлях з умовами [2] чи [use/@value='usual'], без «//» й функцій, до {limit} символів.",
        "A selector is a path with tests as [2], [use/@value='usual'], no '//', no function, {limit} long.",
    ),
    "patch-several": (
        "Шлях знаходить {found} елементи, а має один.",
        "The path selects {found} elements, but must select one.",
    ),
    "patch-test-failed": (
        "Операція {number}: значення в «{path}» інше, нічого не змінено.",
        "Operation {number}: the value at '{path}' is another one; nothing was changed.",
    ),
    "patch-too-large": (
        "Операція {number}: копії, які робить зміна, додали б понад {limit_mb} МБ.",
        "Operation {number}: what the patch copies would add more than {limit_mb} MB.",
    ),
    "patch-value-missing": ("Операція не має значення.", "The operation has no value."),
    "patch-whole": (
        "Ресурс цілком так змінити не можна.",
        "The resource as a whole cannot be changed so.",
    ),
    "resources-deleted": (
        "Вилучено ресурсів: {count}; більше відповідних немає.",
        "Resources deleted: {count}; no others match.",
    ),
    "resources-deleted-more": (
        "Вилучено ресурсів: {count}; є ще відповідні, повторіть запит.",
        "Resources deleted: {count}; others match still, ask again.",
    ),
    "update-id-in-use": (
        "Умові «{condition}» не відповідає жоден ресурс, а {type}/{id} вже є.",
        "Nothing matches the condition '{condition}', but {type}/{id} is in use.",
    ),
}
