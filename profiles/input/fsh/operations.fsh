// Operations of the exchange that no other guide defines.
Instance: fhirpath
InstanceOf: OperationDefinition
Usage: #definition
Title: "Evaluate FHIRPath"
Description: "Evaluates a FHIRPath expression, in the convention of the FHIRPath Lab's servers."
* url = "https://fhir.hie-ua.example/OperationDefinition/fhirpath"
* name = "Fhirpath"
* title = "Evaluate FHIRPath"
* status = #active
* kind = #operation
* affectsState = false
* code = #fhirpath
* system = true
* type = false
* instance = false
* parameter[+]
  * name = #expression
  * use = #in
  * min = 1
  * max = "1"
  * type = #string
  * documentation = "The expression to evaluate."
* parameter[+]
  * name = #context
  * use = #in
  * min = 0
  * max = "1"
  * type = #string
  * documentation = "An expression that selects the items for which the other one is evaluated, one by one."
* parameter[+]
  * name = #resource
  * use = #in
  * min = 0
  * max = "1"
  * type = #Resource
  * documentation = "The resource to evaluate on; as a string: a reference to one of this server."
* parameter[+]
  * name = #variables
  * use = #in
  * min = 0
  * max = "1"
  * documentation = "Variables: one part for each, with its name and value."
  * part[+]
    * name = #name
    * use = #in
    * min = 0
    * max = "*"
    * type = #Element
    * documentation = "A variable, named by the part's name."
* parameter[+]
  * name = #validate
  * use = #in
  * min = 0
  * max = "1"
  * type = #boolean
  * documentation = "Refuse what can select nothing from a resource of this type, such as unknown elements."
* parameter[+]
  * name = #terminologyserver
  * use = #in
  * min = 0
  * max = "1"
  * type = #string
  * documentation = "Not used: value sets are those of the server."
* parameter[+]
  * name = #parameters
  * use = #out
  * min = 1
  * max = "1"
  * documentation = "What was asked, and by what it was evaluated."
  * part[+]
    * name = #evaluator
    * use = #out
    * min = 1
    * max = "1"
    * type = #string
    * documentation = "Name and version of the engine."
* parameter[+]
  * name = #result
  * use = #out
  * min = 0
  * max = "*"
  * type = #string
  * documentation = "For each context item its path, with parts for what was selected and for traces."

Instance: diff
InstanceOf: OperationDefinition
Usage: #definition
Title: "Compare versions"
Description: "Tells what changed between two versions of a resource, or between two resources, as a FHIRPath Patch."
* url = "https://fhir.hie-ua.example/OperationDefinition/diff"
* name = "Diff"
* title = "Compare versions"
* status = #active
* kind = #operation
* affectsState = false
* code = #diff
* resource = #Resource
* system = true
* type = false
* instance = true
* parameter[+]
  * name = #from
  * use = #in
  * min = 0
  * max = "1"
  * type = #uri
  * documentation = "On the system: a reference to the resource or version to compare from."
* parameter[+]
  * name = #to
  * use = #in
  * min = 0
  * max = "1"
  * type = #uri
  * documentation = "On the system: a reference to the resource or version to compare with."
* parameter[+]
  * name = #fromVersion
  * use = #in
  * min = 0
  * max = "1"
  * type = #string
  * documentation = "On an instance: the version to compare from; the one before the other where it is absent."
* parameter[+]
  * name = #toVersion
  * use = #in
  * min = 0
  * max = "1"
  * type = #string
  * documentation = "On an instance: the version to compare with; the current one where it is absent."
* parameter[+]
  * name = #includeMeta
  * use = #in
  * min = 0
  * max = "1"
  * type = #boolean
  * documentation = "Whether ids, versions and times that the server gave count."
