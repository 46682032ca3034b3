"""Messages of the XML format: rule key to its templates, ``(Ukrainian, English)``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "xml-attribute": (
        "Атрибута «{name}» тут бути не може (рядок {line}, стовпець {column}).",
        "There can be no attribute '{name}' here (line {line}, column {column}).",
    ),
    "xml-doctype": (
        "DOCTYPE і власні сутності в XML заборонено (рядок {line}, стовпець {column}).",
        "A DOCTYPE and entities of one's own are not allowed in XML (line {line}, column {column}).",
    ),
    "xml-encoding": (
        "XML має бути в UTF-8, а не в {found}.",
        "XML must be in UTF-8, not in {found}.",
    ),
    "xml-invalid": (
        "Це не XML: {detail} (рядок {line}, стовпець {column}).",
        "This is not XML: {detail} (line {line}, column {column}).",
    ),
    "xml-name": (
        "Елемента «{name}» тут бути не може (рядок {line}, стовпець {column}).",
        "There can be no element '{name}' here (line {line}, column {column}).",
    ),
    "xml-namespace": (
        "«{name}» не в просторі імен «{expected}», а в «{found}» (рядок {line}, стовпець {column}).",
        "'{name}' is not in the namespace '{expected}' but in '{found}' (line {line}, column {column}).",
    ),
    "xml-not-utf8": (
        "Це не текст UTF-8 (рядок {line}, стовпець {column}).",
        "This is not UTF-8 text (line {line}, column {column}).",
    ),
    "xml-resources": (
        "Тут може бути лише один ресурс, а «{name}» — уже другий (рядок {line}, стовпець {column}).",
        "Only one resource may stand here, and '{name}' is the second (line {line}, column {column}).",
    ),
    "xml-text": (
        "Тут не може бути тексту: значення пишуть в атрибут value (рядок {line}, стовпець {column}).",
        "There can be no text here: values go into the attribute 'value' (line {line}, column {column}).",
    ),
    "xml-too-deep": (
        "XML вкладено занадто глибоко (рядок {line}, стовпець {column}).",
        "The XML is nested too deeply (line {line}, column {column}).",
    ),
    "xml-unwritable": (
        "«{name}» неможливо записати в XML; попросіть JSON.",
        "'{name}' cannot be written as XML; ask for JSON.",
    ),
}
