// Condition: a diagnosis or a problem made in an encounter.

Profile: UaCondition
Parent: Condition
Id: ua-condition
Title: "UA Condition"
Description: "Condition of a patient, coded in ICD-10-AM or ICPC-2, asserted by an employee or reported from another source."
* insert Facts("Стан")
* obeys ua-con-1 and ua-con-2 and ua-con-3 and ua-con-4 and ua-con-5 and ua-con-6 and ua-con-7 and ua-con-8
* insert Cancellable
* extension contains ReportOrigin named reportOrigin 0..1
* insert IdentifiersBySystem
* insert EsozIdentifier
* clinicalStatus from ConditionClinicalStatusesValueSet (required)
* verificationStatus 1..1
* verificationStatus from ConditionVerificationStatusesValueSet (required)
* severity from ConditionSeveritiesValueSet (extensible)
* code 1..1
* subject only Reference(Patient)
* encounter 1..1
* onset[x] 1..1
* onset[x] only dateTime
* asserter only Reference(Practitioner or PractitionerRole)

ValueSet: ConditionClinicalStatusesValueSet
Id: condition-clinical-statuses
Title: "Клінічні статуси стану"
Description: "Clinical statuses of a condition that ЕСОЗ knows."
* insert Listed([[Clinical statuses of a condition]])
* http://terminology.hl7.org/CodeSystem/condition-clinical#active "Active"
* http://terminology.hl7.org/CodeSystem/condition-clinical#recurrence "Recurrence"
* http://terminology.hl7.org/CodeSystem/condition-clinical#remission "Remission"
* http://terminology.hl7.org/CodeSystem/condition-clinical#resolved "Resolved"
* http://terminology.hl7.org/CodeSystem/condition-clinical#inactive "Inactive"

ValueSet: ConditionVerificationStatusesValueSet
Id: condition-verification-statuses
Title: "Статуси підтвердження стану"
Description: "Verification statuses of a condition that ЕСОЗ knows."
* insert Listed([[Verification statuses of a condition]])
* http://terminology.hl7.org/CodeSystem/condition-ver-status#provisional "Provisional"
* http://terminology.hl7.org/CodeSystem/condition-ver-status#differential "Differential"
* http://terminology.hl7.org/CodeSystem/condition-ver-status#confirmed "Confirmed"
* http://terminology.hl7.org/CodeSystem/condition-ver-status#refuted "Refuted"
* http://terminology.hl7.org/CodeSystem/condition-ver-status#entered-in-error "Entered in Error"

Invariant: ua-con-1
Description: "A condition is coded in ICD-10-AM or in ICPC-2 (conditions)."
Severity: #error
Expression: "code.coding.where((system = 'https://fhir.hie-ua.example/CodeSystem/icd10-am' or system = 'https://fhir.hie-ua.example/CodeSystem/icpc2-conditions') and code.exists()).exists()"
* insert Uk([["Стан кодують за НК 025 (ICD-10-AM) або за ICPC-2 (стани)."]])

Invariant: ua-con-2
Description: "A condition has at most one coding of each code system."
Severity: #error
Expression: "code.coding.system.isDistinct()"
* insert Uk([["Стан має не більше одного коду кожної системи кодування."]])

Invariant: ua-con-3
Description: "The onset is not in the future and not more than 54750 days ago."
Severity: #error
Expression: "onset.ofType(dateTime) <= now() and onset.ofType(dateTime) >= now() - 54750 days"
* insert Uk([["Дата початку стану – не в майбутньому і не раніше ніж 54750 днів тому."]])

Invariant: ua-con-4
Description: "The condition is not recorded in the future."
Severity: #error
Expression: "recordedDate <= now()"
* insert Uk([["Дата запису стану – не в майбутньому."]])

Invariant: ua-con-5
Description: "A condition has an asserter, or the origin of the report; not both."
Severity: #error
Expression: "asserter.exists() xor extension('https://fhir.hie-ua.example/StructureDefinition/report-origin').exists()"
* insert Uk([["Для стану зазначають того, хто його встановив, або походження відомостей, але не те й інше разом."]])

Invariant: ua-con-6
Description: "A condition has a clinical status, unless it was entered in error."
Severity: #error
Expression: "clinicalStatus.exists() or verificationStatus.coding.where(code = 'entered-in-error').exists()"
* insert Uk([["Стан має клінічний статус, якщо його не внесено помилково."]])

Invariant: ua-con-7
Description: "A condition that was entered in error has a cancellation reason."
Severity: #error
Expression: "verificationStatus.coding.where(code = 'entered-in-error').exists() implies extension('https://fhir.hie-ua.example/StructureDefinition/cancellation-reason').exists()"
* insert Uk([["Стан, внесений помилково, має причину скасування."]])

Invariant: ua-con-8
Description: "A mental health condition by ICPC-2 (P70-P76, P78-P82, P85, P86, P98, P99) refers to a condition or an observation as evidence."
Severity: #error
Expression: "code.coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/icpc2-conditions' and (code = 'P70' or code = 'P71' or code = 'P72' or code = 'P73' or code = 'P74' or code = 'P75' or code = 'P76' or code = 'P78' or code = 'P79' or code = 'P80' or code = 'P81' or code = 'P82' or code = 'P85' or code = 'P86' or code = 'P98' or code = 'P99')).exists() implies evidence.detail.exists()"
* insert Uk([["Стан психічного здоров'я за ICPC-2 (P70-P76, P78-P82, P85, P86, P98, P99) посилається на стан або спостереження як доказ."]])
