// Encounter. The national class and type are two slices of Encounter.type; Encounter.class is HL7's.
// Rules that need other resources of the package (legal entity type, employee type, catalogue of
// services, coding of the primary diagnosis) are not here: they are rules of the package.

Profile: UaEncounter
Parent: Encounter
Id: ua-encounter
Title: "UA Encounter"
Description: "Encounter of a patient with an employee, in an episode, with the diagnoses made. Encounter.class: AMB for primary and outpatient care, IMP for inpatient care, VR for a consultation by means of communication, HH at home, FLD in the field."
* insert Facts("Взаємодія")
* obeys ua-enc-1a and ua-enc-1b and ua-enc-1c and ua-enc-3 and ua-enc-4a and ua-enc-4b and ua-enc-4c and ua-enc-5 and ua-enc-7a and ua-enc-7b and ua-enc-7c and ua-enc-9a and ua-enc-9b
* obeys ua-enc-10a and ua-enc-10b and ua-enc-10c and ua-enc-11a and ua-enc-11b and ua-enc-12 and ua-enc-17 and ua-enc-18 and ua-enc-19 and ua-enc-20 and ua-enc-21
* insert Cancellable
* extension contains
    EncounterAction named action 0..* and
    EncounterService named service 0..* and
    Prescriptions named prescriptions 0..1 and
    PaperReferral named paperReferral 0..1
* insert IdentifiersBySystem
* insert EsozIdentifier
* type 2..*
* insert ConceptsBySystem(type)
* insert ConceptSlice(type, nationalClass, https://fhir.hie-ua.example/CodeSystem/encounter-classes, 1..1, EncounterClassesValueSet, "National class of the encounter")
* insert ConceptSlice(type, nationalType, https://fhir.hie-ua.example/CodeSystem/encounter-types, 1..1, EncounterTypesValueSet, "National type of the encounter")
* subject 1..1
* subject only Reference(Patient)
* episodeOfCare 1..1
* period 1..1
* period.start 1..1
* period.end 1..1
* participant 1..*
* participant.individual only Reference(Practitioner or PractitionerRole or RelatedPerson)
* diagnosis.use 1..1
* diagnosis.use from DiagnosisRolesValueSet (required)
* hospitalization.extension contains DischargeDepartment named dischargeDepartment 0..1

Invariant: ua-enc-1a
Description: "An encounter is finished or entered in error."
Severity: #error
Expression: "status = 'finished' or status = 'entered-in-error'"
* insert Uk([["Взаємодія завершена або внесена помилково."]])

Invariant: ua-enc-1b
Description: "The period of an encounter does not start or end in the future."
Severity: #error
Expression: "period.start <= now() and period.end <= now()"
* insert Uk([["Період взаємодії не починається і не завершується в майбутньому."]])

Invariant: ua-enc-1c
Description: "An encounter ends after it starts."
Severity: #error
Expression: "period.end > period.start"
* insert Uk([["Взаємодія завершується пізніше, ніж починається."]])

Invariant: ua-enc-3
Description: "The type of an encounter is allowed for its class."
Severity: #error
Expression: "(type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'AMB').exists() implies type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and (code = 'service_delivery_location' or code = 'virtual' or code = 'patient_identity' or code = 'field' or code = 'home' or code = 'intervention' or code = 'concilium' or code = 'covid')).exists()) and (type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'INPATIENT').exists() implies type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and (code = 'patient_identity' or code = 'discharge' or code = 'service_delivery_location' or code = 'intervention' or code = 'concilium' or code = 'covid')).exists()) and (type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'PHC').exists() implies type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and (code = 'service_delivery_location' or code = 'virtual' or code = 'home' or code = 'field' or code = 'intervention')).exists())"
* insert Uk([["Тип взаємодії дозволений для її класу."]])

Invariant: ua-enc-4a
Description: "An encounter of primary care has a reason coded in ICPC-2."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'PHC').exists() implies reasonCode.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/icpc2-reasons').exists()"
* insert Uk([["Взаємодія первинної допомоги має причину звернення за ICPC-2."]])

Invariant: ua-enc-4b
Description: "An encounter of primary care has an action coded in ICPC-2."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'PHC').exists() implies extension('https://fhir.hie-ua.example/StructureDefinition/encounter-action').exists()"
* insert Uk([["Взаємодія первинної допомоги має дію за ICPC-2."]])

Invariant: ua-enc-4c
Description: "Only an encounter of primary care has actions coded in ICPC-2."
Severity: #error
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/encounter-action').exists() implies type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'PHC').exists()"
* insert Uk([["Дії за ICPC-2 має лише взаємодія первинної допомоги."]])

Invariant: ua-enc-5
Description: "An encounter of primary care has no services of the catalogue."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'PHC').exists() implies extension('https://fhir.hie-ua.example/StructureDefinition/encounter-service').empty()"
* insert Uk([["Взаємодія первинної допомоги не має послуг із каталогу."]])

Invariant: ua-enc-7a
Description: "An encounter has a diagnosis, unless it is an intervention."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'intervention').exists() or diagnosis.exists()"
* insert Uk([["Взаємодія має діагноз, якщо це не втручання."]])

