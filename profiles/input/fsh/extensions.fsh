// Extensions: what ЕСОЗ records and R4 has no element for.

Extension: BusinessKey
Id: business-key
Title: "Business key"
Description: "On an identifier slice of a profile: system and value together are unique among the current resources of the type."
Context: ElementDefinition
* insert Facts("Бізнес-ключ")
* value[x] only boolean
* value[x] 1..1

Extension: QueryTemplate
Id: query-template
Title: "Search of a named query"
Description: "What a named query searches by: a query string in which {name} stands for the value of the parameter of that name."
Context: OperationDefinition
* insert Facts("Пошук запиту за назвою")
* value[x] only string
* value[x] 1..1

Extension: IssuingCountry
Id: issuing-country
Title: "Issuing country"
Description: "Country that issued the document: two letters of ISO 3166-1."
Context: Identifier
* insert Facts("Країна видачі")
* value[x] only code
* value[x] 1..1
* valueCode from http://hl7.org/fhir/ValueSet/iso3166-1-2 (required)

Extension: KatottgCode
Id: katottg
Title: "КАТОТТГ code"
Description: "Code of the settlement or its district in the codifier of administrative units and territories."
Context: Address
* insert Facts("Код КАТОТТГ")
* value[x] only Coding
* value[x] 1..1
* valueCoding.system 1..1
* valueCoding.system = Canonical(Katottg) (exactly)
* valueCoding.code 1..1
* obeys ua-katottg-1

Extension: AddressType
Id: address-type
Title: "Address type"
Description: "Residence or registration. The address of residence also has use = home."
Context: Address
* insert Facts("Вид адреси")
* value[x] only code
* value[x] 1..1
* valueCode from AddressTypesValueSet (required)

Extension: NoTaxId
Id: no-tax-id
Title: "No tax number"
Description: "The person has no РНОКПП: refused it, or is not a taxpayer of Ukraine."
Context: Patient, Practitioner
* insert Facts("Немає РНОКПП")
* value[x] only boolean
* value[x] 1..1

Extension: UnidentifiedReason
Id: unidentified-reason
Title: "Reason of an unidentified patient"
Description: "Why the patient was registered before he or she could be identified. Such a patient has no official identifiers."
Context: Patient
* insert Facts("Причина реєстрації неідентифікованого пацієнта")
* value[x] only code
* value[x] 1..1
* valueCode from UnidentifiedReasonsValueSet (required)

Extension: AuthenticationMethod
Id: authentication-method
Title: "Authentication method"
Description: "How the patient confirms consent in ЕСОЗ."
Context: Patient
* insert Facts("Спосіб автентифікації")
* value[x] only code
* value[x] 1..1
* valueCode from AuthenticationMethodsValueSet (required)

Extension: Kved
Id: kved
Title: "КВЕД code"
Description: "Kind of economic activity of the legal entity, such as 86.10."
Context: Organization
* insert Facts("Код КВЕД")
* value[x] only code
* value[x] 1..1
* obeys ua-kved-1

Extension: License
Id: license
Title: "Licence"
Description: "Licence of the legal entity."
Context: Organization
* insert Facts("Ліцензія")
* extension contains
    type 1..1 and
    number 0..1 and
    issuedBy 1..1 and
    issuedDate 1..1 and
    activeFrom 1..1 and
    expiryDate 0..1 and
    orderNumber 1..1
* extension[type].value[x] only code
* extension[type].value[x] 1..1
* extension[type].valueCode from LicenseTypesValueSet (required)
* extension[number].value[x] only string
* extension[number].value[x] 1..1
* extension[issuedBy].value[x] only string
* extension[issuedBy].value[x] 1..1
* extension[issuedDate].value[x] only date
* extension[issuedDate].value[x] 1..1
* extension[activeFrom].value[x] only date
* extension[activeFrom].value[x] 1..1
* extension[expiryDate].value[x] only date
* extension[expiryDate].value[x] 1..1
* extension[orderNumber].value[x] only string
* extension[orderNumber].value[x] 1..1

Extension: SpecialityOfficio
Id: speciality-officio
Title: "Speciality of the position"
Description: "The speciality by which the employee holds the position."
Context: PractitionerRole.specialty
* insert Facts("Спеціальність за посадою")
* value[x] only boolean
* value[x] 1..1

Extension: EpisodeName
Id: episode-name
Title: "Episode name"
Description: "Name of the episode, as the care manager calls it."
Context: EpisodeOfCare
* insert Facts("Назва епізоду")
* value[x] only string
* value[x] 1..1

Extension: EpisodeClosingReason
Id: episode-closing-reason
Title: "Reason to close the episode"
Description: "Why the episode was closed."
Context: EpisodeOfCare
* insert Facts("Причина закриття епізоду")
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from EpisodeClosingReasonsValueSet (extensible)

