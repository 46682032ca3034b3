// Named queries: searches that people ask for often, by one name.  https://hl7.org/fhir/R4/search.html#query
RuleSet: NamedQuery(code, name)
* url = "https://fhir.hie-ua.example/OperationDefinition/{code}"
* name = "{name}"
* status = #active
* kind = #query
* affectsState = false
* code = #{code}
* system = false
* type = true
* instance = false

Instance: vital-signs
InstanceOf: OperationDefinition
Usage: #definition
Title: "Vital signs of a patient"
Description: "The vital signs of a patient, newest first; those of one code, or from one day on, if it is asked."
* insert NamedQuery(vital-signs, VitalSigns)
* title = "Vital signs of a patient"
* resource = #Observation
* extension[QueryTemplate].valueString = "patient={patient}&category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs&code={code}&date=ge{from}&status:not=entered-in-error&_sort=-date"
* parameter[+]
  * name = #patient
  * use = #in
  * min = 1
  * max = "1"
  * type = #string
  * searchType = #reference
  * documentation = "The patient."
* parameter[+]
  * name = #code
  * use = #in
  * min = 0
  * max = "*"
  * type = #string
  * searchType = #token
  * documentation = "What was measured; one of several."
* parameter[+]
  * name = #from
  * use = #in
  * min = 0
  * max = "1"
  * type = #date
  * documentation = "The first day."

Instance: active-episodes
InstanceOf: OperationDefinition
Usage: #definition
Title: "Active episodes of a person"
Description: "The active episodes of care of the person with a РНОКПП, in any organization, with the patient."
* insert NamedQuery(active-episodes, ActiveEpisodes)
* title = "Active episodes of a person"
* resource = #EpisodeOfCare
* extension[QueryTemplate].valueString = "patient.identifier=https://fhir.hie-ua.example/sid/rnokpp|{rnokpp}&status=active&_include=EpisodeOfCare:patient"
* parameter[+]
  * name = #rnokpp
  * use = #in
  * min = 1
  * max = "1"
  * type = #string
  * documentation = "РНОКПП: ten digits."
