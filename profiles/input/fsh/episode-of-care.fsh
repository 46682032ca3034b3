// EpisodeOfCare: what the encounters of one health problem belong to.

Profile: UaEpisodeOfCare
Parent: EpisodeOfCare
Id: ua-episode-of-care
Title: "UA EpisodeOfCare"
Description: "Episode of care under one care manager in one legal entity."
* insert Facts("Епізод")
* obeys ua-epi-1 and ua-epi-2 and ua-epi-3 and ua-epi-4 and ua-epi-5 and ua-epi-6
* insert Cancellable
* extension contains EpisodeName named name 0..1 and EpisodeClosingReason named closingReason 0..1
* insert IdentifiersBySystem
* insert EsozIdentifier
* type 1..*
* insert ConceptsBySystem(type)
* insert ConceptSlice(type, episodeType, https://fhir.hie-ua.example/CodeSystem/episode-types, 1..1, EpisodeTypesValueSet, "Type of the episode")
* managingOrganization 1..1
* careManager 1..1
* period 1..1
* period.start 1..1

Invariant: ua-epi-1
Description: "An episode is active, finished or entered in error."
Severity: #error
Expression: "status = 'active' or status = 'finished' or status = 'entered-in-error'"
* insert Uk([["Епізод діючий, завершений або внесений помилково."]])

Invariant: ua-epi-2
Description: "An episode does not start in the future."
Severity: #error
Expression: "period.start <= now()"
* insert Uk([["Епізод не може починатися в майбутньому."]])

Invariant: ua-epi-3
Description: "A finished episode has an end and a reason to close it."
Severity: #error
Expression: "status = 'finished' implies (period.end.exists() and extension('https://fhir.hie-ua.example/StructureDefinition/episode-closing-reason').exists())"
* insert Uk([["Завершений епізод має дату завершення і причину закриття."]])

Invariant: ua-epi-4
Description: "An episode that was entered in error has a cancellation reason."
Severity: #error
Expression: "status = 'entered-in-error' implies extension('https://fhir.hie-ua.example/StructureDefinition/cancellation-reason').exists()"
* insert Uk([["Епізод, внесений помилково, має причину скасування."]])

Invariant: ua-epi-5
Description: "ЕСОЗ needs the name of an episode."
Severity: #warning
Expression: "extension('https://fhir.hie-ua.example/StructureDefinition/episode-name').exists()"
* insert Uk([["ЕСОЗ вимагає назву епізоду."]])

Invariant: ua-epi-6
Description: "An active episode has no end."
Severity: #error
Expression: "status = 'active' implies period.end.empty()"
* insert Uk([["Діючий епізод не має дати завершення."]])