Extension: ReportOrigin
Id: report-origin
Title: "Report origin"
Description: "Where the statement comes from when no employee of the facility made it: in ЕСОЗ primary_source = false."
Context: Condition, Observation
* insert Facts("Походження відомостей")
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from ReportOriginsValueSet (extensible)

Extension: CancellationReason
Id: cancellation-reason
Title: "Cancellation reason"
Description: "Why the record was entered in error."
Context: EpisodeOfCare, Encounter, Condition, Observation
* insert Facts("Причина скасування")
* value[x] only CodeableConcept
* value[x] 1..1
* valueCodeableConcept from CancellationReasonsValueSet (extensible)

Extension: ExplanatoryLetter
Id: explanatory-letter
Title: "Explanatory letter"
Description: "Explanation of the cancellation in words."
Context: EpisodeOfCare, Encounter, Condition, Observation
* insert Facts("Пояснювальна записка")
* value[x] only string
* value[x] 1..1

Extension: EncounterAction
Id: encounter-action
Title: "Action of a primary care encounter"
Description: "Action by ICPC-2, as primary care records it."
Context: Encounter
* insert Facts("Дія")
* value[x] only CodeableConcept
* value[x] 1..1
* obeys ua-act-1

Extension: EncounterService
Id: encounter-service
Title: "Service of the encounter"
Description: "Service delivered in the encounter, from the catalogue of services (action_references of ЕСОЗ)."
Context: Encounter
* insert Facts("Надана послуга")
* value[x] only CodeableConcept
* value[x] 1..1
* obeys ua-srv-1

Extension: Prescriptions
Id: prescriptions
Title: "Prescriptions"
Description: "Recommendations to the patient in words."
Context: Encounter
* insert Facts("Призначення")
* value[x] only string
* value[x] 1..1
* obeys ua-enc-13

Extension: DischargeDepartment
Id: discharge-department
Title: "Discharge department"
Description: "Department that discharged the patient."
Context: Encounter.hospitalization
* insert Facts("Відділення виписки")
* value[x] only CodeableConcept
* value[x] 1..1

Extension: PaperReferral
Id: paper-referral
Title: "Paper referral"
Description: "Referral on paper that the encounter answers."
Context: Encounter
* insert Facts("Паперове направлення")
* extension contains
    requisition 0..1 and
    requesterEmployeeName 1..1 and
    requesterLegalEntityEdrpou 1..1 and
    requesterLegalEntityName 0..1 and
    serviceRequestDate 1..1 and
    note 0..1
* extension[requisition].value[x] only string
* extension[requisition].value[x] 1..1
* extension[requesterEmployeeName].value[x] only string
* extension[requesterEmployeeName].value[x] 1..1
* extension[requesterLegalEntityEdrpou].value[x] only string
* extension[requesterLegalEntityEdrpou].value[x] 1..1
* extension[requesterLegalEntityEdrpou] obeys ua-ref-1
* extension[requesterLegalEntityName].value[x] only string
* extension[requesterLegalEntityName].value[x] 1..1
* extension[serviceRequestDate].value[x] only date
* extension[serviceRequestDate].value[x] 1..1
* extension[serviceRequestDate] obeys ua-ref-2
* extension[note].value[x] only string
* extension[note].value[x] 1..1

Invariant: ua-katottg-1
Description: "A КАТОТТГ code is UA and 17 digits."
Severity: #error
Expression: "value.ofType(Coding).code.matches('^UA[0-9]{17}$')"
* insert Uk([["Код КАТОТТГ складається з літер UA і 17 цифр."]])

Invariant: ua-kved-1
Description: "A КВЕД code is two digits, a dot and one or two digits."
Severity: #error
Expression: "value.ofType(code).matches('^[0-9]{2}[.][0-9]{1,2}$')"
* insert Uk([["Код КВЕД складається з двох цифр, крапки та однієї або двох цифр."]])

Invariant: ua-act-1
Description: "An action is coded in the ICPC-2 dictionary of actions."
Severity: #error
Expression: "value.ofType(CodeableConcept).coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/icpc2-actions' and code.exists()).exists()"
* insert Uk([["Дію кодують за довідником дій ICPC-2."]])

Invariant: ua-srv-1
Description: "A service is coded in the catalogue of services."
Severity: #error
Expression: "value.ofType(CodeableConcept).coding.where(system = 'https://fhir.hie-ua.example/CodeSystem/services' and code.exists()).exists()"
* insert Uk([["Послугу кодують за каталогом послуг."]])

Invariant: ua-ref-1
Description: "The code of the legal entity on a paper referral is 8 to 10 digits."
Severity: #error
Expression: "value.ofType(string).matches('^[0-9]{8,10}$')"
* insert Uk([["Код юридичної особи в паперовому направленні складається з 8–10 цифр."]])

Invariant: ua-ref-2
Description: "A paper referral is not dated in the future."
Severity: #error
Expression: "value.ofType(date) <= today()"
* insert Uk([["Дата паперового направлення не може бути в майбутньому."]])
