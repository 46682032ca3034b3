// Observation: vital signs, laboratory results, scales and every other finding.

Profile: UaObservation
Parent: Observation
Id: ua-observation
Title: "UA Observation"
Description: "Observation of a patient with one value or with components, performed by an employee or reported from another source."
* insert Facts("Спостереження")
* obeys ua-obs-1 and ua-obs-2 and ua-obs-3 and ua-obs-4 and ua-obs-5 and ua-obs-6 and ua-obs-7 and ua-obs-8 and ua-obs-9 and ua-obs-10 and ua-obs-11 and ua-obs-12
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
* insert Uk([["Спостереження не видано в майбутньому або раніше ніж 54750 днів тому."]])

Invariant: ua-obs-5
Description: "An observation is not made in the future."
Severity: #error
Expression: "(effective.ofType(dateTime).empty() or effective.ofType(dateTime) <= now()) and (effective.ofType(Period).start.empty() or effective.ofType(Period).start <= now())"
* insert Uk([["Спостереження не зроблено в майбутньому."]])

Invariant: ua-obs-6
Description: "An observation has a value or components, not both; members or a reason why the value is absent do as well."
Severity: #error
Expression: "(value.exists() and component.empty()) or (value.empty() and (component.exists() or hasMember.exists() or dataAbsentReason.exists()))"
* insert Uk([["Спостереження має значення або компоненти, але не обидва; достатньо також складових спостережень чи причини відсутності значення."]])

Invariant: ua-obs-7
Description: "An observation has a performer, or the origin of the report; not both."
Severity: #error
Expression: "performer.exists() xor extension('https://fhir.hie-ua.example/StructureDefinition/report-origin').exists()"
* insert Uk([["Спостереження має виконавця або походження відомостей, але не обидва."]])

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
