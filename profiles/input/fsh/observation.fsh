// Observation: vital signs, laboratory results, scales and every other finding.

Profile: UaObservation
Parent: Observation
Id: ua-observation
Title: "UA Observation"
Description: "Observation of a patient with one value or with components, performed by an employee or reported from another source."
* insert Facts("Спостереження")
* obeys ua-obs-1 and ua-obs-2 and ua-obs-3 and ua-obs-4 and ua-obs-5 and ua-obs-6 and ua-obs-7 and ua-obs-8 and ua-obs-9 and ua-obs-10 and ua-obs-11 and ua-obs-12 and ua-obs-13 and ua-obs-14 and ua-obs-15
* insert Cancellable
* extension contains ReportOrigin named reportOrigin 0..1
* insert IdentifiersBySystem
* insert EsozIdentifier
* category 1..*
* insert ConceptsBySystem(category)
* insert ConceptSlice(category, main, http://terminology.hl7.org/CodeSystem/observation-category, 1..*, ObservationCategoriesValueSet, "Category of the observation")
* subject 1..1
* subject only Reference(Patient)
* effective[x] only dateTime or Period
* issued 1..1
* performer only Reference(Practitioner or PractitionerRole or Organization or CareTeam)
* value[x] only Quantity or CodeableConcept or SampledData or string or boolean or Range or Ratio or time or dateTime or Period

ValueSet: ObservationCategoriesValueSet
Id: observation-categories
Title: "Категорії спостережень"
Description: "Categories of observations: the codes of the dictionary eHealth/observation_categories, which are HL7's."
* insert Listed([[Categories of observations]])
* http://terminology.hl7.org/CodeSystem/observation-category#social-history "Social History"
* http://terminology.hl7.org/CodeSystem/observation-category#vital-signs "Vital Signs"
* http://terminology.hl7.org/CodeSystem/observation-category#imaging "Imaging"
* http://terminology.hl7.org/CodeSystem/observation-category#laboratory "Laboratory"
* http://terminology.hl7.org/CodeSystem/observation-category#procedure "Procedure"
* http://terminology.hl7.org/CodeSystem/observation-category#survey "Survey"
* http://terminology.hl7.org/CodeSystem/observation-category#exam "Exam"
* http://terminology.hl7.org/CodeSystem/observation-category#therapy "Therapy"

Invariant: ua-obs-1
Description: "An observation is final or entered in error."
Severity: #error
Expression: "status = 'final' or status = 'entered-in-error'"
* insert Uk([["Спостереження дійсне (final) або внесене помилково."]])

Invariant: ua-obs-2
Description: "An observation is coded in LOINC, in the national list of observations or in ICF."
Severity: #error
Expression: "code.coding.where((system = 'http://loinc.org' or system = 'https://fhir.hie-ua.example/CodeSystem/custom-observations' or system = 'https://fhir.hie-ua.example/CodeSystem/icf') and code.exists()).exists()"
* insert Uk([["Спостереження кодують за LOINC, національним переліком спостережень або МКФ."]])

Invariant: ua-obs-3
Description: "An observation has at most one coding of each code system."
Severity: #error
Expression: "code.coding.system.isDistinct()"
* insert Uk([["Спостереження має не більше одного коду кожної системи кодування."]])

Invariant: ua-obs-4
Description: "An observation is not issued in the future and not more than 54750 days ago."
Severity: #error
Expression: "issued <= now() and issued >= now() - 54750 days"
* insert Uk([["Дата видачі спостереження – не в майбутньому і не раніше ніж 54750 днів тому."]])

Invariant: ua-obs-5
Description: "An observation is not made in the future."
Severity: #error
Expression: "(effective.ofType(dateTime).empty() or effective.ofType(dateTime) <= now()) and (effective.ofType(Period).start.empty() or effective.ofType(Period).start <= now())"
* insert Uk([["Дата спостереження – не в майбутньому."]])

Invariant: ua-obs-6
Description: "An observation has a value or components, not both; members or a reason why the value is absent do as well."
Severity: #error
Expression: "(value.exists() and component.empty()) or (value.empty() and (component.exists() or hasMember.exists() or dataAbsentReason.exists()))"
* insert Uk([["Спостереження має значення або компоненти, але не те й інше разом; достатньо також складових спостережень чи причини відсутності значення."]])

Invariant: ua-obs-7
Description: "An observation has a performer, or the origin of the report; not both."
Severity: #error
Expression: "performer.exists() xor extension('https://fhir.hie-ua.example/StructureDefinition/report-origin').exists()"
* insert Uk([["Для спостереження зазначають виконавця або походження відомостей, але не те й інше разом."]])

Invariant: ua-obs-8
Description: "A comment is at most 2000 characters."
Severity: #error
Expression: "note.text.all(length() <= 2000)"
* insert Uk([["Коментар – не більше 2000 знаків."]])

Invariant: ua-obs-9
Description: "The unit of a quantity is coded in UCUM."
Severity: #error
Expression: "(value.ofType(Quantity) | component.value.ofType(Quantity)).all(code.empty() or system = 'http://unitsofmeasure.org')"
* insert Uk([["Одиницю вимірювання кодують за UCUM."]])

Invariant: ua-obs-10
Description: "A component has a value or a reason why it is absent."
Severity: #error
Expression: "component.all(value.exists() or dataAbsentReason.exists())"
* insert Uk([["Компонент має значення або причину його відсутності."]])

Invariant: ua-obs-11
Description: "An observation that was entered in error has a cancellation reason."
Severity: #error
Expression: "status = 'entered-in-error' implies extension('https://fhir.hie-ua.example/StructureDefinition/cancellation-reason').exists()"
* insert Uk([["Спостереження, внесене помилково, має причину скасування."]])

Invariant: ua-obs-12
Description: "A quantity should have a coded unit."
Severity: #warning
Expression: "(value.ofType(Quantity) | component.value.ofType(Quantity)).all(code.exists())"
* insert Uk([["Величина повинна мати кодовану одиницю вимірювання."]])

Invariant: ua-obs-13
Description: "The value has the type that the national dictionary of observations gives to the code."
Severity: #error
Expression: "value.empty() or code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-by-value').not() or (value.ofType(Quantity).exists() and code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-with-quantity')) or (value.ofType(CodeableConcept).exists() and code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-with-concept')) or (value.ofType(string).exists() and code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-with-string')) or (value.ofType(boolean).exists() and code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-with-boolean')) or (value.ofType(dateTime).exists() and code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-with-date-time'))"
* insert Uk([["Значення має тип, який національний довідник спостережень визначає для цього коду."]])

Invariant: ua-obs-14
Description: "The value of a scale lies on the scale, such as 0 to 10 for Apgar."
Severity: #error
Expression: "(value.ofType(Quantity).exists() and code.memberOf('https://fhir.hie-ua.example/ValueSet/observations-with-score')) implies ((code.coding.where(code = 'APGAR_1' or code = 'APGAR_5').exists() implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 10)) and (code.coding.where(code = '73773-4' or code = '73771-8').exists() implies (value.ofType(Quantity).value >= 1 and value.ofType(Quantity).value <= 12)) and (code.coding.where(code = '11638-4' or code = '68496-9').exists() implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 20)) and (code.coding.where(code = '65897-1' or code = '65893-0').exists() implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 3)) and (code.coding.where(code = '30525-0').exists() implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 120)) and (code.coding.where(code = '38214-3' or code = '38215-0' or code = '91392-1').exists() implies (value.ofType(Quantity).value >= 1 and value.ofType(Quantity).value <= 10)) and (code.coding.where(code = 'PPS' or code = '96761-2').exists() implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 100)))"
* insert Uk([["Значення шкали лежить у її межах, наприклад від 0 до 10 для шкали Апгар."]])

Invariant: ua-obs-15
Description: "The result of a laboratory test lies within the bounds of the national dictionary of observations."
Severity: #warning
Expression: "value.ofType(Quantity).empty() or (((code.coding.where(code = '29572-5').exists() and value.ofType(Quantity).code = 'mg/dL') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 50)) and ((code.coding.where(code = '38473-5').exists() and value.ofType(Quantity).code = 'ng/mL') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 150)) and ((code.coding.where(code = '48633-2').exists() and value.ofType(Quantity).code = 'ug/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 150)) and ((code.coding.where(code = '29575-8').exists() and value.ofType(Quantity).code = 'm[IU]/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 15)) and ((code.coding.where(code = '2762-3' or code = '29293-8' or code = '3077-5').exists() and value.ofType(Quantity).code = 'mg/dL') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 10)) and ((code.coding.where(code = '50106-4' or code = '45207-8' or code = '53192-1').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 1)) and ((code.coding.where(code = '53166-5' or code = '45216-9').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 10)) and ((code.coding.where(code = '45211-0' or code = '53175-6' or code = '45197-1' or code = '45199-7' or code = '45200-3' or code = '53191-3' or code = '53190-5' or code = '45198-9' or code = '50125-4' or code = '50132-0' or code = '50113-0' or code = '53187-1').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 0.5)) and ((code.coding.where(code = '20661-5').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 300)) and ((code.coding.where(code = '53160-8').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 5)) and ((code.coding.where(code = '38481-8').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 100)) and ((code.coding.where(code = '50157-7').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 50)) and ((code.coding.where(code = '42906-8').exists() and value.ofType(Quantity).code = 'nmol/h/mL') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 100)) and ((code.coding.where(code = '75217-0').exists() and value.ofType(Quantity).code = 'nmol/mL/min') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 0.5)) and ((code.coding.where(code = '92002-5' or code = '92006-6').exists() and value.ofType(Quantity).code = '{Ct_value}') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 100)) and ((code.coding.where(code = '35571-9').exists() and value.ofType(Quantity).code = 'umol/L') implies (value.ofType(Quantity).value >= 0 and value.ofType(Quantity).value <= 1000)))"
* insert Uk([["Результат лабораторного дослідження лежить у межах, заданих національним довідником спостережень."]])