Invariant: ua-enc-7b
Description: "Exactly one of the diagnoses is the primary one."
Severity: #error
Expression: "diagnosis.exists() implies diagnosis.where(use.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/diagnosis-roles' and code = 'primary').exists()).count() = 1"
* insert Uk([["Рівно один із діагнозів основний."]])

Invariant: ua-enc-7c
Description: "The rank of a diagnosis is from 1 to 10."
Severity: #error
Expression: "diagnosis.rank.all($this >= 1 and $this <= 10)"
* insert Uk([["Ранг діагнозу – від 1 до 10."]])

Invariant: ua-enc-9a
Description: "A council of doctors has at least two participants."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'concilium').exists() implies participant.count() >= 2"
* insert Uk([["У консиліумі принаймні два учасники."]])

Invariant: ua-enc-9b
Description: "A council of doctors has no services of the catalogue."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'concilium').exists() implies extension('https://fhir.hie-ua.example/StructureDefinition/encounter-service').empty()"
* insert Uk([["Консиліум не має послуг із каталогу."]])

Invariant: ua-enc-10a
Description: "An inpatient encounter has a priority, unless it identifies the patient."
Severity: #error
Expression: "(type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'INPATIENT').exists() and type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'patient_identity').exists().not()) implies priority.exists()"
* insert Uk([["Стаціонарна взаємодія має пріоритет, якщо це не ідентифікація пацієнта."]])

Invariant: ua-enc-10b
Description: "An inpatient encounter has a division (location), unless it identifies the patient."
Severity: #error
Expression: "(type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'INPATIENT').exists() and type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'patient_identity').exists().not()) implies location.exists()"
* insert Uk([["Стаціонарна взаємодія має підрозділ (location), якщо це не ідентифікація пацієнта."]])

Invariant: ua-enc-10c
Description: "An encounter at home or in the field has no division (location)."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and (code = 'home' or code = 'field')).exists() implies location.empty()"
* insert Uk([["Взаємодія вдома або не за місцем проживання не має підрозділу (location)."]])

Invariant: ua-enc-11a
Description: "Only an inpatient encounter has a hospitalization."
Severity: #error
Expression: "hospitalization.exists() implies type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'INPATIENT').exists()"
* insert Uk([["Госпіталізацію має лише стаціонарна взаємодія."]])

Invariant: ua-enc-11b
Description: "A discharge has an admission source, a discharge disposition and a discharge department."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'discharge').exists() implies (hospitalization.admitSource.exists() and hospitalization.dischargeDisposition.exists() and hospitalization.extension('https://fhir.hie-ua.example/StructureDefinition/discharge-department').exists())"
* insert Uk([["Виписка має джерело госпіталізації, результат виписки та відділення виписки."]])

Invariant: ua-enc-12
Description: "An encounter answers an electronic referral or a paper one, not both."
Severity: #error
Expression: "basedOn.empty() or extension('https://fhir.hie-ua.example/StructureDefinition/paper-referral').empty()"
* insert Uk([["Взаємодія виконує електронне або паперове направлення, але не обидва."]])

Invariant: ua-enc-13
Description: "Prescriptions are at most 3000 characters."
Severity: #error
Expression: "value.ofType(string).length() <= 3000"
* insert Uk([["Призначення – не більше 3000 знаків."]])

Invariant: ua-enc-17
Description: "A consultation by means of communication has the class VR, and only it."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-types' and code = 'virtual').exists() = (class.code = 'VR')"
* insert Uk([["Консультація засобами зв'язку, і лише вона, має клас VR."]])

Invariant: ua-enc-18
Description: "An inpatient encounter, and only it, has the class IMP, ACUTE or NONAC."
Severity: #error
Expression: "type.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/encounter-classes' and code = 'INPATIENT').exists() = (class.code = 'IMP' or class.code = 'ACUTE' or class.code = 'NONAC')"
* insert Uk([["Стаціонарна взаємодія, і лише вона, має клас IMP, ACUTE або NONAC."]])

Invariant: ua-enc-19
Description: "An encounter that was entered in error has a cancellation reason."
Severity: #error
Expression: "status = 'entered-in-error' implies extension('https://fhir.hie-ua.example/StructureDefinition/cancellation-reason').exists()"
* insert Uk([["Взаємодія, внесена помилково, має причину скасування."]])

Invariant: ua-enc-20
Description: "A reason has at most one coding of each code system."
Severity: #error
Expression: "reasonCode.all(coding.system.isDistinct())"
* insert Uk([["Причина звернення має не більше одного коду кожної системи кодування."]])

Invariant: ua-enc-21
Description: "Exactly one participant performs the encounter (type PPRF): a practitioner or an employee."
Severity: #error
Expression: "participant.where(individual.exists() and type.coding.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType' and code = 'PPRF').exists()).count() = 1"
* insert Uk([["Рівно один учасник проводить взаємодію (вид PPRF): медичний працівник або працівник закладу."]])