* parameter[+]
  * name = #operation
  * use = #out
  * min = 0
  * max = "*"
  * documentation = "One change, in the form of FHIRPath Patch, with the value that there was before."
  * part[+]
    * name = #type
    * use = #out
    * min = 1
    * max = "1"
    * type = #code
    * documentation = "add, insert, replace or delete."
  * part[+]
    * name = #path
    * use = #out
    * min = 1
    * max = "1"
    * type = #string
    * documentation = "Where it is done, as FHIRPath."
  * part[+]
    * name = #name
    * use = #out
    * min = 0
    * max = "1"
    * type = #string
    * documentation = "The element that is added."
  * part[+]
    * name = #index
    * use = #out
    * min = 0
    * max = "1"
    * type = #integer
    * documentation = "The position in the list at which it is inserted."
  * part[+]
    * name = #previousValue
    * use = #out
    * min = 0
    * max = "1"
    * type = #Element
    * documentation = "What there was."
  * part[+]
    * name = #value
    * use = #out
    * min = 0
    * max = "1"
    * type = #Element
    * documentation = "What there is now: a value, a resource, or parts for the children."

// R4 defines $everything for Patient, Encounter, Group and MedicinalProduct; these have a compartment too.
RuleSet: Everything(type)
* url = "https://fhir.hie-ua.example/OperationDefinition/{type}-everything"
* name = "{type}Everything"
* title = "Everything about a {type}"
* status = #active
* kind = #operation
* affectsState = false
* code = #everything
* resource = #{type}
* system = false
* type = false
* instance = true
* parameter[+]
  * name = #start
  * use = #in
  * min = 0
  * max = "1"
  * type = #date
  * documentation = "Only what concerns care from this date on."
* parameter[+]
  * name = #end
  * use = #in
  * min = 0
  * max = "1"
  * type = #date
  * documentation = "Only what concerns care until this date."
* parameter[+]
  * name = #_since
  * use = #in
  * min = 0
  * max = "1"
  * type = #instant
  * documentation = "Only what was changed after this moment."
* parameter[+]
  * name = #_type
  * use = #in
  * min = 0
  * max = "*"
  * type = #code
  * documentation = "Only resources of these types; several may be given with commas."
* parameter[+]
  * name = #_count
  * use = #in
  * min = 0
  * max = "1"
  * type = #integer
  * documentation = "How many members of the compartment a page holds."
* parameter[+]
  * name = #return
  * use = #out
  * min = 1
  * max = "1"
  * type = #Bundle
  * documentation = "A page of all that belongs to the resource, and of what that refers to."

Instance: Device-everything
InstanceOf: OperationDefinition
Usage: #definition
Title: "Everything about a Device"
Description: "All that is in the compartment of a Device, and what that refers to, in pages."
* insert Everything(Device)

Instance: Practitioner-everything
InstanceOf: OperationDefinition
Usage: #definition
Title: "Everything about a Practitioner"
Description: "All that is in the compartment of a Practitioner, and what that refers to, in pages."
* insert Everything(Practitioner)

Instance: RelatedPerson-everything
InstanceOf: OperationDefinition
Usage: #definition
Title: "Everything about a RelatedPerson"
Description: "All that is in the compartment of a RelatedPerson, and what that refers to, in pages."
* insert Everything(RelatedPerson)

Instance: SearchParameter-status
InstanceOf: OperationDefinition
Usage: #definition
Title: "Status of stored search parameters"
Description: "Tells whether stored search parameters can be searched by, and how far indexing is."
* url = "https://fhir.hie-ua.example/OperationDefinition/SearchParameter-status"
* name = "SearchParameterStatus"
* title = "Status of stored search parameters"
* status = #active
* kind = #operation
* affectsState = false
* code = #status
* resource = #SearchParameter
* system = false
* type = true
* instance = false
* parameter[+]
  * name = #url
  * use = #in
  * min = 0
  * max = "*"
  * type = #uri
  * documentation = "Only the parameters with these canonicals."
* parameter[+]
  * name = #parameter
  * use = #out
  * min = 0
  * max = "*"
  * documentation = "A stored parameter: url, id, state (indexing, ready, refused), done, total, rate a second."
  * part[+]
    * name = #url
    * use = #out
    * min = 1
    * max = "1"
    * type = #uri
    * documentation = "Its canonical."
