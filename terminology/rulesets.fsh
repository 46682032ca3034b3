// What every dictionary has in common.

RuleSet: Dictionary(dictionary, content, english)
* ^language = #uk
* ^experimental = false
* ^caseSensitive = true
* ^content = #{content}
* ^identifier.value = "{dictionary}"
* ^title.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* ^title.extension.extension[0].url = "lang"
* ^title.extension.extension[0].valueCode = #en
* ^title.extension.extension[1].url = "content"
* ^title.extension.extension[1].valueString = "{english}"

RuleSet: Listed(english)
* ^language = #uk
* ^experimental = false
* ^title.extension.url = "http://hl7.org/fhir/StructureDefinition/translation"
* ^title.extension.extension[0].url = "lang"
* ^title.extension.extension[0].valueCode = #en
* ^title.extension.extension[1].url = "content"
* ^title.extension.extension[1].valueString = "{english}"

RuleSet: Designation(english)
* ^designation.language = #en
* ^designation.value = "{english}"
